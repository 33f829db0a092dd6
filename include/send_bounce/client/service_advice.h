#pragma once

#include <string>

#include "send_bounce/values/error.h"

namespace send_bounce {

/// What a call was made with, as far as advice names it.
struct CallFacts {
  std::string region;
  std::string host;     ///< of the endpoint
  std::string profile;  ///< "default" where none was named
  std::string bounce_sender;
  std::string bounce_sender_arn;
  std::string original_message_id;
  std::string access_key_id;  ///< empty where the request was not signed
  std::string provider;       ///< of the credentials: "env", "sso"
  bool has_session_token = false;
};

/// One line for an error of ErrorKind::Service: its likely cause, or what to do about it. Empty
/// where we know no more than the service says. Nothing secret is in it; of the key id it shows
/// the last four characters.
std::string service_advice(const Error& error, const CallFacts& facts);

}  // namespace send_bounce
