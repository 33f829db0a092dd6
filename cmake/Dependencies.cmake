# Libraries from Debian 12; docs/architecture.md says why each one is here.
find_package(Threads REQUIRED)
find_package(tl-expected REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
include(OpenSsl)
include(Curl)
send_bounce_find_library(EXPAT_LIBRARY expat)
find_package(EXPAT REQUIRED)
send_bounce_find_library(YAML_LIBRARY yaml)
find_path(YAML_INCLUDE_DIR yaml.h REQUIRED)
add_library(YAML::libyaml UNKNOWN IMPORTED)
set_target_properties(YAML::libyaml PROPERTIES
  IMPORTED_LOCATION ${YAML_LIBRARY}
  INTERFACE_INCLUDE_DIRECTORIES ${YAML_INCLUDE_DIR})
include(YamlCpp)

# ncurses is linked in always: it serves one option, and a shared library would be loaded for every run.
find_path(CURSES_INCLUDE_DIR curses.h REQUIRED)
find_library(NCURSESW_ARCHIVE libncursesw.a REQUIRED)
find_library(TINFO_ARCHIVE libtinfo.a REQUIRED)
add_library(Curses::linked_in INTERFACE IMPORTED)
target_link_libraries(Curses::linked_in INTERFACE ${NCURSESW_ARCHIVE} ${TINFO_ARCHIVE})
target_include_directories(Curses::linked_in SYSTEM INTERFACE ${CURSES_INCLUDE_DIR})

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
  if(SEND_BOUNCE_PRECOMPILE)
    # What ccache's manual asks for ("Precompiled headers"); without it nothing is taken from the cache.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE_PROGRAM})
  endif()
endif()
