#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

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

/// Where `--deliver smtp://HOST[:PORT]` sends bounces: a mail server of the rehearsal, spoken to
/// without TLS and without a password.
struct SmtpRoute {
  std::string host;  ///< an IPv6 address with its brackets
  std::uint16_t port = 25;

  /// "smtp://localhost:2525"
  std::string url() const;
};

/// Usage, with option, value and remedy, for anything but smtp://HOST[:PORT].
Result<SmtpRoute> parse_smtp_route(const std::string& url);

/// One mail, over one connection: MAIL FROM:<> (RFC 5321 §4.5.5), RCPT TO:<recipient>, the message
/// with CRLF line ends. Returns when the server has taken it; gives up connecting after 5 seconds
/// and altogether after 15. Proxies of the environment are not used.
/// An empty recipient is refused: nobody is told about a mail whose return path was null.
/// Thread-safe once curl_global_init has been called.
Result<void> deliver(const SmtpRoute& route, const std::string& recipient,
                     std::string_view message);

/// Delivers bounces one after the other on a thread of its own, so that a mail server which is slow
/// or away does not hold up an answer: SES too answers before it sends.
class SmtpCourier {
 public:
  /// `log` gets one line for each mail, delivered or not, from the courier's thread.
  SmtpCourier(SmtpRoute route, std::function<void(const std::string&)> log);

  /// Tries what is still waiting, for at most 15 seconds more, and says what it did not.
  ~SmtpCourier();
  SmtpCourier(const SmtpCourier&) = delete;
  SmtpCourier& operator=(const SmtpCourier&) = delete;

  /// Returns at once. From any thread.
  void post(std::string recipient, std::string message);

 private:
  struct Parcel {
    std::string recipient;
    std::string message;
  };

  void run();

  const SmtpRoute route_;
  const std::function<void(const std::string&)> log_;
  std::mutex mutex_;  // guards the two below
  std::deque<Parcel> waiting_;
  bool is_ending_ = false;
  std::condition_variable changed_;
  std::thread thread_;
};

}  // namespace send_bounce::stand_in
