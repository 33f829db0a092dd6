#pragma once

#include <functional>
#include <optional>
#include <string>

#include "send_bounce/signing/credentials.h"
#include "send_bounce/values/error.h"

namespace send_bounce::stand_in {

/// nullopt where the variable is not set.
using GetVariable = std::function<std::optional<std::string>(const char* name)>;

/// The keys as they were typed; empty for what was not.
struct TypedKeys {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;
};

/// The keys that requests must be signed with, each value by itself: what was typed; else the
/// variable AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY; else a new one. A session token comes from
/// AWS_SESSION_TOKEN only where the access key id comes from its variable. Usage for a value that
/// cannot stand in a header; the message does not hold it.
Result<Credentials> choose_credentials(const TypedKeys& typed, const GetVariable& variable);

}  // namespace send_bounce::stand_in
