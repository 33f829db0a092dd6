#include "credentials/static_keys.h"

namespace send_bounce {

Found shared_file(const CredentialSources& sources) {
  return static_keys(sources.settings.files.credentials, sources.scope.profile.value,
                     "shared-credentials-file");
}

}  // namespace send_bounce
