// Runs a program and ends it, or lets one of its system calls fail, at a boundary that is chosen by
// number.
//
//   boundaries --folder FOLDER [--log FILE] [--kill BOUNDARY | --fail CALL:WHAT] -- PROGRAM
//   ARGUMENT...
//
// Counted are the system calls by which the program leaves a trace in the world: those on files of
// FOLDER, on sockets and on stdout. Call C has two boundaries, 2C-1 before it and 2C after it.
// --kill sends SIGKILL there. WHAT is an error (ENOSPC, EIO, EINTR), which call C returns without
// having been made; "short", which lets it write half; or "full", which is "short", and ENOSPC for
// all that is written to FOLDER from then on.
//
// FILE gets a line for each call: its number, its name, what it was about, what it returned, and
// the size of a file that was synced. The exit code is the program's, 128 and the signal's number
// where a signal ended it, and 125 for a fault of this tool.

#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace {

// How a call names what it is about.
enum class Names : std::uint8_t { Descriptor, Path, PathInFolder, TwoPaths, TwoPathsInFolders };

struct KnownCall {
  long number;
  const char* name;
  Names names;
};

constexpr std::array kCalls = {
    KnownCall{SYS_write, "write", Names::Descriptor},
    KnownCall{SYS_pwrite64, "pwrite", Names::Descriptor},
    KnownCall{SYS_writev, "writev", Names::Descriptor},
    KnownCall{SYS_fsync, "fsync", Names::Descriptor},
    KnownCall{SYS_fdatasync, "fdatasync", Names::Descriptor},
    KnownCall{SYS_ftruncate, "ftruncate", Names::Descriptor},
    KnownCall{SYS_flock, "flock", Names::Descriptor},
    KnownCall{SYS_fcntl, "fcntl", Names::Descriptor},
    KnownCall{SYS_close, "close", Names::Descriptor},
    KnownCall{SYS_connect, "connect", Names::Descriptor},
    KnownCall{SYS_shutdown, "shutdown", Names::Descriptor},
    KnownCall{SYS_sendto, "sendto", Names::Descriptor},
    KnownCall{SYS_sendmsg, "sendmsg", Names::Descriptor},
    KnownCall{SYS_recvfrom, "recvfrom", Names::Descriptor},
    KnownCall{SYS_recvmsg, "recvmsg", Names::Descriptor},
    KnownCall{SYS_read, "read", Names::Descriptor},
    KnownCall{SYS_pread64, "pread", Names::Descriptor},
    KnownCall{SYS_open, "open", Names::Path},
    KnownCall{SYS_mkdir, "mkdir", Names::Path},
    KnownCall{SYS_unlink, "unlink", Names::Path},
    KnownCall{SYS_rename, "rename", Names::TwoPaths},
    KnownCall{SYS_openat, "openat", Names::PathInFolder},
    KnownCall{SYS_mkdirat, "mkdirat", Names::PathInFolder},
    KnownCall{SYS_unlinkat, "unlinkat", Names::PathInFolder},
    KnownCall{SYS_renameat, "renameat", Names::TwoPathsInFolders},
    KnownCall{SYS_renameat2, "renameat2", Names::TwoPathsInFolders},
};

struct Order {
  std::string folder;
  std::string log;
  long kill_at = 0;  // boundary; 0 for none
  long fail_at = 0;  // call; 0 for none
  std::string what;
  char** program = nullptr;
};

// A call that was entered and counts.
struct Entered {
  long number = 0;
  const KnownCall* call = nullptr;
  std::string about;  // "socket", "stdout", or the name below the folder
  std::uint64_t descriptor = 0;
  int error = 0;                      // that it shall return
  std::optional<std::uint64_t> size;  // that it wanted to write, where it was cut
};

[[noreturn]] void give_up(const std::string& what) {
  std::perror(("boundaries: " + what).c_str());
  std::exit(125);
}

std::string link_of(pid_t process, std::int64_t descriptor) {
  const std::string link = "/proc/" + std::to_string(process) + "/fd/" + std::to_string(descriptor);
  std::array<char, 4096> target{};
  const auto length = ::readlink(link.c_str(), target.data(), target.size());
  return length < 0 ? "" : std::string(target.data(), static_cast<std::size_t>(length));
}

std::string text_at(pid_t process, std::uint64_t address) {
  std::string text;
  while (text.size() < 4096) {
    errno = 0;
    const long word = ::ptrace(PTRACE_PEEKDATA, process, address + text.size(), nullptr);
    if (errno != 0) return text;
    std::array<char, sizeof word> bytes{};
    std::memcpy(bytes.data(), &word, sizeof word);
    for (const char byte : bytes) {
      if (byte == '\0') return text;
      text += byte;
    }
  }
  return text;
}

// A path as the process means it.
std::string path_at(pid_t process, std::uint64_t folder, std::uint64_t address) {
  std::string path = text_at(process, address);
  const auto descriptor = static_cast<std::int32_t>(folder);
  if (path.starts_with('/') || descriptor == AT_FDCWD) return path;
  return link_of(process, descriptor) + "/" + path;
}

class Watcher {
 public:
  explicit Watcher(const Order& order) : order_(order) {
    if (order.log.empty()) return;
    log_ = std::fopen(order.log.c_str(), "we");
    if (log_ == nullptr) give_up(order.log);
  }
  ~Watcher() {
    if (log_ != nullptr) std::fclose(log_);
  }
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  int watch(pid_t program);

 private:
  void at_call(pid_t process);
  void enter(pid_t process, const __ptrace_syscall_info& info);
  void leave(pid_t process, const __ptrace_syscall_info& info);
  std::string about(pid_t process, const KnownCall& call, const std::uint64_t* arguments) const;
  std::string below_folder(const std::string& path) const;
  void spoil(pid_t process, Entered& entered);
  void kill_at(long boundary);
  void note(const Entered& entered, pid_t process, std::int64_t result);

  const Order& order_;
  std::FILE* log_ = nullptr;
  pid_t program_ = 0;
  std::map<pid_t, Entered> entered_;
  long calls_ = 0;
  bool is_full_ = false;
};

std::string Watcher::below_folder(const std::string& path) const {
  if (path == order_.folder) return ".";
  return path.starts_with(order_.folder + "/") ? path.substr(order_.folder.size() + 1) : "";
}

// Empty for what does not count.
std::string Watcher::about(pid_t process, const KnownCall& call,
                           const std::uint64_t* arguments) const {
  switch (call.names) {
    case Names::Path:
    case Names::TwoPaths:
      return below_folder(text_at(process, arguments[0]));
    case Names::PathInFolder:
    case Names::TwoPathsInFolders:
      return below_folder(path_at(process, arguments[0], arguments[1]));
    case Names::Descriptor:
      break;
  }
  const std::string target = link_of(process, static_cast<std::int64_t>(arguments[0]));
  const bool is_lock = call.number == SYS_fcntl;
  if (is_lock && arguments[1] != F_SETLK && arguments[1] != F_SETLKW &&
      arguments[1] != F_OFD_SETLK && arguments[1] != F_OFD_SETLKW) {
    return "";
  }
  if (target.starts_with("socket:")) return "socket";
  if (const std::string name = below_folder(target); !name.empty()) return name;
  return call.number == SYS_write && arguments[0] == STDOUT_FILENO ? "stdout" : "";
}

// Lets the call fail, or cuts what it writes.
void Watcher::spoil(pid_t process, Entered& entered) {
  const bool is_chosen = entered.number == order_.fail_at;
  const bool writes = entered.call->number == SYS_write || entered.call->number == SYS_pwrite64;
  user_regs_struct registers{};
  if (::ptrace(PTRACE_GETREGS, process, nullptr, &registers) != 0) give_up("PTRACE_GETREGS");
  if (is_full_ && writes && entered.about != "socket" && entered.about != "stdout") {
    entered.error = ENOSPC;
  } else if (!is_chosen) {
    return;
  } else if (order_.what == "short" || order_.what == "full") {
    entered.size = registers.rdx;
    registers.rdx /= 2;
    is_full_ = order_.what == "full";
  } else {
    entered.error = order_.what == "EIO" ? EIO : order_.what == "EINTR" ? EINTR : ENOSPC;
  }
  if (entered.error != 0) registers.orig_rax = static_cast<unsigned long long>(-1);
  if (::ptrace(PTRACE_SETREGS, process, nullptr, &registers) != 0) give_up("PTRACE_SETREGS");
}

void Watcher::kill_at(long boundary) {
  if (boundary != order_.kill_at) return;
  if (log_ != nullptr) std::fprintf(log_, "killed at %ld\n", boundary);
  ::kill(program_, SIGKILL);
}

void Watcher::note(const Entered& entered, pid_t process, std::int64_t result) {
  if (log_ == nullptr) return;
  std::string size;
  struct stat status {};
  const std::string_view name = entered.call->name;
  const std::string file =
      "/proc/" + std::to_string(process) + "/fd/" + std::to_string(entered.descriptor);
  if (name.ends_with("sync") && result == 0 && ::stat(file.c_str(), &status) == 0) {
    size = " " + std::to_string(status.st_size);
  }
  std::fprintf(log_, "%ld %s %s %lld%s\n", entered.number, entered.call->name,
               entered.about.c_str(), static_cast<long long>(result), size.c_str());
  std::fflush(log_);
}

void Watcher::enter(pid_t process, const __ptrace_syscall_info& info) {
  const auto* const call = std::find_if(kCalls.begin(), kCalls.end(), [&](const KnownCall& known) {
    return known.number == static_cast<long>(info.entry.nr);
  });
  if (call == kCalls.end()) return;
  std::array<std::uint64_t, 6> arguments{};
  std::copy(std::begin(info.entry.args), std::end(info.entry.args), arguments.begin());
  Entered entered;
  entered.about = about(process, *call, arguments.data());
  if (entered.about.empty()) return;
  entered.number = ++calls_;
  entered.call = call;
  entered.descriptor = arguments[0];
  kill_at(2 * entered.number - 1);
  if (is_full_ || entered.number == order_.fail_at) spoil(process, entered);
  entered_[process] = entered;
}

void Watcher::leave(pid_t process, const __ptrace_syscall_info& info) {
  const auto found = entered_.find(process);
  if (found == entered_.end()) return;
  const Entered entered = found->second;
  entered_.erase(found);
  if (entered.error != 0 || entered.size) {
    user_regs_struct registers{};
    if (::ptrace(PTRACE_GETREGS, process, nullptr, &registers) != 0) give_up("PTRACE_GETREGS");
    if (entered.error != 0) registers.rax = static_cast<unsigned long long>(-entered.error);
    if (entered.size) registers.rdx = *entered.size;
    if (::ptrace(PTRACE_SETREGS, process, nullptr, &registers) != 0) give_up("PTRACE_SETREGS");
  }
  note(entered, process, entered.error != 0 ? -entered.error : info.exit.rval);
  kill_at(2 * entered.number);
}

void Watcher::at_call(pid_t process) {
  __ptrace_syscall_info info{};
  if (::ptrace(PTRACE_GET_SYSCALL_INFO, process, sizeof info, &info) <= 0) return;  // it is gone
  if (info.op == PTRACE_SYSCALL_INFO_ENTRY) enter(process, info);
  if (info.op == PTRACE_SYSCALL_INFO_EXIT) leave(process, info);
}

int Watcher::watch(pid_t program) {
  program_ = program;
  constexpr int kOptions = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
                           PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
  int status = 0;
  if (::waitpid(program, &status, 0) != program || !WIFSTOPPED(status)) give_up("no start");
  if (::ptrace(PTRACE_SETOPTIONS, program, nullptr, kOptions) != 0) give_up("PTRACE_SETOPTIONS");
  ::ptrace(PTRACE_SYSCALL, program, nullptr, nullptr);
  while (true) {
    const pid_t process = ::waitpid(-1, &status, __WALL);
    if (process < 0) give_up("waitpid");
    if (!WIFSTOPPED(status)) {
      entered_.erase(process);
      if (process != program) continue;
      return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    long signal = 0;
    if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
      at_call(process);
    } else if (status >> 16 == 0 && WSTOPSIG(status) != SIGSTOP && WSTOPSIG(status) != SIGTRAP) {
      signal = WSTOPSIG(status);  // one of the program's own
    }
    ::ptrace(PTRACE_SYSCALL, process, nullptr, signal);
  }
}

Order read_order(int count, char** words) {
  Order order;
  int at = 1;
  for (; at + 1 < count && std::string_view(words[at]) != "--"; at += 2) {
    const std::string_view name = words[at];
    const std::string value = words[at + 1];
    if (name == "--folder") order.folder = value;
    if (name == "--log") order.log = value;
    if (name == "--kill") order.kill_at = std::stol(value);
    if (name == "--fail") {
      order.fail_at = std::stol(value);
      order.what = value.substr(value.find(':') + 1);
    }
  }
  if (at + 1 >= count || order.folder.empty()) {
    std::fputs(
        "usage: boundaries --folder FOLDER [--log FILE] [--kill N | --fail N:WHAT] -- PROGRAM\n",
        stderr);
    std::exit(125);
  }
  order.program = words + at + 1;
  return order;
}

}  // namespace

int main(int count, char** words) {
  const Order order = read_order(count, words);
  const pid_t program = ::fork();
  if (program < 0) give_up("fork");
  if (program == 0) {
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) give_up("PTRACE_TRACEME");
    ::raise(SIGSTOP);
    ::execv(order.program[0], order.program);
    give_up(order.program[0]);
  }
  return Watcher(order).watch(program);
}
