#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/words/error.h"
#include "send_bounce/words/http.h"
#include "send_bounce/words/instant.h"

/// Everything outside the process that a command can see or touch, as small interfaces. The real
/// ones are in src/platform, those of the tests in tests/support. A function takes the narrowest
/// part it needs; most take none.
namespace send_bounce {

/// A failed system call: errno, and the text that strerror has for it.
struct SystemError {
  int number = 0;
  std::string text;  ///< "No such file or directory"
};

class Variables {
 public:
  virtual ~Variables() = default;
  /// nullopt where the variable is not set; an empty one is set.
  virtual std::optional<std::string> get(const std::string& name) const = 0;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;
  /// The whole file, as bytes. A directory is EISDIR.
  virtual tl::expected<std::string, SystemError> read(const std::string& path) const = 0;
  /// True for a regular file, or a link to one, whether or not it can be opened.
  virtual bool is_regular(const std::string& path) const = 0;
  /// The home directory in the passwd entry of that user, or of ours where the name is empty.
  virtual std::optional<std::string> home_directory(const std::string& user) const = 0;
};

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

/// Local time, for the one place that needs it (a timestamp without a date means today).
class LocalZone {
 public:
  virtual ~LocalZone() = default;
  virtual CivilTime local(Instant instant) const = 0;
  /// The abbreviations of this zone, standard and daylight time: {"EST", "EDT"}.
  virtual std::vector<std::string> names() const = 0;
  /// Seconds east of UTC that apply at a local date and time.
  virtual std::int64_t offset_at(const CivilTime& local) const = 0;
};

class Random {
 public:
  virtual ~Random() = default;
  /// Bytes fit for identifiers.
  virtual std::string bytes(std::size_t count) const = 0;
};

class Output {
 public:
  virtual ~Output() = default;
  virtual tl::expected<void, SystemError> write(std::string_view text) = 0;
  virtual bool is_terminal() const = 0;
  /// Columns of the terminal, 0 where it does not know them; 80 for anything that is no terminal.
  virtual int width() const { return 80; }
};

/// The proxy that a request goes through.
struct Proxy {
  std::string url;    ///< "http://proxy.example:3128": scheme, host and port only
  std::string shown;  ///< as messages name it: as configured, user and password masked
  std::string user;   ///< decoded; sent, with the password, only where both are there
  std::string password;
};

/// How one exchange is to be made. Times in seconds; 0 means no limit.
struct TransportOptions {
  std::int64_t connect_timeout = 60;
  std::int64_t read_timeout = 60;  ///< the longest silence between two bytes received
  bool verify_tls = true;
  /// File of PEM certificates, or folder of them by hash; empty means the system's store.
  std::string ca_bundle;
  std::optional<Proxy> proxy;
};

/// In which part of an exchange it ended; the client makes the reference's text of it.
enum class TransportPhase : std::uint8_t {
  Resolve,  ///< the name could not be found
  Connect,  ///< refused, unreachable
  ConnectTimeout,
  Tls,  ///< handshake or certificate; nothing of the request was sent
  Proxy,
  ReadTimeout,  ///< the request may have been processed
  Closed,       ///< the connection ended before a whole answer; it may have been processed
  Interrupted,  ///< SIGINT
  Other,
};

struct TransportError {
  TransportPhase phase = TransportPhase::Other;
  std::string detail;  ///< what the library or system says: "self-signed certificate"
};

class Transport {
 public:
  virtual ~Transport() = default;
  /// One request, one answer; no retries and no redirects.
  virtual tl::expected<HttpResponse, TransportError> exchange(const HttpRequest& request,
                                                              const TransportOptions& options) = 0;
};

struct World {
  std::vector<std::string> arguments;  ///< without the program's name
  const Variables& variables;
  const FileSystem& files;
  const Clock& clock;
  const LocalZone& zone;
  const Random& random;
  Transport& transport;
  Output& out;
  Output& err;
};

}  // namespace send_bounce
