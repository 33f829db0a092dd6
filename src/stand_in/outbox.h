#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "send_bounce/values/error.h"
#include "send_bounce/values/instant.h"

namespace send_bounce::stand_in {

/// The Maildir of `--outbox DIR`, in which each bounce lies as one file, so that any mail program
/// can open it (cr.yp.to/proto/maildir.html).
class Outbox {
 public:
  /// Makes DIR with tmp/, new/ and cur/ (0700) where they are missing; the folder above must be
  /// there. General, with directory and remedy, where that cannot be done, or where one of the
  /// three is a symbolic link, which might lead anywhere.
  static Result<Outbox> open(const std::string& directory);

  /// Writes the message into tmp/ and moves it to new/ once it is whole, so that no reader sees
  /// half of it. Mode 0600, the line ends of Unix as usual in a Maildir. Returns its absolute path.
  /// Safe to call from several threads, and beside other programs that deliver there.
  Result<std::string> store(std::string_view message, Instant now) const;

  /// Absolute.
  const std::string& directory() const { return directory_; }

  /// One line, where others can meddle with what lies there; else empty.
  const std::string& warning() const { return warning_; }

 private:
  Outbox(std::string directory, std::string warning)
      : directory_(std::move(directory)), warning_(std::move(warning)) {}

  std::string directory_;
  std::string warning_;
};

/// The text with "\n" (or "\r\n") for each of its line ends, whichever they were.
std::string with_line_ends(std::string_view text, std::string_view line_end);

}  // namespace send_bounce::stand_in
