#include <algorithm>
#include <cerrno>

#include "credentials/providers.h"

namespace send_bounce {
namespace {

constexpr const char* kBotoVariable = "BOTO_CONFIG";
constexpr const char* kStandardFiles[] = {"/etc/boto.cfg", "~/.boto"};
constexpr const char* kBotoConfig = "boto-config";
constexpr const char* kSection = "Credentials";
constexpr const char* kBotoAccessKey = "aws_access_key_id";
constexpr const char* kBotoSecretKey = "aws_secret_access_key";

// nullopt where the file is not there or has no such section with a key.
Found keys_of_file(const std::string& name, const CredentialWorld& world) {
  const std::string path = expand_path(name, world.variables, world.files);
  if (!world.files.is_regular(path)) return std::nullopt;
  const auto text = world.files.read(path);
  if (!text && text.error().number == EFBIG) return too_large_config_file(path);
  if (!text) return std::nullopt;
  const auto sections = parse_config_text(*text);
  if (!sections) return fail(ErrorKind::General, "Unable to parse config file: " + path);

  const auto section = std::find_if(sections->begin(), sections->end(),
                                    [](const auto& entry) { return entry.first == kSection; });
  if (section == sections->end()) return std::nullopt;
  const auto key = section->second.find(kBotoAccessKey);
  if (key == section->second.end()) return std::nullopt;
  const auto secret = section->second.find(kBotoSecretKey);
  if (secret == section->second.end()) {
    return fail(ErrorKind::General, "Partial credentials found in " + std::string(kBotoConfig) +
                                        ", missing: " + kBotoSecretKey);
  }
  return static_offer({key->second.text, secret->second.text, std::nullopt, kBotoConfig});
}

}  // namespace

Found boto_config(const CredentialSources& sources) {
  if (const auto named = sources.world.variables.get(kBotoVariable)) {
    return keys_of_file(*named, sources.world);
  }
  for (const char* name : kStandardFiles) {
    auto found = keys_of_file(name, sources.world);
    if (!found || *found) return found;
  }
  return std::nullopt;
}

}  // namespace send_bounce
