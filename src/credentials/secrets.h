#pragma once

#include <string>

#include "send_bounce/words/credentials.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// Tells the log what it must never show: secret key and session token.
void hide(Log& log, const Credentials& credentials);

/// "gives the key id ****MPLE, with a session token"
std::string shown(const Credentials& credentials);

}  // namespace send_bounce
