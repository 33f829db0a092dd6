#pragma once

#include <string>
#include <string_view>

namespace send_bounce {

/// Raw 20 bytes (FIPS 180-4): names of the AWS CLI's cache files are made of it; it secures
/// nothing.
std::string sha1(std::string_view data);

/// Raw 16 bytes (RFC 1321): Amazon SQS names one beside each message; it secures nothing.
std::string md5(std::string_view data);

/// Raw 32 bytes (FIPS 180-4). The only header behind which OpenSSL's digests are used.
std::string sha256(std::string_view data);

/// Raw 32 bytes (RFC 2104 over SHA-256).
std::string hmac_sha256(std::string_view key, std::string_view data);

}  // namespace send_bounce
