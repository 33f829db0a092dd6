#include "send_bounce/input/param_file.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "send_bounce/text/blanks.h"
#include "send_bounce/text/charset.h"
#include "send_bounce/text/python_text.h"
#include "send_bounce/world/paths.h"

namespace send_bounce {
namespace {

constexpr std::string_view kTextPrefix = "file://";
constexpr std::string_view kBinaryPrefix = "fileb://";

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
  const std::string path = expand_variables(expand_home(typed, variables, files), variables);
  if (path.find('\0') != std::string::npos) {
    return fail(ErrorKind::General, "Unable to load paramfile: the path contains a null byte");
  }
  auto bytes = files.read(path);
  if (!bytes) return cannot_load(word, path, bytes.error());
  if (!is_text) return Value(Bytes{*std::move(bytes)});
  ASSIGN_OR_RETURN(Value text, as_text(*bytes, path, variables));
  return text;
}

}  // namespace send_bounce
