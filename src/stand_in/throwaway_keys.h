#pragma once

#include <cstddef>
#include <string>

namespace send_bounce::stand_in {

/// Bytes from OpenSSL's generator; the process ends where it has none.
std::string random_bytes(std::size_t count);

/// Keys that no service but this one knows, in the length of real ones but not in their form:
/// "STANDIN" and 13 letters or digits; 40 letters or digits.
std::string new_access_key_id();
std::string new_secret_access_key();

/// A random UUID in lower case (RFC 9562 §5.4).
std::string new_request_id();

}  // namespace send_bounce::stand_in
