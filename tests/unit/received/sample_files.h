#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "send_bounce/text/encoding.h"
#include "send_bounce/values/instant.h"

/// The sample inputs of the project, with their times filled in for one moment. Their own render.py
/// says what the placeholders mean: {{iso:-25h:123}}, {{rfc:-10m}}, {{epoch:0}}, {{base64:FILE}}.
namespace send_bounce::samples {

inline const std::filesystem::path kFolder = std::filesystem::path(SEND_BOUNCE_SHARED) / "samples";
inline const Instant kNow = instant_from_civil({2026, 11, 27, 12, 0, 0, 0});

/// "-23h50m" in seconds.
inline std::int64_t offset_seconds(const std::string& text) {
  std::int64_t seconds = 0;
  const char* at = text.c_str();
  const bool is_back = *at == '-';
  if (is_back || *at == '+') ++at;
  while (*at != '\0') {
    char* unit = nullptr;
    const std::int64_t count = std::strtoll(at, &unit, 10);
    if (*unit == '\0') break;
    seconds += count * (*unit == 'd' ? 86400 : *unit == 'h' ? 3600 : *unit == 'm' ? 60 : 1);
    at = unit + 1;
  }
  return is_back ? -seconds : seconds;
}

inline std::string read(const std::string& name);

/// What stands for a placeholder; `what` is "iso", `how` is "-25h:123".
inline std::string filled(const std::string& what, const std::string& how) {
  if (what == "base64") return base64(read(how));
  const std::size_t colon = how.find(':');
  const Instant time = {kNow.seconds + offset_seconds(how.substr(0, colon)), 0};
  if (what == "rfc") return format_rfc5322(time);
  if (what == "epoch") return std::to_string(time.seconds);
  std::string text = format_iso8601(time);
  text.pop_back();
  return text + "." + (colon == std::string::npos ? "000" : how.substr(colon + 1)) + "Z";
}

/// A file of the samples, rendered; empty if it is not there.
inline std::string read(const std::string& name) {
  std::ifstream file(kFolder / name, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  for (const std::string what : {"iso", "rfc", "epoch", "base64"}) {
    const std::string opening = "{{" + what + ":";
    for (std::size_t at = 0; (at = text.find(opening, at)) != std::string::npos;) {
      const std::size_t how = at + opening.size();
      const std::size_t end = text.find("}}", how);
      if (end == std::string::npos) break;
      const std::string value = filled(what, text.substr(how, end - how));
      text.replace(at, end + 2 - at, value);
      at += value.size();
    }
  }
  return text;
}

}  // namespace send_bounce::samples
