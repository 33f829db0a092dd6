/* Random bytes for a libexpat.a that was built where glibc has arc4random_buf (2.36). Linked into
 * the program, the function is not asked of the libc of the machine that runs it, which may be
 * older. getentropy (3) is in glibc since 2.25; expat seeds its hash tables with it. */
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

__attribute__((visibility("hidden"))) void arc4random_buf(void* buffer, size_t size);

void arc4random_buf(void* buffer, size_t size) {
  enum { kMostAtOnce = 256 }; /* of getentropy */
  unsigned char* next = buffer;
  while (size > 0) {
    const size_t part = size < kMostAtOnce ? size : kMostAtOnce;
    /* The real one cannot fail either: a program must not go on with bytes that are not random. */
    if (getentropy(next, part) != 0) abort();
    next += part;
    size -= part;
  }
}
