/* The allocator of the static file: Doug Lea's malloc, from Debian's source package wasi-libc, with
 * what suits a program that ends within milliseconds. musl's own takes twice as long for a
 * handshake and three times as long for 10,000 recipients; docs/performance.md has the figures.
 *
 * Compiled with the folder of that malloc.c in its include path (cmake/static/build-root). */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The file as Doug Lea wrote it, without what wasi-libc adds for WebAssembly. */
#define __wasilibc_unmodified_upstream 1
#define ONLY_MSPACES 0
#define USE_LOCKS 1 /* libcurl looks names up in a thread */
#define LACKS_TIME_H 1
#define NO_MALLINFO 1
#define NO_MALLOC_STATS 1
#define MALLOC_ALIGNMENT 16
/* musl has no sbrk. Memory is asked of the kernel in steps of this size, and only what is written to
 * counts. */
#define HAVE_MORECORE 0
#define DEFAULT_GRANULARITY (256 * 1024)
/* A growing list goes through many sizes. Memory that is given back between them must be cleared by
 * the kernel each time, which takes longer than to fill it. */
#define DEFAULT_MMAP_THRESHOLD (32 * 1024 * 1024)
#define DEFAULT_TRIM_THRESHOLD (32 * 1024 * 1024)
/* Under names of its own, so that a compiler does not take its functions for those it knows. */
#define USE_DL_PREFIX 1
#define DLMALLOC_EXPORT static inline
static size_t dlmalloc_usable_size(void* memory);
#include "malloc.c"

void* malloc(size_t size) { return dlmalloc(size); }
void free(void* memory) { dlfree(memory); }
void* calloc(size_t count, size_t size) { return dlcalloc(count, size); }
void* realloc(void* memory, size_t size) { return dlrealloc(memory, size); }
void* aligned_alloc(size_t alignment, size_t size) { return dlmemalign(alignment, size); }
void* memalign(size_t alignment, size_t size) { return dlmemalign(alignment, size); }
int posix_memalign(void** memory, size_t alignment, size_t size) {
  return dlposix_memalign(memory, alignment, size);
}
size_t malloc_usable_size(void* memory) { return dlmalloc_usable_size(memory); }
