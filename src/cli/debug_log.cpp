#include "cli/debug_log.h"

#include <cstdio>

#include "send_bounce/text/encoding.h"
#include "send_bounce/values/instant.h"

namespace send_bounce {
namespace {

constexpr std::size_t kLongestBody = std::size_t{64} << 10U;

// No line but the first begins like a step. The gate escapes what is left.
std::string indented(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\n    ";
    } else if (c != '\r') {
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

std::string shortened(std::string_view text) {
  if (text.size() <= kLongestBody) return std::string(text);
  return std::string(text.substr(0, kLongestBody)) + "\n(and " +
         std::to_string(text.size() - kLongestBody) + " bytes more)";
}

}  // namespace

DebugLog::DebugLog(StderrGate& err, const Clock& clock, bool is_on)
    : err_(err), clock_(clock), is_on_(is_on), start_(clock.elapsed()) {}

void DebugLog::note(std::string_view area, std::string_view text) {
  if (!is_on_) return;
  Instant now = clock_.now();
  now.microseconds = 0;
  static_cast<void>(err_.write(format_iso8601(now) + " +" +
                               milliseconds((clock_.elapsed() - start_).count()) + "s " +
                               std::string(area) + ": " +
                               indented(shortened(err_.without_secrets(trim(text, "\n")))) + "\n"));
}

}  // namespace send_bounce
