#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

/// The INI dialect of ~/.aws/config and ~/.aws/credentials (configuration-and-credentials.md §1.2),
/// pure: text in, sections out. What sections mean is in settings/profiles.h.
namespace send_bounce {

/// The `key = value` lines below a key without a value of its own; keys keep their case.
using ConfigBlock = std::map<std::string, std::string, std::less<>>;

struct ConfigValue {
  std::string text;                  ///< the lines of the value, stripped and joined with '\n'
  std::optional<ConfigBlock> block;  ///< set where the value begins with a line end
};

/// Keys in lower case.
using ConfigSection = std::map<std::string, ConfigValue, std::less<>>;

/// Section name as between the brackets → its keys, with those of [DEFAULT] where the section has
/// none of its own. In file order; [DEFAULT] itself is not in the list.
using ConfigSections = std::vector<std::pair<std::string, ConfigSection>>;

struct ConfigFault {
  std::size_t line = 0;  ///< from 1
  std::string why;       ///< "the key is given twice in this section"
};

/// Fails with the first fault of the text: the whole file is then unusable.
tl::expected<ConfigSections, ConfigFault> parse_config_text(std::string_view text);

}  // namespace send_bounce
