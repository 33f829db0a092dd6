#include "credentials/causes.h"

#include "credentials/providers.h"
#include "send_bounce/settings/metadata.h"

namespace send_bounce {
namespace {

using MaybeOrigin = std::optional<Origin>;

constexpr std::string_view kNamedAccessKey = "aws_access_key_id";
constexpr std::string_view kTokenFile = "web_identity_token_file";

MaybeOrigin set_variable(const CredentialSources& sources, const char* name) {
  if (!sources.world.variables.get(name)) return std::nullopt;
  return Origin{Source::Variable, name, {}, {}};
}

MaybeOrigin filled_variable(const CredentialSources& sources, const char* name) {
  if (!may_use_variables(sources)) return std::nullopt;
  if (sources.world.variables.get(name).value_or("").empty()) return std::nullopt;
  return Origin{Source::Variable, name, {}, {}};
}

MaybeOrigin profile_key(const CredentialSources& sources, std::string_view key) {
  const std::string& profile = sources.scope.profile.value;
  const auto found = find_in_profile(sources.settings.files, profile, key);
  if (!found) return std::nullopt;
  return Origin{Source::Profile, std::string(key), profile, std::string(found->path)};
}

MaybeOrigin key_in_file(const CredentialSources& sources, const ProfileFile& file) {
  const auto section = file.profiles.find(sources.scope.profile.value);
  if (section == file.profiles.end() || !section->second.contains(kNamedAccessKey))
    return std::nullopt;
  return Origin{Source::Profile, std::string(kNamedAccessKey), section->first, file.path};
}

}  // namespace

MaybeOrigin cause_of_environment(const CredentialSources& sources) {
  return filled_variable(sources, "AWS_ACCESS_KEY_ID");
}

MaybeOrigin cause_of_assume_role(const CredentialSources& sources) {
  // With a token file the role is assumed by web identity.
  return profile_key(sources, kTokenFile) ? std::nullopt : profile_key(sources, "role_arn");
}

MaybeOrigin cause_of_web_identity(const CredentialSources& sources) {
  if (auto cause = filled_variable(sources, "AWS_WEB_IDENTITY_TOKEN_FILE")) return cause;
  const auto file =
      find_in_profile(sources.settings.files, sources.scope.profile.value, kTokenFile);
  return file && !file->value->text.empty() ? profile_key(sources, kTokenFile) : std::nullopt;
}

MaybeOrigin cause_of_sso(const CredentialSources& sources) {
  auto cause = profile_key(sources, "sso_account_id");
  return cause ? cause : profile_key(sources, "sso_role_name");
}

MaybeOrigin cause_of_shared_file(const CredentialSources& sources) {
  return key_in_file(sources, sources.settings.files.credentials);
}

MaybeOrigin cause_of_login(const CredentialSources& sources) {
  return profile_key(sources, "login_session");
}

MaybeOrigin cause_of_process(const CredentialSources& sources) {
  return profile_key(sources, "credential_process");
}

MaybeOrigin cause_of_config_file(const CredentialSources& sources) {
  return key_in_file(sources, sources.settings.files.config);
}

MaybeOrigin cause_of_ec2_file(const CredentialSources& sources) {
  return set_variable(sources, "AWS_CREDENTIAL_FILE");
}

MaybeOrigin cause_of_boto_config(const CredentialSources& sources) {
  auto cause = set_variable(sources, "BOTO_CONFIG");
  return cause ? cause : Origin{};
}

MaybeOrigin cause_of_container(const CredentialSources& sources) {
  auto cause = set_variable(sources, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  return cause ? cause : set_variable(sources, "AWS_CONTAINER_CREDENTIALS_FULL_URI");
}

MaybeOrigin cause_of_instance_metadata(const CredentialSources& sources) {
  const auto settings = resolve_metadata_settings(sources.settings, sources.scope.profile.value);
  if (!settings || settings->is_disabled.value) return std::nullopt;
  return Origin{Source::Metadata, settings->endpoint.value, {}, {}};
}

}  // namespace send_bounce
