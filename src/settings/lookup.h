#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/settings/settings.h"
#include "settings/settings_table.h"

/// How one setting is looked for, in the order of its row (settings_table.h), and the two that are
/// more than a row: the endpoint of a service, and whom to trust.
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

/// The number of text/number_text.h, with the reference's text for what is none, General:
/// `invalid literal for int() with base 10: 'abc'`.
Result<std::int64_t> read_integer(std::string_view text);

/// Where the endpoint of one service may be configured.
struct EndpointUrlRow {
  SettingRow outside_profile;  ///< the option, if there is one, and the two variables
  std::string_view block;      ///< of the profile's services section: "ses"
};

inline constexpr EndpointUrlRow kSesEndpointUrlRow = {kEndpointVariablesRow, "ses"};

/// The URL that stands in for the region's endpoint, from the first of `typed`, the two variables,
/// the profile's services section and the profile (configuration-and-credentials.md §2.3); nullopt
/// where none is configured. General for a services section that is not there.
Result<FoundText> resolve_endpoint_url(const EndpointUrlRow& row,
                                       const std::optional<std::string>& typed,
                                       const SettingSources& sources, std::string_view profile);

/// Whether Python's urlparse sees a scheme: a letter first, up to a colon. "localhost:80" has one.
bool has_url_scheme(std::string_view url);

/// The CA bundle, "~" expanded, from `typed`, AWS_CA_BUNDLE, the profile or REQUESTS_CA_BUNDLE;
/// nullopt for the system's store. General for a blank one.
Result<FoundText> resolve_ca_bundle(const std::optional<std::string>& typed,
                                    const SettingSources& sources, std::string_view profile,
                                    const FileSystem& files);

}  // namespace send_bounce
