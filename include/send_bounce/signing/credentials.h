#pragma once

#include <optional>
#include <string>

namespace send_bounce {

/// What signs a request. Never printed: messages name the provider, not the keys.
struct Credentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::optional<std::string> session_token;
  std::string provider;  ///< where they came from: "env", "shared-credentials-file"
};

}  // namespace send_bounce
