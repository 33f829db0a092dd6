// Runs a command once, its streams at /dev/null, and prints its wall time and its processor time in
// microseconds, its peak memory in KiB and its exit code (128 and the signal's number where one
// ended it).
//
//   measure COMMAND [ARGUMENT]…
//
// A program of its own, since the memory that the kernel tells of a process is never less than that
// of the one that started it.
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);

  const auto start = std::chrono::steady_clock::now();
  pid_t child = 0;
  if (posix_spawnp(&child, argv[1], &actions, nullptr, argv + 1, environ) != 0) return 3;
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child) return 4;
  const auto time = std::chrono::steady_clock::now() - start;

  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
  const auto micros_of = [](const timeval& part) {
    return static_cast<long long>(part.tv_sec) * 1'000'000 + part.tv_usec;
  };
  const long long processor = micros_of(usage.ru_utime) + micros_of(usage.ru_stime);
  const int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  std::printf("%lld %lld %ld %d\n", static_cast<long long>(micros), processor, usage.ru_maxrss, code);
  return 0;
}
