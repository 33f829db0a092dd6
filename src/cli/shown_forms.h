#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "send_bounce/client/attempt_request.h"
#include "send_bounce/values/value.h"

/// A bounce in other tools' words: what `--dry-run curl` and `--dry-run policy` show. Pure.
namespace send_bounce {

/// What the CA bundle of a call is, which curl has two options for.
enum class TrustForm : std::uint8_t { File, Folder };

/// The call as a command for a POSIX shell, with its line end. It runs as it stands, with curl 7.88
/// or later; some older ones do not sign the headers that they are given.
///
/// `body` is serialize_query's. Each of its fields is an argument of its own, which curl joins by
/// "&" again: so people can read them, and none meets the limit of the system for one argument
/// (128 KiB on Linux) because of the others.
///
/// A signed command has no secret in it and shows none in a list of processes. curl reads key and
/// secret from a here-document, in which the shell puts $AWS_ACCESS_KEY_ID, $AWS_SECRET_ACCESS_KEY
/// and, only if it is set, $AWS_SESSION_TOKEN. Without the first two the shell stops with an error
/// that names the missing one. Values with blanks in them do not work there; AWS makes none.
///
/// Carried over: endpoint, certificates, time-outs (curl's own where ours is 0: 300 s to connect,
/// no limit for silence). Left to curl: proxies, which it looks for in the same variables but for
/// HTTP_PROXY in capitals. Nothing is tried again, and ~/.curlrc is not read.
std::string curl_command(const CallSettings& call, TrustForm trust_form, std::string_view body,
                         bool is_signed);

/// The least IAM policy that allows this call, as the SES Developer Guide has it for SendBounce
/// ("Controlling access to Amazon SES", "Restricting the From address"): ses:SendBounce on "*",
/// if ses:FromAddress equals the address of BounceSender. `bounce_sender` may have a display name,
/// which is left out. StringEquals compares letter by letter and takes "*" and "?" as they are; a
/// "${" would begin a variable of a policy, so it is written as "${$}{".
Value least_policy(std::string_view bounce_sender);

}  // namespace send_bounce
