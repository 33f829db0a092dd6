#include "credentials/secrets.h"

#include "send_bounce/words/redaction.h"

namespace send_bounce {

void hide(Log& log, const Credentials& credentials) {
  log.hide(credentials.secret_access_key);
  log.hide(credentials.session_token.value_or(""));
}

std::string shown(const Credentials& credentials) {
  return "gives the key id " + last_four(credentials.access_key_id) +
         (credentials.session_token ? ", with a session token" : "");
}

}  // namespace send_bounce
