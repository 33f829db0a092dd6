#include "stand_in/outbox.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "send_bounce/text/encoding.h"
#include "stand_in/folder.h"
#include "stand_in/throwaway_keys.h"

namespace send_bounce::stand_in {
namespace {

Failure cannot(const std::string& what, int error) {
  return fail(ErrorKind::General, "--outbox: cannot " + what + ": " + std::strerror(error));
}

// Time, process and a counter tell apart what one host delivers; its name tells hosts apart. Behind
// R stands chance, so that nobody can put something in its way.
std::string unique_name(Instant now) {
  static std::atomic<unsigned> count = 0;
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  std::string name = std::to_string(now.seconds) + ".M" + std::to_string(now.microseconds) + "P" +
                     std::to_string(::getpid()) + "Q" + std::to_string(++count) + "R" +
                     hex(random_bytes(8)) + ".";
  for (const char c : std::string_view(host.data())) {
    name += c == '/' || c == ':' ? '_' : c;
  }
  return name;
}

}  // namespace

Result<Outbox> Outbox::open(const std::string& directory) {
  // The folder itself may be named by a link: that is our user's choice. What lies in it is not.
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
    auto failure = cannot("make " + directory, errno);
    if (errno == ENOENT) failure.value().message += "; make the folder above it first";
    return failure;
  }
  std::array<char, PATH_MAX> absolute{};
  if (::realpath(directory.c_str(), absolute.data()) == nullptr) {
    return cannot("find " + directory, errno);
  }
  std::string warning;
  for (const auto* name : {"", "/tmp", "/new", "/cur"}) {
    const auto folder = Folder::make(absolute.data() + std::string(name));
    if (!folder) {
      auto failure = cannot("make " + directory + name, folder.error());
      if (folder.error() == ENOTDIR)
        failure.value().message += "; a file or a symbolic link has that name";
      return failure;
    }
    if (!folder->is_writable()) return cannot("write to " + directory + name, errno);
    const char* doubt = folder->doubt();
    if (warning.empty() && doubt != nullptr) {
      warning = "--outbox " + directory + name + ": " + doubt;
    }
  }
  return Outbox(absolute.data(), std::move(warning));
}

Result<std::string> Outbox::store(std::string_view message, Instant now) const {
  const auto name = unique_name(now);
  auto path = directory_ + "/new/" + name;
  const auto drafts = Folder::open(directory_ + "/tmp");
  if (!drafts) return cannot("open " + directory_ + "/tmp", drafts.error());
  const auto done = Folder::open(directory_ + "/new");
  if (!done) return cannot("open " + directory_ + "/new", done.error());
  const int error = drafts->write(*done, name, with_line_ends(message, "\n"));
  if (error != 0) return cannot("write " + path, error);
  return path;
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
