#include "platform/spawn.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

namespace send_bounce {
namespace {

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

}  // namespace

std::optional<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
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

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace send_bounce
