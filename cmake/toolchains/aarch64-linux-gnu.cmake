# A cross build for 64-bit ARM with Debian's g++-aarch64-linux-gnu, against the libraries that cmake/fetch-sysroot has
# unpacked. The compiler brings libc and libstdc++, so it is given no --sysroot of its own.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)

set(SEND_BOUNCE_SYSROOT ${CMAKE_CURRENT_LIST_DIR}/../../build/sysroot-arm64 CACHE PATH "What cmake/fetch-sysroot made")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES SEND_BOUNCE_SYSROOT)
get_filename_component(CMAKE_FIND_ROOT_PATH ${SEND_BOUNCE_SYSROOT} ABSOLUTE)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
# OpenSSL's opensslconf.h lies in the folder of the architecture, which the compiler seeks under / alone.
set(CMAKE_C_STANDARD_INCLUDE_DIRECTORIES ${CMAKE_FIND_ROOT_PATH}/usr/include/aarch64-linux-gnu)
set(CMAKE_CXX_STANDARD_INCLUDE_DIRECTORIES ${CMAKE_FIND_ROOT_PATH}/usr/include/aarch64-linux-gnu)

find_program(SEND_BOUNCE_QEMU NAMES qemu-aarch64-static qemu-aarch64)
if(SEND_BOUNCE_QEMU)
  set(CMAKE_CROSSCOMPILING_EMULATOR ${SEND_BOUNCE_QEMU} -L /usr/aarch64-linux-gnu)
endif()
