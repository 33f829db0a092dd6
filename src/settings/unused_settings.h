#pragma once

#include <string>
#include <string_view>

#include "send_bounce/settings/settings.h"

/// Settings of other AWS commands, which the reference checks whatever the command is: without
/// effect on ours, but a value that they cannot have ends it (configuration-and-credentials.md
/// §2.1).
namespace send_bounce {

/// Configuration for a cli_timestamp_format that does not exist. The profile need not exist.
Result<void> check_timestamp_format(const SettingSources& sources, const std::string& profile);

/// General for a cli_binary_format that does not exist, with the reference's text.
Result<void> check_binary_format(const SettingSources& sources, const std::string& profile);

/// Those that are looked at while the client is made: compression, checksums, the account id's
/// place in endpoints, S3. General, with the reference's text. `is_signed` is false under
/// --no-sign-request, where accounts do not count.
Result<void> check_unused_client_settings(const SettingSources& sources, std::string_view profile,
                                          bool is_signed);

}  // namespace send_bounce
