# A build for musl with what cmake/static/build-root has made: everything is linked in, libc too. SEND_BOUNCE_MACHINE
# names the processor, as uname -m does.
set(SEND_BOUNCE_MACHINE x86_64 CACHE STRING "The processor that the static file is for")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES SEND_BOUNCE_MACHINE)
get_filename_component(root ${CMAKE_CURRENT_LIST_DIR}/../../build/static/root-${SEND_BOUNCE_MACHINE} ABSOLUTE)
set(CMAKE_C_COMPILER ${root}/bin/gcc)
set(CMAKE_CXX_COMPILER ${root}/bin/g++)
set(SEND_BOUNCE_MUSL ON)
set(SEND_BOUNCE_SYSROOT ${root})

cmake_host_system_information(RESULT host QUERY OS_PLATFORM)
if(NOT host STREQUAL SEND_BOUNCE_MACHINE)
  set(CMAKE_SYSTEM_NAME Linux)
  set(CMAKE_SYSTEM_PROCESSOR ${SEND_BOUNCE_MACHINE})
  find_program(SEND_BOUNCE_QEMU NAMES qemu-${SEND_BOUNCE_MACHINE}-static qemu-${SEND_BOUNCE_MACHINE})
  if(SEND_BOUNCE_QEMU)
    set(CMAKE_CROSSCOMPILING_EMULATOR ${SEND_BOUNCE_QEMU})
  endif()
  # This machine's own strip knows its own processor alone.
  find_program(CMAKE_STRIP NAMES ${SEND_BOUNCE_MACHINE}-linux-gnu-strip)
endif()

set(CMAKE_FIND_ROOT_PATH ${root})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
