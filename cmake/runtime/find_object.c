/* Where the tables for unwinding are, as GCC's unwinder asks. Debian's libgcc_eh.a calls glibc's
 * _dl_find_object (glibc manual, "Dynamic Linker Introspection"), which musl does not have, and
 * glibc before 2.35 does not have either. dl_iterate_phdr (3) gives the same answer everywhere. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <stddef.h>
#include <stdint.h>

/* glibc declares it from 2.35 on. Its layout is part of the binary interface; that below is the one
 * of x86-64 and aarch64. */
#ifndef DLFO_STRUCT_HAS_EH_COUNT
struct dl_find_object {
  unsigned long long dlfo_flags;
  void* dlfo_map_start;
  void* dlfo_map_end;
  struct link_map* dlfo_link_map;
  void* dlfo_eh_frame; /* the segment PT_GNU_EH_FRAME */
  unsigned long long reserved[7];
};
int _dl_find_object(void* address, struct dl_find_object* result);
#endif

struct search {
  uintptr_t address;
  struct dl_find_object* result;
};

static int look_into(struct dl_phdr_info* object, size_t size, void* data) {
  struct search* search = data;
  void* tables = NULL;
  int holds_address = 0;
  (void)size;
  for (size_t i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr)* segment = &object->dlpi_phdr[i];
    const uintptr_t start = object->dlpi_addr + segment->p_vaddr;
    if (segment->p_type == PT_GNU_EH_FRAME) tables = (void*)start;
    if (segment->p_type == PT_LOAD && search->address - start < segment->p_memsz) {
      holds_address = 1;
      search->result->dlfo_map_start = (void*)start;
      search->result->dlfo_map_end = (void*)(start + segment->p_memsz);
    }
  }
  if (!holds_address || tables == NULL) return 0;
  search->result->dlfo_eh_frame = tables;
  return 1;
}

/* Hidden, so that a shared library of the machine keeps calling the one of its libc. */
__attribute__((visibility("hidden"))) int _dl_find_object(void* address,
                                                          struct dl_find_object* result) {
  struct search search = {(uintptr_t)address, result};
  result->dlfo_flags = 0;
  result->dlfo_link_map = NULL;
  return dl_iterate_phdr(look_into, &search) == 1 ? 0 : -1;
}
