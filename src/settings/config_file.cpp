#include "send_bounce/settings/config_file.h"

#include <deque>
#include <set>

#include "send_bounce/text/blanks.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

using Failed = tl::unexpected<ConfigFault>;

constexpr std::string_view kInheritedSection = "DEFAULT";

// Where str.splitlines ends a line of a block; line feeds and carriage returns are gone by then but
// for the '\n' between the lines of the value.
bool ends_block_line(char32_t c) {
  return (c >= 0xA && c <= 0xD) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 ||
         c == 0x2029;
}

struct Stripped {
  std::string_view text;
  std::size_t indentation = 0;  // in characters
};

// REQUIRES: line is UTF-8.
Stripped strip(std::string_view line) {
  Stripped result;
  std::size_t begin = 0;
  std::size_t end = 0;
  bool inside = false;
  for (std::size_t position = 0; position < line.size();) {
    const std::size_t start = position;
    const auto c = next_code_point(line, position);
    if (!c) break;
    if (is_python_blank(*c)) {
      if (!inside) ++result.indentation;
      continue;
    }
    if (!inside) begin = start;
    inside = true;
    end = position;
  }
  result.text = line.substr(begin, end - begin);
  return result;
}

// Takes one line off the front; "\n", "\r\n" and a lone "\r" all end it.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find_first_of("\r\n");
  const std::string_view line = rest.substr(0, end);
  if (end == std::string_view::npos) {
    rest = {};
    return line;
  }
  const bool pair = rest[end] == '\r' && end + 1 < rest.size() && rest[end + 1] == '\n';
  rest.remove_prefix(end + (pair ? 2 : 1));
  return line;
}

// The greedy match of `[…]` at the start: up to the last "]" of the line, at least one character.
std::optional<std::string_view> section_name(std::string_view line) {
  if (!line.starts_with('[')) return std::nullopt;
  const std::size_t last = line.rfind(']');
  if (last == std::string_view::npos || last < 2) return std::nullopt;
  return line.substr(1, last - 1);
}

struct RawValue {
  std::string text;
  std::size_t line = 0;
};
using RawSection = std::map<std::string, RawValue, std::less<>>;

class Parser {
 public:
  tl::expected<ConfigSections, ConfigFault> parse(std::string_view text) {
    while (!text.empty()) {
      ++line_number_;
      if (auto fault = take(take_line(text))) return Failed(std::move(*fault));
    }
    return finish();
  }

 private:
  std::optional<ConfigFault> fault(std::string why) const {
    return ConfigFault{line_number_, std::move(why)};
  }

  std::optional<ConfigFault> take(std::string_view line) {
    if (!is_utf8(line)) return fault("the text is not UTF-8");
    const auto [text, indentation] = strip(line);
    if (text.starts_with('#') || text.starts_with(';')) return std::nullopt;
    if (text.empty()) {
      // Kept inside a value: an empty line does not end it.
      if (value_ != nullptr) value_->text += '\n';
      return std::nullopt;
    }
    if (value_ != nullptr && indentation > level_) {
      value_->text += '\n';
      value_->text += text;
      return std::nullopt;
    }
    level_ = indentation;
    if (const auto name = section_name(text)) return open_section(*name);
    return take_key(text);
  }

  std::optional<ConfigFault> open_section(std::string_view name) {
    value_ = nullptr;
    if (name == kInheritedSection) {
      section_ = &inherited_;
      return std::nullopt;
    }
    if (!names_.emplace(name).second) {
      return fault("the section [" + std::string(name) + "] appears a second time");
    }
    section_ = &sections_.emplace_back(name, RawSection{}).second;
    return std::nullopt;
  }

  std::optional<ConfigFault> take_key(std::string_view text) {
    if (section_ == nullptr) {
      return fault(text.starts_with("\xEF\xBB\xBF")
                       ? "the file begins with a byte order mark; save it without one"
                       : "a [section] must come first");
    }
    const std::size_t delimiter = text.find_first_of("=:");
    if (delimiter == std::string_view::npos) {
      return fault("expected [section] or key = value");
    }
    const std::string key = to_lower(strip(text.substr(0, delimiter)).text);
    if (key.empty()) return fault("there is no key before the \"=\"");
    const auto [place, is_new] = section_->emplace(key, RawValue{});
    if (!is_new) return fault("the key \"" + key + "\" appears a second time in its section");
    value_ = &place->second;
    value_->text = strip(text.substr(delimiter + 1)).text;
    value_->line = line_number_;
    return std::nullopt;
  }

  tl::expected<ConfigSections, ConfigFault> finish() const {
    ConfigSections out;
    out.reserve(sections_.size());
    for (const auto& [name, own] : sections_) {
      ConfigSection section;
      for (const RawSection* source : {&own, &inherited_}) {
        for (const auto& [key, raw] : *source) {
          if (section.contains(key)) continue;
          auto value = finish_value(raw);
          if (!value) return Failed(std::move(value).error());
          section.emplace(key, *std::move(value));
        }
      }
      out.emplace_back(name, std::move(section));
    }
    return out;
  }

  static tl::expected<ConfigValue, ConfigFault> finish_value(const RawValue& raw) {
    ConfigValue value;
    value.text = strip_end(raw.text);
    if (!value.text.starts_with('\n')) return value;

    value.block.emplace();
    std::size_t start = 0;
    for (std::size_t position = 0; position <= value.text.size();) {
      const std::size_t here = position;
      const auto c = next_code_point(value.text, position);
      if (c && !ends_block_line(*c)) continue;
      const std::string_view line =
          strip(std::string_view(value.text).substr(start, here - start)).text;
      if (!line.empty()) {
        const std::size_t equals = line.find('=');
        if (equals == std::string_view::npos) {
          return Failed(
              ConfigFault{raw.line, "the lines below a key without a value must be key = value"});
        }
        value.block->insert_or_assign(std::string(strip(line.substr(0, equals)).text),
                                      std::string(strip(line.substr(equals + 1)).text));
      }
      if (!c) break;
      start = position;
    }
    return value;
  }

  // Only the end is cut: a value that begins with a line end is a block.
  static std::string strip_end(const std::string& text) {
    const std::string_view stripped = strip(text).text;
    if (stripped.empty()) return {};
    const auto end = static_cast<std::size_t>(stripped.data() + stripped.size() - text.data());
    return text.substr(0, end);
  }

  std::size_t line_number_ = 0;
  std::size_t level_ = 0;
  RawSection* section_ = nullptr;  // where keys go, once a section has begun
  RawValue* value_ = nullptr;      // what an indented line continues
  RawSection inherited_;
  std::deque<std::pair<std::string, RawSection>> sections_;  // pointers into it stay good
  std::set<std::string, std::less<>> names_;
};

}  // namespace

tl::expected<ConfigSections, ConfigFault> parse_config_text(std::string_view text) {
  return Parser().parse(text);
}

}  // namespace send_bounce
