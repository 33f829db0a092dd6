/* For a program that is linked statically with musl: where the tables for unwinding are, as GCC's unwinder asks. Debian's
 * libgcc_eh.a is built for glibc and calls its _dl_find_object (glibc manual, "Dynamic Linker Introspection"), which musl
 * does not have; dl_iterate_phdr (3) tells the same. */
#define _GNU_SOURCE
#include <link.h>
#include <stddef.h>
#include <stdint.h>

/* As in glibc's <dlfcn.h>, whose layout is part of its binary interface on x86-64 and aarch64. */
struct dl_find_object {
  unsigned long long flags;
  void* map_start;
  void* map_end;
  struct link_map* link_map;
  void* eh_frame; /* the segment PT_GNU_EH_FRAME */
  unsigned long long reserved[7];
};

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
      search->result->map_start = (void*)start;
      search->result->map_end = (void*)(start + segment->p_memsz);
    }
  }
  if (!holds_address || tables == NULL) return 0;
  search->result->eh_frame = tables;
  return 1;
}

int _dl_find_object(void* address, struct dl_find_object* result) {
  struct search search = {(uintptr_t)address, result};
  result->flags = 0;
  result->link_map = NULL;
  return dl_iterate_phdr(look_into, &search) == 1 ? 0 : -1;
}
