#include "received/shown_text.h"

#include <algorithm>

#include "send_bounce/text/encoding.h"
#include "send_bounce/text/python_text.h"

namespace send_bounce {
namespace {

constexpr std::string_view kCut = "...";

std::string shown_code_point(char32_t code_point) {
  if (!is_python_printable(code_point)) return escape_of(code_point);
  std::string text;
  append_utf8(text, code_point);
  return text;
}

// `escaped` are printable characters that get a backslash.
std::string cut_and_escaped(std::string_view text, std::size_t most, std::string_view escaped) {
  std::string out;
  std::size_t cut_at = 0;  // the longest start that leaves room for the dots
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t start = position;
    const auto code_point = next_code_point(text, position);
    if (!code_point) ++position;
    const bool is_escaped = escaped.find(text[start]) != std::string_view::npos;
    if (is_escaped) out += '\\';
    out += shown_code_point(code_point.value_or(U'\uFFFD'));
    if (out.size() + kCut.size() <= most) cut_at = out.size();
    if (out.size() > most) return out.substr(0, cut_at) + std::string(kCut);
  }
  return out;
}

}  // namespace

std::string shown(std::string_view text, std::size_t most) {
  return cut_and_escaped(text, most, "");
}

std::string quoted(std::string_view text, std::size_t most) {
  return '"' + cut_and_escaped(text, most - 2, "\"\\") + '"';
}

bool is_printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

std::string first_and_others(const std::vector<std::string>& texts) {
  std::string out = shown(texts.front());
  const std::size_t others = texts.size() - 1;
  if (others > 0) out += " and " + std::to_string(others) + (others == 1 ? " other" : " others");
  return out;
}

std::string shown_time(Instant instant) { return format_iso8601({instant.seconds, 0}); }

std::string hours_and_minutes(std::int64_t seconds) {
  const std::int64_t minutes = seconds / 60;
  return std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " min";
}

}  // namespace send_bounce
