#include <algorithm>
#include <cerrno>
#include <map>
#include <utility>

#include "credentials/keys.h"
#include "credentials/providers.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/world/paths.h"

// The providers of keys that stand somewhere, ready to be used: in variables, in the two AWS files,
// and in the files of older tools.

namespace send_bounce {
namespace {

constexpr const char* kKeyVariable = "AWS_ACCESS_KEY_ID";
constexpr const char* kSecretVariable = "AWS_SECRET_ACCESS_KEY";
// The old name of the token wins over the new one.
constexpr const char* kTokenVariables[] = {"AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN"};
constexpr const char* kExpirationVariable = "AWS_CREDENTIAL_EXPIRATION";

constexpr std::string_view kFileKey = "aws_access_key_id";
constexpr std::string_view kFileSecret = "aws_secret_access_key";
constexpr std::string_view kFileTokens[] = {"aws_security_token", "aws_session_token"};

constexpr const char* kEc2Variable = "AWS_CREDENTIAL_FILE";
constexpr const char* kEc2Key = "AWSAccessKeyId";
constexpr const char* kEc2Secret = "AWSSecretKey";

constexpr const char* kBotoVariable = "BOTO_CONFIG";
constexpr const char* kBotoFiles[] = {"/etc/boto.cfg", "~/.boto"};
constexpr const char* kBotoProvider = "boto-config";
constexpr const char* kBotoSection = "Credentials";

std::optional<std::string> filled(const Variables& variables, const char* name) {
  auto value = variables.get(name);
  return value && !value->empty() ? value : std::nullopt;
}

const std::string* find_text(const ConfigSection& section, std::string_view key) {
  const auto found = section.find(key);
  return found == section.end() ? nullptr : &found->second.text;
}

Cause key_of_profile(const ProfileFile& file, const std::string& profile) {
  const auto section = file.profiles.find(profile);
  if (section == file.profiles.end() || !section->second.contains(kFileKey)) return std::nullopt;
  return Origin{Source::Profile, std::string(kFileKey), profile, file.path};
}

// The keys in the profile's section of one file; another file is never looked at, so that a token
// of the one is not joined to the keys of the other. Keys that are empty count.
Found keys_of_profile(const ProfileFile& file, const std::string& profile,
                      const std::string& provider) {
  if (!key_of_profile(file, profile)) return std::nullopt;
  const ConfigSection& section = file.profiles.find(profile)->second;
  const std::string* secret = find_text(section, kFileSecret);
  if (secret == nullptr) return partial_credentials(provider, kFileSecret);
  Credentials credentials{*find_text(section, kFileKey), *secret, std::nullopt, provider};
  for (const std::string_view name : kFileTokens) {
    const std::string* token = find_text(section, name);
    if (token == nullptr) continue;
    // The first name that is there decides; an empty token is none.
    if (!token->empty()) credentials.session_token = *token;
    break;
  }
  return static_offer(std::move(credentials));
}

// "NAME=VALUE" lines; others are passed over, and the last one of a name counts.
std::map<std::string, std::string, std::less<>> read_pairs(std::string_view text) {
  std::map<std::string, std::string, std::less<>> pairs;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of("\r\n");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    pairs.insert_or_assign(std::string(trim(line.substr(0, equals))),
                           std::string(trim(line.substr(equals + 1))));
  }
  return pairs;
}

// nullopt where the file is not there or has no such section with a key.
Found keys_of_boto(const std::string& name, const CredentialWorld& world) {
  const std::string path = expand_path(name, world.variables, world.files);
  if (!world.files.is_regular(path)) return std::nullopt;
  const auto text = world.files.read(path);
  if (!text && text.error().number == EFBIG) return too_large_config_file(path);
  if (!text) return std::nullopt;
  const auto sections = parse_config_text(*text);
  if (!sections) return fail(ErrorKind::General, "Unable to parse config file: " + path);

  const auto section = std::find_if(sections->begin(), sections->end(),
                                    [](const auto& entry) { return entry.first == kBotoSection; });
  if (section == sections->end()) return std::nullopt;
  const std::string* key = find_text(section->second, kFileKey);
  if (key == nullptr) return std::nullopt;
  const std::string* secret = find_text(section->second, kFileSecret);
  if (secret == nullptr) return partial_credentials(kBotoProvider, kFileSecret);
  return static_offer({*key, *secret, std::nullopt, kBotoProvider});
}

}  // namespace

Cause cause_of_environment(const CredentialSources& sources) {
  if (!may_use_variables(sources)) return std::nullopt;
  if (!filled(sources.world.variables, kKeyVariable)) return std::nullopt;
  return set_variable(sources, kKeyVariable);
}

Found environment(const CredentialSources& sources) {
  if (!cause_of_environment(sources)) return std::nullopt;
  const Variables& variables = sources.world.variables;
  const auto secret = filled(variables, kSecretVariable);
  if (!secret) return partial_credentials("env", kSecretVariable);
  auto token = filled(variables, kTokenVariables[0]);
  if (!token) token = filled(variables, kTokenVariables[1]);
  CredentialOffer offer =
      static_offer({*variables.get(kKeyVariable), *secret, std::move(token), "env"});
  if (const auto expiration = filled(variables, kExpirationVariable)) {
    auto expires = read_expiration(*expiration, sources.world.clock.now(), TextFrom::Person);
    if (!expires) {
      expires.error().advice +=
          std::string(" The variable ") + kExpirationVariable + " is: " + *expiration;
      return tl::make_unexpected(std::move(expires).error());
    }
    offer.current->expires = *expires;
    // Read again they are the same.
    offer.fetch = [current = *offer.current](const SideCallSettings&) { return current; };
    offer.when_expired = std::string("The variable ") + kExpirationVariable +
                         " says that they expired at " + format_iso8601(*expires) + ".";
  }
  return offer;
}

Cause cause_of_shared_file(const CredentialSources& sources) {
  return key_of_profile(sources.settings.files.credentials, sources.scope.profile.value);
}

Found shared_file(const CredentialSources& sources) {
  return keys_of_profile(sources.settings.files.credentials, sources.scope.profile.value,
                         "shared-credentials-file");
}

Cause cause_of_config_file(const CredentialSources& sources) {
  return key_of_profile(sources.settings.files.config, sources.scope.profile.value);
}

Found config_file(const CredentialSources& sources) {
  return keys_of_profile(sources.settings.files.config, sources.scope.profile.value, "config-file");
}

Cause cause_of_ec2_file(const CredentialSources& sources) {
  return set_variable(sources, kEc2Variable);
}

Found ec2_file(const CredentialSources& sources) {
  const auto named = sources.world.variables.get(kEc2Variable);
  if (!named) return std::nullopt;
  const std::string path = expand_home(*named, sources.world.variables, sources.world.files);
  const auto text = sources.world.files.read(path);
  if (!text) {
    return fail(ErrorKind::General, "The specified config file (" + path + ") could not be found.",
                std::string("The file name comes from the variable ") + kEc2Variable + ": " +
                    text.error().text + ".");
  }
  const auto pairs = read_pairs(*text);
  const auto key = pairs.find(kEc2Key);
  if (key == pairs.end()) return std::nullopt;
  const auto secret = pairs.find(kEc2Secret);
  if (secret == pairs.end()) {
    return fail(
        ErrorKind::General, "'" + std::string(kEc2Secret) + "'",
        "This line is missing in " + path + ", which the variable " + kEc2Variable + " names.");
  }
  // This form has no session tokens.
  return static_offer({key->second, secret->second, std::nullopt, "ec2-credentials-file"});
}

Cause cause_of_boto_config(const CredentialSources& sources) {
  // Its standard files are looked for without being asked for.
  return set_variable(sources, kBotoVariable).value_or(Origin{});
}

Found boto_config(const CredentialSources& sources) {
  if (const auto named = sources.world.variables.get(kBotoVariable)) {
    return keys_of_boto(*named, sources.world);
  }
  for (const char* name : kBotoFiles) {
    auto found = keys_of_boto(name, sources.world);
    if (!found || *found) return found;
  }
  return std::nullopt;
}

}  // namespace send_bounce
