#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "platform/descriptor.h"
#include "platform/spawn.h"
#include "send_bounce/platform/posix_world.h"

namespace send_bounce {
namespace {

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

}  // namespace send_bounce
