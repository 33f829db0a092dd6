# Whether the libraries are linked into the programs, and how the linker is told.
#
# A release links libcurl, OpenSSL, expat, yaml-cpp, libyaml and libstdc++ in: the shared libcurl of Debian brings 33 libraries
# along, which is most of the time of a run. libcurl and OpenSSL are built from source, with what this project uses of
# them. Without the source of libcurl all stay shared; without that of OpenSSL, the system's static library serves.
option(SEND_BOUNCE_STATIC "Link libcurl, OpenSSL, expat, yaml-cpp, libyaml and libstdc++ in" OFF)
option(SEND_BOUNCE_STATIC_LIBC "With SEND_BOUNCE_STATIC, link glibc in, too (docs/packaging.md)" OFF)

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

# libstdc++ in them, what nobody calls left out, and the addresses that the loader puts in place (most of them of
# OpenSSL's tables) as a bitmap, half a megabyte less. glibc reads that from 2.36 on; elsewhere the program would not
# start. All addresses are written before main and read-only from there on.
include(CheckCXXSourceCompiles)
check_cxx_source_compiles("
  #include <features.h>
  #if !defined(__x86_64__) || !defined(__GLIBC__) || !__GLIBC_PREREQ(2, 36)
  #error no packed relocations
  #endif
  int main() {}" SEND_BOUNCE_HAS_PACKED_RELOCATIONS)

function(send_bounce_link_in program)
  target_link_options(${program} PRIVATE
    -static-libstdc++ -static-libgcc -Wl,--gc-sections -Wl,--exclude-libs,ALL -Wl,-z,relro,-z,now
    $<$<AND:$<BOOL:${SEND_BOUNCE_HAS_PACKED_RELOCATIONS}>,$<NOT:$<BOOL:${SEND_BOUNCE_STATIC_LIBC}>>>:-Wl,-z,pack-relative-relocs>)
endfunction()
