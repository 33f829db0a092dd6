# How the programs of a release are linked: libstdc++ in them, what nobody calls left out, and the addresses that the
# loader puts in place (22,000 of them, most of OpenSSL's tables) as a bitmap, half a megabyte less. glibc reads that
# from 2.36 on; elsewhere the program would not start.
include(CheckCXXSourceCompiles)
check_cxx_source_compiles("
  #include <features.h>
  #if !defined(__x86_64__) || !defined(__GLIBC__) || !__GLIBC_PREREQ(2, 36)
  #error no packed relocations
  #endif
  int main() {}" SEND_BOUNCE_HAS_PACKED_RELOCATIONS)

function(send_bounce_link_in program)
  target_link_options(${program} PRIVATE
    -static-libstdc++ -static-libgcc -Wl,--gc-sections -Wl,--exclude-libs,ALL
    $<$<AND:$<BOOL:${SEND_BOUNCE_HAS_PACKED_RELOCATIONS}>,$<NOT:$<BOOL:${SEND_BOUNCE_STATIC_LIBC}>>>:-Wl,-z,pack-relative-relocs>)
endfunction()
