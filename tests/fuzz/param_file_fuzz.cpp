#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>

#include "send_bounce/input/param_file.h"
#include "send_bounce/text/charset.h"
#include "send_bounce/text/encoding.h"
#include "support/fake_world.h"

/// The input is three lines and a rest: the word, the encoding, HOME, and what every file holds.
/// Text that was loaded is UTF-8 and has no carriage return; bytes come as they are.
namespace send_bounce {
namespace {

class OneFile : public FileSystem {
 public:
  explicit OneFile(std::string_view content) : content_(content) {}

  tl::expected<std::string, SystemError> read(const std::string& path) const override {
    if (path.empty()) return tl::make_unexpected(SystemError{ENOENT, "No such file or directory"});
    if (path.ends_with('/')) return tl::make_unexpected(SystemError{EISDIR, "Is a directory"});
    return content_;
  }
  tl::expected<std::unique_ptr<ByteSource>, SystemError> open(const std::string&) const override {
    return tl::make_unexpected(SystemError{ENOENT, "not here"});
  }
  tl::expected<FileKind, SystemError> kind(const std::string& path) const override {
    return path.ends_with('/') ? FileKind::Directory : FileKind::Regular;
  }
  std::optional<std::string> home_directory(const std::string& user) const override {
    return user.size() < 3 ? std::optional("/home/" + user) : std::nullopt;
  }

 private:
  std::string content_;
};

std::string_view take_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

void check_text(const std::string& text) {
  if (!is_utf8(text) || text.find('\r') != std::string::npos) std::abort();
}

void check(std::string_view input) {
  const std::string_view word = take_line(input);
  const std::string encoding(take_line(input));
  testing::FakeVariables variables{{"HOME", std::string(take_line(input))}, {"X", "$HOME"}};
  if (!encoding.empty()) variables.values["AWS_CLI_FILE_ENCODING"] = encoding;

  const auto loaded = load_param_file(word, OneFile(input), variables);
  if (!loaded) {
    if (loaded.error().message.empty()) std::abort();
  } else if (!*loaded) {
    if (word.starts_with("file://") || word.starts_with("fileb://")) std::abort();
  } else if (const auto* bytes = (*loaded)->get<Bytes>()) {
    if (bytes->data != input) std::abort();
  } else {
    check_text(*(*loaded)->get<std::string>());
  }

  for (const auto decode : {decode_json, decode_yaml}) {
    const auto text = decode(input);
    if (text && !is_utf8(*text)) std::abort();
  }
}

}  // namespace
}  // namespace send_bounce

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  send_bounce::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
