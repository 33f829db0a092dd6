/* To be loaded in front of libc: the clock of the wall jumps. CLOCK_JUMP is "AFTER:SECONDS", how often it is read before it
 * does, and by how much. What measures durations goes on as it is. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static long jumped(void) {
  static long count;
  long after = 0;
  long seconds = 0;
  const char* text = getenv("CLOCK_JUMP");
  if (text == NULL || sscanf(text, "%ld:%ld", &after, &seconds) != 2) return 0;
  return count++ < after ? 0 : seconds;
}

typedef int (*Getter)(clockid_t, struct timespec*);

static int read_clock(clockid_t clock, struct timespec* now) {
  static Getter getter;
  if (getter == NULL) *(void**)&getter = dlsym(RTLD_NEXT, "clock_gettime");
  return getter(clock, now);
}

int clock_gettime(clockid_t clock, struct timespec* now) {
  const int done = read_clock(clock, now);
  if (done == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += jumped();
  return done;
}

int gettimeofday(struct timeval* now, void* zone) {
  struct timespec precise;
  (void)zone;
  read_clock(CLOCK_REALTIME, &precise);
  now->tv_sec = precise.tv_sec + jumped();
  now->tv_usec = precise.tv_nsec / 1000;
  return 0;
}

time_t time(time_t* into) {
  struct timespec precise;
  read_clock(CLOCK_REALTIME, &precise);
  const time_t now = precise.tv_sec + jumped();
  if (into != NULL) *into = now;
  return now;
}
