# A build for musl with what cmake/musl/build-root has made: everything is linked in, libc too.
set(root ${CMAKE_CURRENT_LIST_DIR}/../../build/musl)
get_filename_component(root ${root} ABSOLUTE)
set(CMAKE_C_COMPILER ${root}/bin/gcc)
set(CMAKE_CXX_COMPILER ${root}/bin/g++)
set(SEND_BOUNCE_MUSL ON)
set(SEND_BOUNCE_SYSROOT ${root})

set(CMAKE_FIND_ROOT_PATH ${root})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
