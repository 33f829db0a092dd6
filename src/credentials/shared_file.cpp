#include "credentials/static_keys.h"

namespace send_bounce {

Found shared_file(const CredentialSources& sources) {
  return static_keys(sources.files.credentials, sources.profile.value, "shared-credentials-file");
}

}  // namespace send_bounce
