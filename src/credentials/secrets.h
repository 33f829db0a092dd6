#pragma once

#include <string>
#include <string_view>

#include "send_bounce/words/credentials.h"
#include "send_bounce/words/error.h"
#include "send_bounce/words/value.h"
#include "send_bounce/world/world.h"

/// Who learns a secret tells the log at once, before anything can go wrong: later errors and notes
/// then leave it out, also where a server repeats it.
namespace send_bounce {

/// Secret key and session token.
void hide(Log& log, const Credentials& credentials);

/// A secret as it stands in a variable, file or answer. Blanks around it are no part of it, and its
/// longer words are secrets, too: "Bearer TOKEN", or the lines of a PEM file.
void hide(Log& log, std::string_view secret);

/// Every text in a document that is a secret by the name of its member, at any depth:
/// "secretAccessKey", "Token", "refreshToken".
void hide_secrets_in(Log& log, const Map& document);

/// read_json for answers and files that hold credentials: what is secret in them is hidden before
/// anybody else sees it.
Result<Value> read_secret_json(std::string_view text, Log& log);

/// "gives the key id ****MPLE, with a session token"
std::string shown(const Credentials& credentials);

}  // namespace send_bounce
