#include "platform/openssl_start.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "send_bounce/words/freed.h"

namespace send_bounce {

void start_openssl() {
  // No configuration: the file of the machine, or whatever OPENSSL_CONF names, could load code into
  // a process that holds credentials. No tidying at exit: the process ends anyway. No names of the
  // ciphers of old: TLS asks the provider for each of its own.
  OPENSSL_init_crypto(
      OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_NO_ADD_ALL_CIPHERS,
      nullptr);
}

std::optional<std::string> unusable_bundle(const std::string& file) {
  const std::unique_ptr<std::FILE, Freed<std::fclose>> pem(std::fopen(file.c_str(), "re"));
  if (pem == nullptr) {
    const int number = errno;
    return "[Errno " + std::to_string(number) + "] " + std::generic_category().message(number);
  }
  ERR_clear_error();
  for (int good = 0;; ++good) {
    const std::unique_ptr<X509, Freed<X509_free>> one(
        PEM_read_X509(pem.get(), nullptr, nullptr, nullptr));
    if (one != nullptr) continue;
    const unsigned long fault = ERR_peek_error();
    ERR_clear_error();
    // No further block: that is how a file ends.
    if (ERR_GET_LIB(fault) == ERR_LIB_PEM && ERR_GET_REASON(fault) == PEM_R_NO_START_LINE) {
      return std::nullopt;
    }
    const char* reason = ERR_reason_error_string(fault);
    return "[X509] PEM lib: certificate " + std::to_string(good + 1) + " of the file" +
           (reason == nullptr ? std::string(" cannot be read") : std::string(": ") + reason);
  }
}

}  // namespace send_bounce
