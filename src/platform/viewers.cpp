#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "platform/descriptor.h"
#include "platform/spawn.h"
#include "send_bounce/platform/posix_world.h"

namespace send_bounce {
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
