#pragma once

namespace send_bounce {

/// Sets OpenSSL up with what a TLS client needs and no more; whoever uses it first would set up all
/// of it. To be called before libcurl is; later calls do nothing.
void start_openssl();

}  // namespace send_bounce
