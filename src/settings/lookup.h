#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/settings/settings.h"
#include "settings/settings_table.h"

namespace send_bounce {

using FoundText = std::optional<Setting<std::string>>;

/// The first source of a row that has a value; nullopt where none has and the row has no default.
/// `typed` is the option's value. General where the profile has a block instead of text.
Result<FoundText> look_up(const SettingRow& row, const std::optional<std::string>& typed,
                          const Variables& variables, const ConfigFiles& files,
                          std::string_view profile);

/// The same for a row with a default; empty for one without.
Result<Setting<std::string>> look_up_text(const SettingRow& row, const SettingSources& sources,
                                          std::string_view profile,
                                          const std::optional<std::string>& typed = std::nullopt);

/// The same for a switch: anything but "true", in any case of letters, is false: "1" and "yes" are.
Result<Setting<bool>> look_up_switch(const SettingRow& row, const SettingSources& sources,
                                     std::string_view profile);

/// The sources before the profile, and the default only where the row has no key.
FoundText look_up_outside_profile(const SettingRow& row, const std::optional<std::string>& typed,
                                  const Variables& variables);

}  // namespace send_bounce
