#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "send_bounce/values/error.h"
#include "send_bounce/values/instant.h"
#include "send_bounce/world/http.h"

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
  /// The names of all variables that end so in any case of ASCII letters, in the order in which
  /// they were handed to the process.
  virtual std::vector<std::string> names_ending_in(std::string_view ending) const = 0;
};

enum class FileKind : std::uint8_t { Regular, Directory, Other };

/// The path by which FileSystem::read_start reads stdin, whether or not /dev is there.
inline constexpr const char* kStandardInput = "/dev/stdin";

/// Bytes as they come: a file, or what another program writes into our stdin.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// What is there, at most `most` bytes; waits for one at least. Empty at the end. EINTR where a
  /// signal that is held back (Interrupts) came first.
  virtual tl::expected<std::string, SystemError> next(std::size_t most) = 0;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;
  /// The whole file, as bytes. A directory is EISDIR.
  virtual tl::expected<std::string, SystemError> read(const std::string& path) const = 0;
  /// At most `most` bytes from the start of the file. What follows them in a stream is read and
  /// dropped, so that nobody who writes into a pipe is cut off. kStandardInput names our stdin.
  virtual tl::expected<std::string, SystemError> read_start(const std::string& path,
                                                            std::size_t most) const {
    auto text = read(path);
    if (text && text->size() > most) text->resize(most);
    return text;
  }
  /// The file, or stdin by kStandardInput, to be read bit by bit. A directory is EISDIR.
  virtual tl::expected<std::unique_ptr<ByteSource>, SystemError> open(
      const std::string& path) const = 0;
  /// What is at the path, links followed, whether or not it can be opened. Fails with ENOENT where
  /// nothing is, and with EACCES, ELOOP and the like where the way there is barred.
  virtual tl::expected<FileKind, SystemError> kind(const std::string& path) const = 0;
  bool is_regular(const std::string& path) const { return kind(path) == FileKind::Regular; }
  /// The home directory in the passwd entry of that user, or of ours where the name is empty.
  virtual std::optional<std::string> home_directory(const std::string& user) const = 0;
};

/// Files that hold secrets: the caches that are shared with the AWS CLI.
class PrivateFiles {
 public:
  virtual ~PrivateFiles() = default;
  /// Puts the bytes in the place of the file, whole or not at all, so that another process reads
  /// the old text or the new one. Readable by its owner alone, as are the folders made for it.
  virtual tl::expected<void, SystemError> replace(const std::string& path,
                                                  std::string_view bytes) = 0;
};

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  /// Time since some fixed moment, for measuring; nobody can set it back.
  virtual std::chrono::microseconds elapsed() const = 0;
  /// Waits. False where a signal that was held back (Interrupts) came first.
  virtual bool sleep(std::chrono::milliseconds time) const = 0;
};

/// Local time, for the one place that needs it (a timestamp without a date means today). Asking for
/// it reads a file.
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
  /// Rows, in the same way; 24 for anything that is no terminal.
  virtual int height() const { return 24; }
};

/// Names and values of variables that a program gets beside ours, in the place of those that we
/// have.
using AddedVariables = std::vector<std::pair<std::string, std::string>>;

/// What a program that ran to its end has left.
struct Finished {
  int status = 0;      ///< its exit code; 128 and the signal's number where a signal ended it
  std::string output;  ///< what it wrote to stdout
  std::string errors;  ///< what it wrote to stderr
};

/// Other programs. A word without a slash is looked up in PATH; no shell is in between.
class Programs {
 public:
  virtual ~Programs() = default;
  /// Runs it with our stdin and environment, and with variables beside ours. ENOENT, EACCES and the
  /// like where it cannot start.
  virtual tl::expected<Finished, SystemError> run(const std::vector<std::string>& words,
                                                  const AddedVariables& variables) = 0;
};

/// Programs that show a text to the person at the terminal: pagers. Found as Programs are.
class Viewers {
 public:
  virtual ~Viewers() = default;
  /// The fault with which show() would not even start, told without starting anything: ENOENT,
  /// EACCES.
  virtual tl::expected<void, SystemError> find(const std::string& program) const = 0;
  /// Runs it with our stdout and stderr and with variables beside ours, feeds it the text and waits
  /// for its end. It may leave before it has read all, and its exit code means nothing. Ctrl-C is
  /// its own business meanwhile, since it has the terminal.
  virtual tl::expected<void, SystemError> show(const std::vector<std::string>& words,
                                               const AddedVariables& variables,
                                               std::string_view text) = 0;
};

/// The person at the controlling terminal, whatever the standard streams are.
class Terminal {
 public:
  virtual ~Terminal() = default;
  /// Shows the prompt and reads a line that is not echoed. ENXIO where there is no terminal, EINTR
  /// after Ctrl-C.
  virtual tl::expected<std::string, SystemError> ask_secret(const std::string& prompt) = 0;
};

/// What the process says, and how it ends, where something ends it in the middle of its work. Of
/// each text the first 4,096 bytes count.
struct LastWords {
  std::string interrupted;    ///< where a signal does; the exit code is 128 and its number
  std::string out_of_memory;  ///< where there is no memory left
  int out_of_memory_code = 255;
};

/// SIGINT, SIGTERM, and the end of memory. From the start the signals end the process at once,
/// whatever it does, with the word that nothing was sent. Memory that is used up always does.
class Interrupts {
 public:
  virtual ~Interrupts() = default;
  /// From now on the first signal ends nothing by itself: exchanges and waits end early and say so,
  /// and the caller tells what is known. A second one ends the process at once, with these words.
  virtual void hold(LastWords words) = 0;
  /// From now on signals end the process at once again, with these words; so does one that was
  /// held.
  virtual void release(LastWords words) = 0;
  /// The number of the one that was held back; 0 for none.
  virtual int held() const = 0;
};

/// What --debug shows. Whoever writes takes care that no secret is in the text.
class Log {
 public:
  virtual ~Log() = default;
  /// For texts that cost something to make.
  virtual bool is_on() const = 0;
  /// One step, in the area that it belongs to: "credentials", "web_identity: no token file".
  virtual void note(std::string_view area, std::string_view text) = 0;
  /// A text that no later note may show, wherever it stands: whoever learns a secret tells it here.
  virtual void hide(const std::string& secret) = 0;
};

/// For runs without --debug.
class SilentLog : public Log {
 public:
  bool is_on() const override { return false; }
  void note(std::string_view, std::string_view) override {}
  void hide(const std::string&) override {}
};

/// The proxy that a request goes through.
struct Proxy {
  std::string url;       ///< "http://proxy.example:3128": scheme, host and port only
  std::string shown;     ///< as messages name it: as configured, user and password masked
  std::string variable;  ///< that asks for it: "https_proxy"
  std::string user;      ///< decoded; sent, with the password, only where both are there
  std::string password;

  bool operator==(const Proxy&) const = default;
};

/// How one exchange is to be made. Times in seconds; 0 means no limit.
struct TransportOptions {
  std::int64_t connect_timeout = 60;
  std::int64_t read_timeout = 60;  ///< the longest silence between two bytes received
  bool tcp_keep_alive = false;     ///< probes on a silent connection (SO_KEEPALIVE)
  bool verify_tls = true;
  /// File of PEM certificates, or folder of them by hash; empty means default_trust_store().
  std::string ca_bundle;
  std::optional<Proxy> proxy;
  /// The exchange may take a connection that an earlier one has left, and leaves its own for a
  /// later one, where that is safe (platform/curl_transport.h). For many calls in a row.
  bool keep_connection = false;
  /// From its beginning to its end, whatever it waits for: a time-out where that is over. nullopt
  /// for no limit.
  std::optional<std::chrono::milliseconds> time_limit = std::nullopt;
  /// False: a signal that is held back (Interrupts) does not end the exchange.
  bool ends_on_signal = true;
  Log* log = nullptr;  ///< learns whose word counts for certificates; nullptr for none
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
  InterruptedConnecting,  ///< by SIGINT or SIGTERM, before anything of the request was sent
  Interrupted,            ///< by them, when the request may have been on its way
  Other,
};

struct TransportError {
  TransportPhase phase = TransportPhase::Other;
  std::string detail;  ///< what the library or system says: "self-signed certificate"
  /// The addresses that were tried, or the one of the connection, as numbers and with a comma in
  /// between: "192.0.2.1, 2001:db8::1". Those of the proxy where there is one.
  std::string addresses = {};
  /// Of the final status line, where it had arrived before the exchange failed; else 0.
  int status = 0;
  std::string body = {};  ///< what had come of it by then
  /// Of a certificate that is not trusted: which, its issuer, and the store that was asked; a
  /// sentence without its end.
  std::string trust = {};
};

class Transport {
 public:
  virtual ~Transport() = default;
  /// One request, one answer; no retries and no redirects. Once a final status line has arrived
  /// there is an answer, however untidy or short the rest of it is (HttpResponse::framing_fault);
  /// only silence and signals still end the exchange as errors, with the status.
  virtual tl::expected<HttpResponse, TransportError> exchange(const HttpRequest& request,
                                                              const TransportOptions& options) = 0;
};

class Screens;      // world/screen.h
class Directories;  // world/screen.h
class SharedFiles;  // world/shared_file.h

struct World {
  std::vector<std::string> arguments;  ///< without the program's name
  const Variables& variables;
  const FileSystem& files;
  PrivateFiles& private_files;
  const Clock& clock;
  const LocalZone& zone;
  const Random& random;
  Transport& transport;
  Programs& programs;
  Viewers& viewers;
  Terminal& terminal;
  Interrupts& interrupts;
  Output& out;
  Output& err;
  Screens& screens;
  const Directories& directories;
  SharedFiles& shared_files;
};

}  // namespace send_bounce
