#include "input/yaml_text.h"

#include <algorithm>
#include <optional>

#include "input/yaml_quoted.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
// For yaml-cpp a question mark ends plain text inside of brackets. This character, which no
// document may hold, takes its place there.
constexpr char kQuestionMark = '\x1A';
constexpr std::string_view kUriPunctuation = "-;/?:@&=+$,_.!~*'()[]%#";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) {
  return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
}
bool ends_token(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\0'; }

// Columns count these.
bool begins_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

// Chapter 5.1 of YAML 1.2, c-printable.
bool is_printable(char32_t code) {
  if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
  return (code < 0x7F || code == 0x85 || code >= 0xA0) && code != 0xFFFE && code != 0xFFFF;
}

// Where text stops being UTF-8 that a document may hold.
std::optional<std::size_t> first_bad_character(std::string_view text) {
  std::size_t position = 0;
  while (position < text.size()) {
    const auto byte = static_cast<unsigned char>(text[position]);
    if (byte >= 0x20 && byte < 0x7F) {
      ++position;
      continue;
    }
    const std::size_t begin = position;
    const auto code = next_code_point(text, position);
    if (!code || !is_printable(*code)) return begin;
  }
  return std::nullopt;
}

std::string with_plain_line_ends(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      out += '\n';
    }
  }
  return out;
}

// What stands from an offset on up to its line's end.
std::string_view line_at(std::string_view text, std::size_t offset) {
  return text.substr(offset, std::min(text.find('\n', offset), text.size()) - offset);
}

std::string_view take_word(std::string_view& line) {
  const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
  const std::size_t end = std::min(line.find(' ', begin), line.size());
  const std::string_view word = line.substr(begin, end - begin);
  line.remove_prefix(end);
  return word;
}

// "!", "!!" or "!name!".
bool is_tag_handle(std::string_view handle) {
  if (!handle.starts_with('!')) return false;
  if (handle.size() == 1) return true;
  return handle.ends_with('!') &&
         std::all_of(handle.begin() + 1, handle.end() - 1, [](char c) { return is_word(c); });
}

bool is_uri_character(char c) {
  return is_word(c) || kUriPunctuation.find(c) != std::string_view::npos;
}

// What ends a tag for yaml-cpp, and is a part of it or refused in the reference.
bool ends_short_tag(char c) { return c == ',' || c == '[' || c == ']' || !is_uri_character(c); }

// Major and minor of "1.2", or nothing.
std::optional<std::pair<std::string_view, std::string_view>> version_parts(std::string_view word) {
  const std::size_t dot = word.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const std::string_view major = word.substr(0, dot);
  const std::string_view minor = word.substr(dot + 1);
  for (const std::string_view part : {major, minor}) {
    if (part.empty() || !std::all_of(part.begin(), part.end(), is_digit)) return std::nullopt;
  }
  return std::pair(major, minor);
}

std::string_view without_zeros(std::string_view digits) {
  return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
}

}  // namespace

Result<YamlText> YamlText::from(std::string_view bytes) {
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  const auto bad = first_bad_character(bytes);
  YamlText document(with_plain_line_ends(bytes.substr(0, bad.value_or(bytes.size()))));
  if (bad) {
    std::size_t position = *bad;
    return document.refuse(document.text_.size(), next_code_point(bytes, position)
                                                      ? "a character that YAML does not allow"
                                                      : "a byte that is not UTF-8");
  }
  document.has_tabs_ = document.text_.find('\t') != std::string::npos;
  return document;
}

YamlPlace YamlText::place_of(std::size_t offset) {
  offset = std::min(offset, text_.size());
  const auto [low, high] = std::minmax(offset, last_offset_);
  const std::string_view between = std::string_view(text_).substr(low, high - low);
  const auto lines = std::count(between.begin(), between.end(), '\n');
  if (offset < last_offset_ && lines > 0) {
    last_offset_ = offset - column_of(offset);
    last_place_ = {last_place_.line - static_cast<int>(lines), 0};
    return place_of(offset);
  }
  const int step = offset < last_offset_ ? -1 : 1;
  for (const char c : between) {
    if (begins_code_point(c)) last_place_.column += step;
    if (c == '\n') last_place_ = {last_place_.line + 1, 0};
  }
  last_offset_ = offset;
  return last_place_;
}

std::size_t YamlText::column_of(std::size_t offset) const {
  const std::size_t end = offset == 0 ? std::string::npos : text_.rfind('\n', offset - 1);
  return end == std::string::npos ? offset : offset - end - 1;
}

Failure YamlText::refuse(std::size_t offset, std::string_view problem) {
  return invalid_parameter(yaml_message(place_of(offset), problem));
}

Result<YamlVersion> YamlText::version_before(std::size_t document) {
  auto version = YamlVersion::V1_2;
  bool any = false;
  std::size_t line = 0;
  while (line < document) {
    if (at(line) == '%') {
      RETURN_IF_ERROR(check_directive(line, version));
      any = true;
    }
    line = std::min(text_.find('\n', line), document) + 1;
  }
  const bool begins = line_at(text_, document).starts_with("---") && ends_token(at(document + 3));
  if (any && !begins) return refuse(document, "a document with directives begins with ---");
  return version;
}

Result<void> YamlText::check_directive(std::size_t line, YamlVersion& version) {
  std::string_view rest = line_at(text_, line).substr(1);
  if (rest.starts_with(' ')) return refuse(line, "this directive has no name");
  const std::string_view name = take_word(rest);
  const auto is_name = [](char c) { return is_word(c) || c == ':' || c == '.'; };
  bool sound = !name.empty() && std::all_of(name.begin(), name.end(), is_name);
  if (name == "YAML") {
    const auto parts = version_parts(take_word(rest));
    sound = parts && without_zeros(parts->first) == "1";
    const std::string_view minor = sound ? without_zeros(parts->second) : std::string_view("2");
    if (minor == "1") {
      version = YamlVersion::V1_1;
    } else if (minor != "2") {
      return fail(ErrorKind::General, yaml_message(place_of(line), "neither YAML 1.1 nor 1.2"));
    }
  } else if (name == "TAG") {
    const std::string_view handle = take_word(rest);
    const std::string_view prefix = take_word(rest);
    sound = is_tag_handle(handle) && !prefix.empty() &&
            std::all_of(prefix.begin(), prefix.end(), is_uri_character);
  } else {
    rest = {};
  }
  const std::string_view comment = take_word(rest);
  if (sound && (comment.empty() || comment.starts_with('#'))) return {};
  return refuse(line, "this directive cannot be read");
}

Result<YamlText::Properties> YamlText::properties_at(std::size_t offset) {
  Properties found;
  found.content = offset;
  while (at(found.content) == '&' || at(found.content) == '!') {
    std::size_t end = found.content;
    while (!ends_token(at(end)) && (at(found.content) == '!' || at(end) != ',')) ++end;
    if (at(found.content) == '!') {
      found.tag = std::string_view(text_).substr(found.content, end - found.content);
      const bool verbatim = found.tag.starts_with("!<") && found.tag.ends_with('>');
      const bool sound =
          verbatim || std::none_of(found.tag.begin(), found.tag.end(), ends_short_tag);
      if (at(end) == '\t' || !sound) {
        return refuse(found.content, "a space must follow a tag");
      }
    }
    found.content = next_token(end);
  }
  return found;
}

// The first character from an offset on that is neither blank nor part of a comment.
std::size_t YamlText::next_token(std::size_t offset) const {
  while (offset < text_.size()) {
    if (at(offset) == '#') {
      offset = std::min(text_.find('\n', offset), text_.size());
    } else if (ends_token(at(offset))) {
      ++offset;
    } else {
      break;
    }
  }
  return offset;
}

Result<std::string> YamlText::scalar_text(std::size_t content, int parent_column,
                                          std::string value) {
  const char first = at(content);
  if (first == '"' || first == '\'') {
    QuotedScalar quoted = read_quoted_scalar(text_, content);
    if (!quoted.fault.empty()) return refuse(quoted.end, quoted.fault);
    if (has_tabs_) scalars_.push_back({content, quoted.end});
    return std::move(quoted.text);
  }
  value = as_written(std::move(value));
  if (first == '|' || first == '>') {
    ASSIGN_OR_RETURN(const std::string breaks, final_breaks(content, parent_column));
    value.resize(value.find_last_not_of('\n') + 1);
    return value + breaks;
  }
  return value;
}

Result<YamlText::BlockHeader> YamlText::block_header(std::size_t begin) {
  BlockHeader header;
  std::size_t end = begin + 1;
  for (int i = 0; i < 2; ++i) {
    const char c = at(end);
    if ((c == '+' || c == '-') && header.chomping == '\0') {
      header.chomping = c;
    } else if (is_digit(c) && header.increment == 0) {
      header.increment = c - '0';
    } else {
      break;
    }
    ++end;
  }
  const bool blank = at(end) == ' ';
  while (at(end) == ' ') ++end;
  if (end < text_.size() && at(end) != '\n' && !(blank && at(end) == '#')) {
    return refuse(end, "only a space and a comment may follow | or > on the same line");
  }
  header.end = std::min(text_.find('\n', end), text_.size());
  return header;
}

Result<std::string> YamlText::final_breaks(std::size_t begin, int parent_column) {
  ASSIGN_OR_RETURN(const BlockHeader header, block_header(begin));
  const auto least = static_cast<std::size_t>(std::max(parent_column, 0) + header.increment);
  std::size_t indent = header.increment > 0 ? least : 0;  // 0: the first line decides
  std::string breaks;
  bool any_text = false;
  std::size_t end = header.end;
  while (end < text_.size()) {
    const std::string_view line = line_at(text_, end + 1);
    const std::size_t blanks = std::min(line.find_first_not_of(' '), line.size());
    const bool only_blanks = blanks == line.size();
    if (indent == 0 && !only_blanks) {
      indent = std::max(blanks, static_cast<std::size_t>(parent_column + 1));
    }
    if (!only_blanks && blanks < indent) break;
    const std::size_t next = end + 1 + line.size();
    if (indent > 0 && line.size() > indent) {
      any_text = true;
      breaks.clear();
    }
    if (next < text_.size()) breaks += '\n';
    end = next;
  }
  if (has_tabs_) scalars_.push_back({begin, end});
  if (header.chomping == '-') return std::string();
  if (header.chomping == '\0') breaks.resize(any_text && !breaks.empty() ? 1 : 0);
  return breaks;
}

Result<void> YamlText::check_tabs() {
  if (!has_tabs_) return {};
  scalars_.push_back({text_.size(), text_.size()});
  std::size_t begin = 0;
  for (const Span& scalar : scalars_) {
    for (std::size_t i = begin; i < scalar.begin; ++i) {
      const char before = i == begin ? ' ' : text_[i - 1];
      if (text_[i] == '#' && ends_token(before)) {
        i = text_.find('\n', i);
        if (i >= scalar.begin) break;
      } else if (text_[i] == '\t') {
        return refuse(i, kMisplacedTab);
      }
    }
    begin = scalar.end;
  }
  return {};
}

std::string YamlText::for_yaml_cpp() const {
  std::string out(kByteOrderMark);
  out += text_;
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '?' && is_inside_plain_text(i)) out[kByteOrderMark.size() + i] = kQuestionMark;
  }
  out += text_.ends_with('\n') ? "#" : "\n#";
  return out;
}

std::string YamlText::as_written(std::string text) {
  std::replace(text.begin(), text.end(), kQuestionMark, '?');
  return text;
}

bool YamlText::is_inside_plain_text(std::size_t offset) const {
  if (offset == 0) return false;
  const char before = text_[offset - 1];
  if (!ends_token(before)) return before != '[' && before != '{' && before != ',';
  const std::size_t last = text_.find_last_not_of(' ', offset - 1);
  if (last == std::string::npos) return false;
  const std::size_t blank = text_.find_last_of(" \n", last);
  const char first = text_[blank == std::string::npos ? 0 : std::min(blank + 1, last)];
  return first != '&' && first != '!' &&
         std::string_view("\n[{,:-?").find(text_[last]) == std::string_view::npos;
}

}  // namespace send_bounce
