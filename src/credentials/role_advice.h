#pragma once

#include <string>

#include "send_bounce/words/credentials.h"
#include "send_bounce/words/error.h"

/// What to do where STS refuses a role: lines of ours below its message.
namespace send_bounce {

/// `caller` signed the call.
void add_role_advice(Error& error, const std::string& role_arn, const Credentials& caller);

void add_web_identity_advice(Error& error, const std::string& token_file);

}  // namespace send_bounce
