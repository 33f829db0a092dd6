#include "credentials/static_keys.h"

namespace send_bounce {

Found config_file(const CredentialSources& sources) {
  return static_keys(sources.files.config, sources.profile.value, "config-file");
}

}  // namespace send_bounce
