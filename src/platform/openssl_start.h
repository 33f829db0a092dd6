#pragma once

#include <optional>
#include <string>

namespace send_bounce {

/// Sets OpenSSL up with what a TLS client needs and no more; whoever uses it first would set up all
/// of it. To be called before libcurl is; later calls do nothing.
void start_openssl();

/// What OpenSSL cannot take from a file of PEM certificates, in Python's words with more behind
/// them:
/// "[X509] PEM lib: certificate 3 of the file: bad base64 decode"; nullopt where it finds none at
/// all, or nothing wrong.
std::optional<std::string> unusable_bundle(const std::string& file);

}  // namespace send_bounce
