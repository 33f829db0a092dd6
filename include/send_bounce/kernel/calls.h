#pragma once

#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

/// What each kernel does in its own way, under names of ours. All of it is Linux's so far
/// (src/kernel/linux.cpp); a port to another system is a second file beside that one. Like system
/// calls, these say -1 when they fail and leave the reason in errno. None of them opens a
/// descriptor that programs which are started meanwhile inherit.
namespace send_bounce::kernel {

enum class Waits : std::uint8_t { Yes, No };

/// A pipe into `ends`: [0] to read from, [1] to write to. Waits::No makes both non-blocking.
int open_pipe(std::array<int, 2>& ends, Waits waits = Waits::Yes);

/// socket(2).
int open_socket(int family, int type, int protocol);

/// The next connection that waits at a listening socket.
int accept_connection(int listener);

/// send(2), with an error instead of SIGPIPE when the other end is gone.
ssize_t send_quietly(int socket, std::string_view bytes);

/// True where the other end has not yet acknowledged all that was sent on the TCP socket.
bool is_under_way(int socket);

/// Waits until the descriptor is ready or the time, to the nanosecond, is over. A negative
/// descriptor is never ready.
int wait_for(pollfd& descriptor, const timespec& time);

/// Fills with random bytes fit for keys; says how many it has filled.
ssize_t fill_with_random(char* bytes, std::size_t count);

struct Signal {
  int number;
  /// The terminal sent it, not a program.
  bool is_of_terminal;
};

/// Takes a signal of the set, all of which are blocked; its number is -1 when none comes in that
/// time.
Signal take_signal(const sigset_t& signals, const timespec& time);

/// When the content was last written, in microseconds since 1970.
std::int64_t modified_at(const struct stat& status);

/// Whether a server keeps the file: NFS, SMB, AFS and the like. False where that cannot be told.
bool is_on_a_network(int descriptor);

}  // namespace send_bounce::kernel
