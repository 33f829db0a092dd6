#include "cli/debug_log.h"

#include <algorithm>
#include <cstdio>

#include "send_bounce/words/encoding.h"
#include "send_bounce/words/redaction.h"
#include "send_bounce/words/timestamp.h"

namespace send_bounce {
namespace {

constexpr std::size_t kLongestText = std::size_t{64} << 10U;
constexpr std::size_t kShortestSecret = 4;

void replace_all(std::string& text, const std::string& what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

// A body may hold anything, and a terminal acts on some of it.
std::string printable(std::string_view text) {
  std::string out;
  for (const char c : replace_invalid_utf8(text)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      out += "\n    ";
    } else if ((byte < 0x20 && c != '\t') || byte == 0x7F) {
      if (c != '\r') out += "\\x" + hex(std::string_view(&c, 1));
    } else {
      out += c;
    }
  }
  return out;
}

std::string milliseconds(std::int64_t microseconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%lld.%03lld", static_cast<long long>(microseconds / 1'000'000),
                static_cast<long long>(microseconds / 1000 % 1000));
  return text;
}

std::string cut(std::string_view text) {
  if (text.size() <= kLongestText) return std::string(text);
  return std::string(text.substr(0, kLongestText)) + "\n(and " +
         std::to_string(text.size() - kLongestText) + " bytes more)";
}

}  // namespace

DebugLog::DebugLog(Output& err, const Clock& clock, bool is_on)
    : err_(err), clock_(clock), is_on_(is_on), start_(clock.elapsed()) {}

void DebugLog::note(std::string_view area, std::string_view text) {
  if (!is_on_) return;
  std::string shown(text);
  for (const std::string& secret : secrets_) replace_all(shown, secret, kHidden);
  Instant now = clock_.now();
  now.microseconds = 0;
  static_cast<void>(
      err_.write(format_iso8601(now) + " +" + milliseconds((clock_.elapsed() - start_).count()) +
                 "s " + std::string(area) + ": " + printable(cut(trim(shown, "\n"))) + "\n"));
}

void DebugLog::hide(const std::string& secret) {
  if (secret.size() < kShortestSecret) return;
  secrets_.push_back(secret);
  // A secret inside another one must not be taken out first.
  std::sort(secrets_.begin(), secrets_.end(),
            [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
}

}  // namespace send_bounce
