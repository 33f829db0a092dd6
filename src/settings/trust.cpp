#include "settings/trust.h"

#include "send_bounce/words/encoding.h"
#include "send_bounce/world/paths.h"

namespace send_bounce {

Result<FoundText> resolve_ca_bundle(const std::optional<std::string>& typed,
                                    const SettingSources& sources, std::string_view profile,
                                    const FileSystem& files) {
  ASSIGN_OR_RETURN(auto bundle,
                   look_up(kCaBundleRow, typed, sources.variables, sources.files, profile));
  if (!bundle) return bundle;
  if (trim(bundle->value).empty()) {
    return fail(ErrorKind::General,
                "Invalid CA bundle: the configured value (ca_bundle, AWS_CA_BUNDLE, "
                "REQUESTS_CA_BUNDLE, or verify) resolved to an empty or whitespace-only string. "
                "Provide a valid path to a CA bundle file.",
                "It comes from: " + describe(bundle->origin) + ".");
  }
  bundle->value = expand_home(bundle->value, sources.variables, files);
  return bundle;
}

}  // namespace send_bounce
