#include "platform/openssl_start.h"

#include <openssl/crypto.h>

namespace send_bounce {

void start_openssl() {
  // No configuration: the file of the machine, or whatever OPENSSL_CONF names, could load code into
  // a process that holds credentials. No tidying at exit: the process ends anyway. No names of the
  // ciphers of old: TLS asks the provider for each of its own.
  OPENSSL_init_crypto(
      OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_NO_ADD_ALL_CIPHERS,
      nullptr);
}

}  // namespace send_bounce
