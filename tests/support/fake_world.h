#pragma once

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "send_bounce/text/encoding.h"
#include "send_bounce/world/screen.h"
#include "send_bounce/world/shared_file.h"
#include "send_bounce/world/world.h"

/// A world in memory, and a record of what was asked of it. Tests set the public members, hand
/// `fake.world()` or the one part they need to the function under test, and look at the members
/// again afterwards.
namespace send_bounce::testing {

class FakeVariables : public Variables {
 public:
  FakeVariables() = default;
  FakeVariables(std::initializer_list<std::pair<const std::string, std::string>> set)
      : values(set) {}

  std::optional<std::string> get(const std::string& name) const override {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  }
  /// In the order of the names.
  std::vector<std::string> names_ending_in(std::string_view ending) const override {
    std::vector<std::string> names;
    for (const auto& [name, value] : values) {
      if (to_lower(name).ends_with(to_lower(ending))) names.push_back(name);
    }
    return names;
  }

  std::map<std::string, std::string> values;
};

/// A text, in pieces.
class TextSource : public ByteSource {
 public:
  explicit TextSource(std::string text, std::size_t piece = 1000)
      : text_(std::move(text)), piece_(piece) {}

  tl::expected<std::string, SystemError> next(std::size_t most) override {
    std::string piece = text_.substr(next_, std::min(most, piece_));
    next_ += piece.size();
    return piece;
  }

 private:
  std::string text_;
  std::size_t piece_;
  std::size_t next_ = 0;
};

class FakeFileSystem : public FileSystem {
 public:
  FakeFileSystem() = default;
  FakeFileSystem(std::initializer_list<std::pair<const std::string, std::string>> set)
      : files(set) {}

  tl::expected<std::string, SystemError> read(const std::string& path) const override {
    opened.push_back(path);
    if (const auto fault = broken.find(path); fault != broken.end()) {
      return tl::make_unexpected(fault->second);
    }
    const auto found = files.find(path);
    if (found == files.end()) {
      return tl::make_unexpected(SystemError{ENOENT, "No such file or directory"});
    }
    return found->second;
  }
  tl::expected<std::unique_ptr<ByteSource>, SystemError> open(
      const std::string& path) const override {
    auto text = read(path);
    if (!text) return tl::make_unexpected(text.error());
    return std::make_unique<TextSource>(*std::move(text));
  }
  tl::expected<FileKind, SystemError> kind(const std::string& path) const override {
    if (files.contains(path) || broken.contains(path)) return FileKind::Regular;
    if (const auto found = others.find(path); found != others.end()) return found->second;
    return tl::make_unexpected(SystemError{ENOENT, "No such file or directory"});
  }
  std::optional<std::string> home_directory(const std::string& user) const override {
    const auto found = homes.find(user);
    return found == homes.end() ? std::nullopt : std::optional(found->second);
  }

  std::map<std::string, std::string> files;
  std::map<std::string, SystemError> broken;  ///< regular files that cannot be read
  /// What is no regular file, or cannot be reached.
  std::map<std::string, tl::expected<FileKind, SystemError>> others;
  std::map<std::string, std::string> homes{{"", "/home/user"}};
  mutable std::vector<std::string> opened;  ///< every path that was read, found or not
};

class FakePrivateFiles : public PrivateFiles {
 public:
  tl::expected<void, SystemError> replace(const std::string& path,
                                          std::string_view bytes) override {
    if (failure) return tl::make_unexpected(*failure);
    written[path] = bytes;
    return {};
  }

  std::map<std::string, std::string> written;
  std::optional<SystemError> failure;  ///< {EROFS, "Read-only file system"}: nothing is written
};

/// Stands still, but for sleeps, which take no real time.
class FakeClock : public Clock {
 public:
  Instant now() const override { return time; }
  std::chrono::microseconds elapsed() const override { return running; }
  bool sleep(std::chrono::milliseconds wait) const override {
    sleeps.push_back(wait);
    running += wait;
    if (on_sleep) on_sleep();
    return !is_interrupted;
  }

  Instant time{1577934245, 0};  ///< 2020-01-02T03:04:05Z
  bool is_interrupted = false;  ///< by a signal, in the next sleep
  std::function<void()> on_sleep;
  mutable std::chrono::microseconds running{0};
  mutable std::vector<std::chrono::milliseconds> sleeps;
};

/// UTC unless told otherwise, without daylight time.
class FakeZone : public LocalZone {
 public:
  CivilTime local(Instant instant) const override {
    return civil_from_instant({instant.seconds + offset, instant.microseconds});
  }
  std::vector<std::string> names() const override { return zone_names; }
  std::int64_t offset_at(const CivilTime&) const override { return offset; }

  std::int64_t offset = 0;  ///< seconds east of UTC
  std::vector<std::string> zone_names{"UTC", "UTC"};
};

/// The bytes 0, 1, 2, … again at every call.
class FixedRandom : public Random {
 public:
  std::string bytes(std::size_t count) const override {
    std::string out(count, '\0');
    for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<char>(i & 255U);
    return out;
  }
};

/// Answers from a list, in order, and keeps the requests. Beyond the list nothing listens.
class ScriptedTransport : public Transport {
 public:
  using Answer = tl::expected<HttpResponse, TransportError>;

  Answer exchange(const HttpRequest& request, const TransportOptions& how) override {
    requests.push_back(request);
    options.push_back(how);
    if (answers.empty()) {
      return tl::make_unexpected(TransportError{TransportPhase::Connect, "Connection refused"});
    }
    Answer next = std::move(answers.front());
    answers.pop_front();
    return next;
  }

  void answer(int status, std::string body) {
    answers.emplace_back(HttpResponse{status, {}, std::move(body)});
  }
  void fail(TransportPhase phase, std::string detail = "") {
    answers.emplace_back(tl::make_unexpected(TransportError{phase, std::move(detail)}));
  }

  std::deque<Answer> answers;
  std::vector<HttpRequest> requests;
  std::vector<TransportOptions> options;
};

/// Runs nothing: answers from a list, in order. Beyond the list there is no such program.
class ScriptedPrograms : public Programs {
 public:
  tl::expected<Finished, SystemError> run(const std::vector<std::string>& words,
                                          const AddedVariables& variables) override {
    started.push_back(words);
    added.push_back(variables);
    if (fault) return tl::make_unexpected(*fault);
    if (answers.empty()) {
      return tl::make_unexpected(SystemError{ENOENT, "No such file or directory"});
    }
    Finished next = std::move(answers.front());
    answers.pop_front();
    return next;
  }

  std::deque<Finished> answers;
  std::vector<std::vector<std::string>> started;
  std::vector<AddedVariables> added;  ///< to each of them
  std::optional<SystemError> fault;   ///< {EACCES, "Permission denied"}: nothing can be started
};

/// Keeps what it is shown. Knows every program unless told otherwise.
class RecordingViewers : public Viewers {
 public:
  tl::expected<void, SystemError> find(const std::string& program) const override {
    sought.push_back(program);
    if (fault) return tl::make_unexpected(*fault);
    return {};
  }
  tl::expected<void, SystemError> show(
      const std::vector<std::string>& words,
      const std::vector<std::pair<std::string, std::string>>& variables,
      std::string_view text) override {
    if (late_fault) return tl::make_unexpected(*late_fault);
    shown.push_back({words, variables, std::string(text)});
    return {};
  }

  struct Shown {
    std::vector<std::string> words;
    std::vector<std::pair<std::string, std::string>> variables;
    std::string text;
  };
  std::vector<Shown> shown;
  mutable std::vector<std::string> sought;
  std::optional<SystemError> fault;       ///< {ENOENT, "No such file or directory"}
  std::optional<SystemError> late_fault;  ///< found only when it is started
};

class FakeTerminal : public Terminal {
 public:
  tl::expected<std::string, SystemError> ask_secret(const std::string& prompt) override {
    prompts.push_back(prompt);
    if (!typed) return tl::make_unexpected(SystemError{ENXIO, "No such device or address"});
    return *typed;
  }

  std::optional<std::string> typed;  ///< nullopt: there is no terminal
  std::vector<std::string> prompts;
};

/// Nobody interrupts, unless the test says so. Keeps what would be told.
class FakeInterrupts : public Interrupts {
 public:
  void hold(LastWords words) override {
    is_holding = true;
    last_words = std::move(words);
  }
  void release(LastWords words) override {
    is_holding = false;
    last_words = std::move(words);
  }
  int held() const override { return signal; }

  int signal = 0;  ///< SIGINT
  bool is_holding = false;
  LastWords last_words;
};

class RecordingLog : public Log {
 public:
  bool is_on() const override { return true; }
  void note(std::string_view area, std::string_view text) override {
    lines.push_back(std::string(area) + ": " + std::string(text));
  }
  void hide(const std::string& secret) override { hidden.push_back(secret); }

  std::vector<std::string> lines;
  std::vector<std::string> hidden;
};

class StringOutput : public Output {
 public:
  tl::expected<void, SystemError> write(std::string_view more) override {
    if (failure) return tl::make_unexpected(*failure);
    text += more;
    return {};
  }
  bool is_terminal() const override { return terminal; }
  int width() const override { return columns; }
  int height() const override { return rows; }

  std::string text;
  bool terminal = false;
  int columns = 80;
  int rows = 24;
  std::optional<SystemError> failure;  ///< {EPIPE, "Broken pipe"}: every write fails
};

/// A screen on which keys from a list are pressed, and which keeps every frame. Beyond the list the
/// terminal is gone.
class TypingScreens : public Screens {
 public:
  bool has_terminal() const override { return terminal; }
  tl::expected<std::unique_ptr<Screen>, SystemError> open() override {
    if (failure) return tl::make_unexpected(*failure);
    ++opened;
    return std::make_unique<TypingScreen>(*this);
  }

  /// Characters, one key each.
  void type(std::string_view text) {
    for (const char c : text) keys.push_back({Key::Kind::Character, static_cast<char32_t>(c)});
  }
  void press(Key::Kind kind, char32_t character = 0) { keys.push_back({kind, character}); }

  bool terminal = false;
  ScreenSize size;
  std::deque<Key> keys;
  std::vector<Frame> frames;
  int opened = 0;
  std::optional<SystemError> failure;  ///< {ENOTSUP, "Operation not supported"}

 private:
  class TypingScreen : public Screen {
   public:
    explicit TypingScreen(TypingScreens& script) : script_(script) {}
    ScreenSize size() const override { return script_.size; }
    int columns_of(char32_t character) const override { return character < U' ' ? -1 : 1; }
    void show(const Frame& frame) override { script_.frames.push_back(frame); }
    tl::expected<Key, SystemError> next_key() override {
      if (script_.keys.empty()) {
        return tl::make_unexpected(SystemError{EIO, "Input/output error"});
      }
      Key key = script_.keys.front();
      script_.keys.pop_front();
      return key;
    }

   private:
    TypingScreens& script_;
  };
};

/// Folders as data: path, as it is asked for, to entries.
class FakeDirectories : public Directories {
 public:
  std::vector<DirectoryEntry> list(const std::string& path) const override {
    const auto found = folders.find(path);
    return found == folders.end() ? std::vector<DirectoryEntry>{} : found->second;
  }

  bool has_entry(const std::string& path,
                 const std::function<bool(const std::string&)>& will_do) const override {
    const auto entries = list(path);
    return std::any_of(entries.begin(), entries.end(),
                       [&](const DirectoryEntry& entry) { return will_do(entry.name); });
  }

  std::map<std::string, std::vector<DirectoryEntry>> folders;
};

/// A journal in memory that nobody else has.
class FakeSharedFiles : public SharedFiles {
 public:
  tl::expected<std::unique_ptr<SharedFile>, SystemError> open(const std::string& path) override {
    if (failure) return tl::make_unexpected(*failure);
    return std::make_unique<File>(contents[path], *this);
  }
  tl::expected<std::unique_ptr<SharedFile>, SystemError> open_to_read(
      const std::string& path) override {
    if (!contents.contains(path))
      return tl::make_unexpected(SystemError{ENOENT, "No such file or directory"});
    return open(path);
  }

  std::map<std::string, std::string> contents;
  std::optional<SystemError> failure;         ///< of opening
  std::optional<SystemError> append_failure;  ///< of the next appends
  int syncs = 0;

 private:
  class File : public SharedFile {
   public:
    File(std::string& text, FakeSharedFiles& owner) : text_(text), owner_(owner) {}
    Done lock(const std::function<void()>&) override { return {}; }
    void unlock() override {}
    std::uint64_t generation() const override { return generation_; }
    tl::expected<std::uint64_t, SystemError> size() override { return text_.size(); }
    tl::expected<std::string, SystemError> read(std::uint64_t offset, std::size_t count) override {
      return offset > text_.size() ? std::string() : text_.substr(offset, count);
    }
    Done append(std::string_view bytes) override {
      if (owner_.append_failure) return tl::make_unexpected(*owner_.append_failure);
      text_ += bytes;
      return {};
    }
    Done cut(std::uint64_t size) override {
      text_.resize(size);
      return {};
    }
    Done sync() override {
      ++owner_.syncs;
      return {};
    }
    Done replace(const std::function<Done(const Sink&)>& write) override {
      std::string draft;
      auto done = write([&](std::string_view piece) -> Done {
        draft += piece;
        return {};
      });
      if (done) text_ = std::move(draft);
      ++generation_;
      return done;
    }
    bool is_on_a_network() const override { return false; }

   private:
    std::string& text_;
    FakeSharedFiles& owner_;
    std::uint64_t generation_ = 1;
  };
};

/// All of it together. The World refers to the members, so it must not outlive this object.
struct FakeWorld {
  FakeVariables variables;
  FakeFileSystem files;
  FakePrivateFiles private_files;
  FakeClock clock;
  FakeZone zone;
  FixedRandom random;
  ScriptedTransport transport;
  ScriptedPrograms programs;
  RecordingViewers viewers;
  FakeTerminal terminal;
  FakeInterrupts interrupts;
  StringOutput out;
  StringOutput err;
  TypingScreens screens;
  FakeDirectories directories;
  FakeSharedFiles shared_files;

  World world(std::vector<std::string> arguments = {}) {
    return World{std::move(arguments),
                 variables,
                 files,
                 private_files,
                 clock,
                 zone,
                 random,
                 transport,
                 programs,
                 viewers,
                 terminal,
                 interrupts,
                 out,
                 err,
                 screens,
                 directories,
                 shared_files};
  }
};

}  // namespace send_bounce::testing
