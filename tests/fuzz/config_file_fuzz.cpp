#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "send_bounce/settings/config_file.h"
#include "send_bounce/settings/profiles.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/shell_words.h"

// Any bytes as a configuration file: no crash, and what is read back keeps the promises of the
// header.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace send_bounce;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = parse_config_text(text);
  if (!parsed) {
    if (parsed.error().line == 0 || parsed.error().why.empty()) std::abort();
    return 0;
  }
  if (!is_utf8(text)) std::abort();
  for (const auto& [name, section] : *parsed) {
    if (name.empty()) std::abort();
    (void)split_shell_words(name);
    for (const auto& [key, value] : section) {
      if (key.empty() || key != to_lower(key)) std::abort();
      if (value.text.starts_with('\n') != value.block.has_value()) std::abort();
    }
  }
  return 0;
}
