#pragma once

#include <string_view>

#include "send_bounce/settings/settings.h"

/// Settings of other AWS commands, which the reference checks whatever the command is: without
/// effect on ours, but a value that they cannot have ends it (configuration-and-credentials.md
/// §2.1).
namespace send_bounce {

/// Those that are looked at while the client is made: compression, checksums, the account id's
/// place in endpoints, S3. General, with the reference's text. `is_signed` is false under
/// --no-sign-request, where accounts do not count.
Result<void> check_unused_client_settings(const SettingSources& sources, std::string_view profile,
                                          bool is_signed);

}  // namespace send_bounce
