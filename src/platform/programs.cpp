#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/descriptor.h"
#include "platform/stop_signals.h"
#include "send_bounce/kernel/calls.h"
#include "send_bounce/platform/posix_world.h"

/// Programs whose output is read, and viewers that show ours: how both are started, and each.
namespace send_bounce {
namespace {

struct Pipe {
  Descriptor read_end;
  Descriptor write_end;
};

/// What a child has of us: our descriptors but for those that are placed, and signals as programs
/// expect them.
class SpawnPlan {
 public:
  SpawnPlan();
  ~SpawnPlan();
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  /// Our descriptor `from` is the child's `to`.
  void place(int from, int to);
  /// The signal has its default action in the child. So have those that PosixWorld
  /// ignores, without being named.
  void restore(int signal);
  /// Starts the first word, looked up in PATH, with all words as its arguments and the variables
  /// beside ours. Returns 0 or an error's number.
  int start(const std::vector<std::string>& words,
            const std::vector<std::pair<std::string, std::string>>& variables, pid_t& child);

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
  sigset_t restored_{};
};

/// While it lives, a SIGTERM that ends us ends the child, too. SIGINT comes from the terminal,
/// which has told the child by itself. One at a time.
class EndedWithUs {
 public:
  explicit EndedWithUs(pid_t child);

 private:
  BeforeSuddenEnd before_;
};

using AddedVariables = std::vector<std::pair<std::string, std::string>>;

std::vector<std::string> environment_with(const AddedVariables& variables) {
  std::vector<std::string> entries;
  for (const auto& [name, value] : variables) entries.push_back(name + "=" + value);
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto replaces = [&](const auto& variable) {
      return text.starts_with(variable.first + "=");
    };
    if (std::none_of(variables.begin(), variables.end(), replaces)) entries.emplace_back(text);
  }
  return entries;
}

// exec's signature takes them without const and changes nothing.
std::vector<char*> as_exec_takes_them(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

pid_t child_of_ours = -1;

void end_child(int signal) {
  if (signal == SIGTERM) ::kill(child_of_ours, signal);
}

// Known before the handler looks for it.
BeforeSuddenEnd::Action ending(pid_t child) {
  child_of_ours = child;
  return end_child;
}

/// Closed in a child unless a plan places it there; nullopt with errno set.
std::optional<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (kernel::open_pipe(ends) != 0) return std::nullopt;
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

SpawnPlan::SpawnPlan() {
  ::posix_spawn_file_actions_init(&actions_);
  ::posix_spawnattr_init(&attributes_);
  ::sigemptyset(&restored_);
  restore(SIGPIPE);
  restore(SIGXFSZ);
  ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF);
}

SpawnPlan::~SpawnPlan() {
  ::posix_spawn_file_actions_destroy(&actions_);
  ::posix_spawnattr_destroy(&attributes_);
}

void SpawnPlan::place(int from, int to) { ::posix_spawn_file_actions_adddup2(&actions_, from, to); }

void SpawnPlan::restore(int signal) {
  ::sigaddset(&restored_, signal);
  ::posix_spawnattr_setsigdefault(&attributes_, &restored_);
}

int SpawnPlan::start(const std::vector<std::string>& words, const AddedVariables& variables,
                     pid_t& child) {
  const std::vector<std::string> environment = environment_with(variables);
  const std::vector<char*> argv = as_exec_takes_them(words);
  const std::vector<char*> envp = as_exec_takes_them(environment);
  return ::posix_spawnp(&child, argv[0], &actions_, &attributes_, argv.data(), envp.data());
}

EndedWithUs::EndedWithUs(pid_t child) : before_(ending(child)) {}

/// Waits for the end of the child: its exit code, or 128 and the number of the signal.
int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

constexpr std::size_t kLargestOutput = std::size_t{16} << 20U;

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

}  // namespace

tl::expected<Finished, SystemError> PosixPrograms::run(const std::vector<std::string>& words,
                                                       const AddedVariables& variables) {
  if (words.empty()) return failed(ENOENT);
  auto output = make_pipe();
  auto errors = make_pipe();
  if (!output || !errors) return failed(errno);
  pid_t child = 0;
  SpawnPlan plan;
  plan.place(output->write_end.get(), STDOUT_FILENO);
  plan.place(errors->write_end.get(), STDERR_FILENO);
  const int fault = plan.start(words, variables, child);
  if (fault != 0) return failed(fault);
  const EndedWithUs ended(child);
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

namespace {

// What execvp(3) searches where PATH is not set.
constexpr std::string_view kDefaultPath = "/bin:/usr/bin";

// 0, or why exec would refuse the file.
int fault_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return errno;
  if (!S_ISREG(status.st_mode)) return EACCES;
  return ::access(path.c_str(), X_OK) == 0 ? 0 : errno;
}

// As execvp(3) looks: one that is found but may not be run is told if no other is found.
int fault_in_path(const std::string& program) {
  const char* variable = std::getenv("PATH");
  std::string_view folders = variable == nullptr ? kDefaultPath : std::string_view(variable);
  int told = ENOENT;
  while (true) {
    const std::size_t colon = folders.find(':');
    const std::string folder(folders.substr(0, colon));
    const int fault = fault_of(folder.empty() ? program : folder + "/" + program);
    if (fault == 0) return 0;
    if (fault == EACCES) told = EACCES;
    if (colon == std::string_view::npos) return told;
    folders.remove_prefix(colon + 1);
  }
}

/// Ctrl-C and its like reach everybody at the terminal; the viewer alone is to act on them.
class SignalsForViewer {
 public:
  explicit SignalsForViewer(SpawnPlan& plan) {
    struct sigaction ignored {};
    ignored.sa_handler = SIG_IGN;
    for (Kept& kept : kept_) {
      ::sigaction(kept.signal, &ignored, &kept.action);
      // One that our parent had ignored stays so for the viewer, too.
      if (kept.action.sa_handler != SIG_IGN) plan.restore(kept.signal);
    }
  }
  ~SignalsForViewer() {
    for (const Kept& kept : kept_) ::sigaction(kept.signal, &kept.action, nullptr);
  }
  SignalsForViewer(const SignalsForViewer&) = delete;
  SignalsForViewer& operator=(const SignalsForViewer&) = delete;

 private:
  struct Kept {
    int signal;
    struct sigaction action;
  };
  Kept kept_[2] = {{SIGINT, {}}, {SIGQUIT, {}}};
};

}  // namespace

tl::expected<void, SystemError> PosixViewers::find(const std::string& program) const {
  int fault = ENOENT;
  if (program.find('/') != std::string::npos) {
    fault = fault_of(program);
  } else if (!program.empty()) {
    fault = fault_in_path(program);
  }
  if (fault != 0) return failed(fault);
  return {};
}

tl::expected<void, SystemError> PosixViewers::show(
    const std::vector<std::string>& words,
    const std::vector<std::pair<std::string, std::string>>& variables, std::string_view text) {
  if (words.empty()) return failed(ENOENT);
  auto pipe = make_pipe();
  if (!pipe) return failed(errno);
  SpawnPlan plan;
  plan.place(pipe->read_end.get(), STDIN_FILENO);
  const SignalsForViewer signals(plan);
  pid_t child = 0;
  const int fault = plan.start(words, variables, child);
  if (fault != 0) return failed(fault);
  const EndedWithUs ended(child);
  pipe->read_end.reset();
  // A viewer that has left makes this fail; whoever left wanted no more.
  static_cast<void>(DescriptorOutput(pipe->write_end.get()).write(text));
  pipe->write_end.reset();
  wait_for(child);
  return {};
}

}  // namespace send_bounce
