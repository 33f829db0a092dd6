#include "stand_in/outbox.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <utility>

namespace send_bounce::stand_in {
namespace {

Failure cannot(const std::string& what, int error) {
  return fail(ErrorKind::General, "--outbox: cannot " + what + ": " + std::strerror(error));
}

// errno, or 0 where the folder is there afterwards.
int make_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) == 0) return 0;
  const int error = errno;
  struct stat status {};
  if (error == EEXIST && ::stat(path.c_str(), &status) == 0 && !S_ISDIR(status.st_mode)) {
    return ENOTDIR;
  }
  return error == EEXIST ? 0 : error;
}

int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) return errno;
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

// Time, process and a counter tell apart what one host delivers; its name tells hosts apart.
std::string unique_name(Instant now) {
  static std::atomic<unsigned> count = 0;
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  std::string name = std::to_string(now.seconds) + ".M" + std::to_string(now.microseconds) + "P" +
                     std::to_string(::getpid()) + "Q" + std::to_string(++count) + ".";
  for (const char c : std::string_view(host.data())) {
    name += c == '/' || c == ':' ? '_' : c;
  }
  return name;
}

}  // namespace

Result<Outbox> Outbox::open(const std::string& directory) {
  for (const auto* folder : {"", "/tmp", "/new", "/cur"}) {
    if (const int error = make_folder(directory + folder); error != 0) {
      auto failure = cannot("make " + directory + folder, error);
      if (error == ENOENT) failure.value().message += "; make the folder above it first";
      return failure;
    }
  }
  std::array<char, PATH_MAX> absolute{};
  if (::realpath(directory.c_str(), absolute.data()) == nullptr) {
    return cannot("find " + directory, errno);
  }
  if (::access((std::string(absolute.data()) + "/tmp").c_str(), W_OK | X_OK) != 0) {
    return cannot("write to " + directory + "/tmp", errno);
  }
  return Outbox(absolute.data());
}

Result<std::string> Outbox::store(std::string_view message, Instant now) const {
  const auto name = unique_name(now);
  const auto draft = directory_ + "/tmp/" + name;
  auto final_path = directory_ + "/new/" + name;
  const int fd = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return cannot("create " + draft, errno);
  int error = write_all(fd, with_line_ends(message, "\n"));
  if (::close(fd) != 0 && error == 0) error = errno;
  if (error == 0 && ::rename(draft.c_str(), final_path.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(draft.c_str());
    return cannot("write " + final_path, error);
  }
  return final_path;
}

std::string with_line_ends(std::string_view text, std::string_view line_end) {
  std::string out;
  out.reserve(text.size() + text.size() / 32);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_pair = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (is_pair) continue;
    if (text[i] == '\n') {
      out += line_end;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace send_bounce::stand_in
