#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "platform/descriptor.h"
#include "send_bounce/platform/posix_world.h"

namespace send_bounce {
namespace {

constexpr std::size_t kLargestOutput = std::size_t{16} << 20U;

struct Pipe {
  Descriptor read_end;
  Descriptor write_end;
};

std::optional<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

// What the child has of us: its two outputs, and SIGPIPE as programs expect it.
class SpawnPlan {
 public:
  SpawnPlan(int output, int errors) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, errors, STDERR_FILENO);
    ::posix_spawnattr_init(&attributes_);
    sigset_t restored;
    ::sigemptyset(&restored);
    ::sigaddset(&restored, SIGPIPE);
    ::posix_spawnattr_setsigdefault(&attributes_, &restored);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  // 0 or an error's number.
  int start(const std::vector<std::string>& words, pid_t& child) const {
    std::vector<char*> argv;
    // exec's signature takes them without const and changes nothing.
    for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    return ::posix_spawnp(&child, argv[0], &actions_, &attributes_, argv.data(), environ);
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

struct Stream {
  Descriptor descriptor;
  std::string& text;
};

// False at the end of the stream.
bool read_some(Stream& stream) {
  std::array<char, 4096> chunk{};
  const ssize_t count = ::read(stream.descriptor.get(), chunk.data(), chunk.size());
  if (count < 0) return errno == EINTR;
  stream.text.append(chunk.data(), static_cast<std::size_t>(count));
  return count > 0;
}

// Both at once: a program that fills one pipe while we wait for the other would never end. False
// where it writes without end.
bool read_both(Stream& output, Stream& errors) {
  while (output.descriptor.get() >= 0 || errors.descriptor.get() >= 0) {
    pollfd waiting[] = {{output.descriptor.get(), POLLIN, 0}, {errors.descriptor.get(), POLLIN, 0}};
    if (::poll(waiting, 2, -1) < 0) continue;
    if (waiting[0].revents != 0 && !read_some(output)) output.descriptor.reset();
    if (waiting[1].revents != 0 && !read_some(errors)) errors.descriptor.reset();
    if (output.text.size() + errors.text.size() > kLargestOutput) return false;
  }
  return true;
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

tl::expected<Finished, SystemError> PosixPrograms::run(const std::vector<std::string>& words) {
  if (words.empty()) return failed(ENOENT);
  auto output = make_pipe();
  auto errors = make_pipe();
  if (!output || !errors) return failed(errno);
  pid_t child = 0;
  const int fault = SpawnPlan(output->write_end.get(), errors->write_end.get()).start(words, child);
  if (fault != 0) return failed(fault);
  output->write_end.reset();
  errors->write_end.reset();

  Finished finished;
  Stream out{std::move(output->read_end), finished.output};
  Stream err{std::move(errors->read_end), finished.errors};
  const bool is_whole = read_both(out, err);
  if (!is_whole) ::kill(child, SIGKILL);
  finished.status = wait_for(child);
  if (!is_whole) return failed(EFBIG);
  return finished;
}

}  // namespace send_bounce
