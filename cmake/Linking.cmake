# Whether the libraries are linked into the programs, and how the linker is told.
#
# A release links libcurl, OpenSSL, expat, yaml-cpp, libyaml and libstdc++ in: the shared libcurl of Debian brings 33 libraries
# along, which is most of the time of a run. libcurl and OpenSSL are built from source, with what this project uses of
# them. Without the source of libcurl all stay shared; without that of OpenSSL, the system's static library serves.
option(SEND_BOUNCE_STATIC "Link libcurl, OpenSSL, expat, yaml-cpp, libyaml and libstdc++ in" OFF)

set(SEND_BOUNCE_LINKED_IN OFF)
if(SEND_BOUNCE_STATIC)
  include(Sources)
  if(FETCHCONTENT_SOURCE_DIR_CURL)
    set(SEND_BOUNCE_LINKED_IN ON)
  endif()
endif()

# Static or shared is decided anew at each configuration, whatever an earlier one has found.
function(send_bounce_find_library variable name)
  if(SEND_BOUNCE_LINKED_IN)
    set(name lib${name}.a)
  endif()
  find_library(found NAMES ${name} NO_CACHE REQUIRED)
  set(${variable} ${found} CACHE FILEPATH "" FORCE)
endfunction()

# Says by what target the files of LIBRARIES are made. Ninja knows it by the files' names, and lets objects be compiled
# before; the other generators want to be told, and make these first.
function(send_bounce_built_beside target)
  if(NOT CMAKE_GENERATOR MATCHES Ninja)
    foreach(library ${ARGN})
      add_dependencies(${library} ${target})
    endforeach()
  endif()
endfunction()

# The releases of glibc that a program built here runs with: from 2.34 on (RHEL 9, Amazon Linux 2023, Ubuntu 22.04). So
# the addresses that the loader puts in place are not packed (-z pack-relative-relocs), which glibc reads from 2.36 on,
# and what static libraries of Debian 12 ask of a newer glibc is in cmake/runtime. tests/packaging/portable_test.py reads
# the programs.
if(SEND_BOUNCE_LINKED_IN AND NOT SEND_BOUNCE_MUSL)
  add_library(send_bounce_runtime OBJECT
    ${PROJECT_SOURCE_DIR}/cmake/runtime/arc4random_buf.c
    ${PROJECT_SOURCE_DIR}/cmake/runtime/find_object.c)
  # Each of the two asks for other parts of libc's headers, so they are compiled by themselves.
  set_target_properties(send_bounce_runtime PROPERTIES POSITION_INDEPENDENT_CODE ON UNITY_BUILD OFF)
endif()

# A unity build has a folder in a few objects, of which a program wants some functions.
if(SEND_BOUNCE_LINKED_IN)
  add_compile_options(-ffunction-sections -fdata-sections)
endif()

# libstdc++ in them, and what nobody calls left out. All addresses are written before main and read-only from there on.
function(send_bounce_link_in program)
  if(TARGET send_bounce_runtime)
    target_link_libraries(${program} PRIVATE send_bounce_runtime)
  endif()
  target_link_options(${program} PRIVATE
    -static-libstdc++ -static-libgcc -Wl,--gc-sections -Wl,--exclude-libs,ALL -Wl,-z,relro,-z,now)
endfunction()
