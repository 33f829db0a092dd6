#include "send_bounce/input/param_file.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "input/text_decoding.h"
#include "send_bounce/words/python_text.h"

namespace send_bounce {
namespace {

constexpr std::string_view kTextPrefix = "file://";
constexpr std::string_view kBinaryPrefix = "fileb://";

bool is_name_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// "~" and "~user" at the start; a user without an entry stays as written.
std::string with_home(std::string_view path, const FileSystem& files, const Variables& variables) {
  if (!path.starts_with('~')) return std::string(path);
  const std::size_t name_end = std::min(path.find('/'), path.size());
  const std::string user(path.substr(1, name_end - 1));
  std::optional<std::string> home = user.empty() ? variables.get("HOME") : std::nullopt;
  if (!home) home = files.home_directory(user);
  if (!home) return std::string(path);
  home->erase(home->find_last_not_of('/') + 1);
  home->append(path.substr(name_end));
  return home->empty() ? "/" : *home;
}

// Variables that are not set stay as written; values are not expanded in turn.
std::string with_variables(std::string_view path, const Variables& variables) {
  std::string out;
  // Beyond the last brace no "${" is closed; looking for one from every "${" would take long.
  const std::size_t braces_end = path.rfind('}') + 1;  // npos + 1 is 0
  std::size_t position = 0;
  while (position < path.size()) {
    const std::size_t start = std::min(path.find('$', position), path.size());
    out += path.substr(position, start - position);
    if (start == path.size()) break;
    const bool braced = path.substr(start).starts_with("${") && start < braces_end;
    std::size_t end = start + 1;
    std::string name;
    if (braced) {
      end = path.find('}', start) + 1;
      name = path.substr(start + 2, end - start - 3);
    } else {
      while (end < path.size() && is_name_character(path[end])) ++end;
      name = path.substr(start + 1, end - start - 1);
    }
    const auto value = name.empty() ? std::nullopt : variables.get(name);
    out += value ? *value : path.substr(start, end - start);
    position = end;
  }
  return out;
}

Failure cannot_load(std::string_view word, const std::string& path, const SystemError& error) {
  return invalid_parameter("Unable to load paramfile " + std::string(word) + ": [Errno " +
                           std::to_string(error.number) + "] " + error.text + ": " +
                           python_repr(std::string_view(path)));
}

Result<Value> as_text(std::string_view bytes, const std::string& path, const Variables& variables) {
  const std::string encoding = variables.get("AWS_CLI_FILE_ENCODING").value_or("utf-8");
  auto text = decode_text(bytes, encoding);
  if (text) return Value(with_universal_newlines(*std::move(text)));
  switch (text.error()) {
    case DecodingFault::UnknownEncoding:
      return fail(ErrorKind::General, "unknown encoding: " + encoding);
    case DecodingFault::NoByteOrderMark:
      return fail(ErrorKind::General, "Unable to load paramfile (" + path +
                                          "), which has no byte order mark, as encoding " +
                                          encoding);
    case DecodingFault::Undecodable:
      break;
  }
  return invalid_parameter("Unable to load paramfile (" + path +
                           "), text contents could not be decoded.  If this is a binary file, "
                           "please use the fileb:// prefix instead of the file:// prefix.");
}

}  // namespace

Result<std::optional<Value>> load_param_file(std::string_view word, const FileSystem& files,
                                             const Variables& variables) {
  const bool is_text = word.starts_with(kTextPrefix);
  if (!is_text && !word.starts_with(kBinaryPrefix)) return std::nullopt;
  const std::string_view typed = word.substr(is_text ? kTextPrefix.size() : kBinaryPrefix.size());
  const std::string path = with_variables(with_home(typed, files, variables), variables);
  if (path.find('\0') != std::string::npos) {
    return fail(ErrorKind::General, "Unable to load paramfile: the path holds a null byte");
  }
  auto bytes = files.read(path);
  if (!bytes) return cannot_load(word, path, bytes.error());
  if (!is_text) return Value(Bytes{*std::move(bytes)});
  ASSIGN_OR_RETURN(Value text, as_text(*bytes, path, variables));
  return text;
}

}  // namespace send_bounce
