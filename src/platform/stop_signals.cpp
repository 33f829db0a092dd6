#include "platform/stop_signals.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <new>
#include <string_view>

#include "send_bounce/kernel/calls.h"

namespace send_bounce {
namespace {

constexpr std::array<int, 2> kSignals{SIGINT, SIGTERM};
constexpr int kSignalled = 128;  // and the number, as shells tell it

// A handler reaches nothing but globals. All but the first are changed with the signals blocked.
volatile std::sig_atomic_t held_signal = 0;
volatile std::sig_atomic_t is_holding = 0;
std::array<int, 2> wake_pipe{-1, -1};
bool is_catching = false;
std::array<struct sigaction, 2> inherited{};
std::string_view last_words;
// Until others are given.
std::string_view words_without_memory = "send-bounce: [ERROR]: Out of memory. Nothing was sent.\n";
int code_without_memory = 255;
BeforeSuddenEnd::Action before_sudden_end = nullptr;

[[noreturn]] void end_with(int code, std::string_view words) {
  // A reader that has stopped reading must not keep the process alive.
  pollfd errors{STDERR_FILENO, POLLOUT, 0};
  if (!words.empty() && ::poll(&errors, 1, 0) == 1) {
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, words.data(), words.size());
  }
  ::_exit(code);
}

[[noreturn]] void end_by(int signal) {
  if (before_sudden_end != nullptr) before_sudden_end(signal);
  end_with(kSignalled + signal, last_words);
}

// A std::bad_alloc would need memory to be told, and where it ends is nobody's choice.
void end_without_memory() {
  if (before_sudden_end != nullptr) before_sudden_end(SIGTERM);
  end_with(code_without_memory, words_without_memory);
}

extern "C" void on_stop_signal(int signal) {
  if (is_holding == 0 || held_signal != 0) end_by(signal);
  const int kept = errno;
  held_signal = signal;
  const char byte = 0;
  [[maybe_unused]] const auto written = ::write(wake_pipe[1], &byte, 1);
  errno = kept;
}

/// Neither of them arrives while it lives.
class WithoutStopSignals {
 public:
  WithoutStopSignals() {
    sigset_t ours;
    ::sigemptyset(&ours);
    for (const int signal : kSignals) ::sigaddset(&ours, signal);
    ::pthread_sigmask(SIG_BLOCK, &ours, &before_);
  }
  ~WithoutStopSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  WithoutStopSignals(const WithoutStopSignals&) = delete;
  WithoutStopSignals& operator=(const WithoutStopSignals&) = delete;

 private:
  sigset_t before_{};
};

// So much a pipe takes at once where it takes anything.
std::string_view cut(std::string_view text) { return text.substr(0, PIPE_BUF); }

void say(const LastWords& words) {
  last_words = cut(words.interrupted);
  words_without_memory = cut(words.out_of_memory);
  code_without_memory = words.out_of_memory_code;
}

// Once there are last words to say.
void catch_them() {
  if (is_catching) return;
  is_catching = true;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    ::sigaction(kSignals[i], nullptr, &inherited[i]);
    if (inherited[i].sa_handler == SIG_IGN) continue;
    // Without SA_RESTART: a write that blocks has to notice one that is held.
    struct sigaction action {};
    action.sa_handler = on_stop_signal;
    ::sigaction(kSignals[i], &action, nullptr);
  }
}

}  // namespace

void end_where_memory_ends() { std::set_new_handler(end_without_memory); }

void give_stop_signals_back() {
  if (!is_catching) return;
  const WithoutStopSignals unchanged;
  is_catching = false;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    ::sigaction(kSignals[i], &inherited[i], nullptr);
  }
  last_words = {};
  held_signal = 0;
  is_holding = 0;
}

void hold_stop_signals(const LastWords& words) {
  const WithoutStopSignals unchanged;
  // Without a pipe waits end a little later.
  if (wake_pipe[0] < 0 && kernel::open_pipe(wake_pipe, kernel::Waits::No) != 0) {
    wake_pipe = {-1, -1};
  }
  say(words);
  is_holding = 1;
  catch_them();
}

void release_stop_signals(const LastWords& words) {
  const WithoutStopSignals unchanged;
  say(words);
  is_holding = 0;
  catch_them();
  if (held_signal != 0) end_by(held_signal);
}

int held_stop_signal() { return held_signal; }

int stop_signal_descriptor() { return wake_pipe[0]; }

BeforeSuddenEnd::BeforeSuddenEnd(Action action) {
  const WithoutStopSignals unchanged;
  before_sudden_end = action;
}

BeforeSuddenEnd::~BeforeSuddenEnd() {
  const WithoutStopSignals unchanged;
  before_sudden_end = nullptr;
}

}  // namespace send_bounce
