# yaml-cpp, the parser of it. Its static constructors make the eight streams of <iostream> and two hundred strings, in each
# run, whether it reads YAML or not. Where the library is linked in they are put aside: renamed, the table of them is
# one that the loader does not know, and src/input/yaml_reader.cpp goes through it before the first document.
send_bounce_find_library(YAML_CPP_LIBRARY yaml-cpp)
find_path(YAML_CPP_INCLUDE_DIR yaml-cpp/parser.h REQUIRED)

set(yaml_cpp ${YAML_CPP_LIBRARY})
if(SEND_BOUNCE_LINKED_IN)
  set(yaml_cpp ${PROJECT_BINARY_DIR}/yaml-cpp/libyaml-cpp.a)
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/yaml-cpp)
  execute_process(
    COMMAND ${CMAKE_OBJCOPY} --rename-section .init_array=yaml_cpp_start ${YAML_CPP_LIBRARY} ${yaml_cpp}
    COMMAND_ERROR_IS_FATAL ANY)
endif()

add_library(YAML::cpp UNKNOWN IMPORTED)
set_target_properties(YAML::cpp PROPERTIES
  IMPORTED_LOCATION ${yaml_cpp}
  INTERFACE_INCLUDE_DIRECTORIES ${YAML_CPP_INCLUDE_DIR})
