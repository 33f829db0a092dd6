#include "credentials/static_keys.h"

namespace send_bounce {

Found config_file(const CredentialSources& sources) {
  return static_keys(sources.settings.files.config, sources.scope.profile.value, "config-file");
}

}  // namespace send_bounce
