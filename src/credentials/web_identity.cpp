#include <utility>

#include "credentials/keys.h"
#include "credentials/providers.h"
#include "credentials/role_call.h"
#include "send_bounce/model/sts_model.h"
#include "send_bounce/text/blanks.h"
#include "send_bounce/text/python_text.h"

namespace send_bounce {
namespace {

constexpr const char* kWebIdentityProvider = "assume-role-with-web-identity";

// The variable, where variables have a say and it is set, even if it is empty; else the profile.
Result<std::optional<Setting<std::string>>> web_identity_setting(const CredentialSources& sources,
                                                                 const char* variable,
                                                                 const char* key) {
  if (may_use_variables(sources)) {
    if (auto value = sources.world.variables.get(variable)) {
      return Setting<std::string>{*std::move(value), *set_variable(sources, variable)};
    }
  }
  ASSIGN_OR_RETURN(auto found,
                   text_in_profile(sources.settings.files, sources.scope.profile.value, key));
  if (!found) return std::nullopt;
  return Setting<std::string>{std::move(found->text), *key_in_profile(sources, key)};
}

// nullopt also for an empty one.
Result<std::optional<Setting<std::string>>> token_file_of(const CredentialSources& sources) {
  ASSIGN_OR_RETURN(auto file, web_identity_setting(sources, "AWS_WEB_IDENTITY_TOKEN_FILE",
                                                   "web_identity_token_file"));
  if (file && file->value.empty()) file.reset();
  return file;
}

Result<std::string> read_web_identity(const std::string& path, const CredentialWorld& world) {
  auto text = world.files.read(path);
  if (text) {
    std::string token = with_universal_newlines(*std::move(text));
    hide(world.log, token);
    return token;
  }
  return fail(ErrorKind::General, python_os_error(text.error().number, text.error().text, path),
              "This file must contain the web identity token that the role is assumed with.");
}

Result<Map> ask_by_web_identity(Map parameters, const std::string& token_file,
                                const SideCallSettings& calls, const CredentialWorld& world) {
  ASSIGN_OR_RETURN(std::string token, read_web_identity(token_file, world));
  parameters.set("WebIdentityToken", std::move(token));
  auto answer = call_sts(kAssumeRoleWithWebIdentity, parameters, std::nullopt, calls, world);
  if (!answer) add_web_identity_advice(answer.error(), token_file);
  return answer;
}

}  // namespace

Cause cause_of_web_identity(const CredentialSources& sources) {
  const auto token_file = token_file_of(sources);
  return token_file && *token_file ? Cause((*token_file)->origin) : std::nullopt;
}

Found web_identity(const CredentialSources& sources) {
  ASSIGN_OR_RETURN(const auto token_file, token_file_of(sources));
  if (!token_file) return std::nullopt;
  ASSIGN_OR_RETURN(const auto role_arn, web_identity_setting(sources, "AWS_ROLE_ARN", "role_arn"));
  if (!role_arn || role_arn->value.empty()) {
    // The blank that is missing is missing there, too.
    return fail(ErrorKind::General,
                "The provided profile or the current environment is configured to assume role with "
                "web identity but has no role ARN configured. Ensure that the profile has the "
                "role_arnconfiguration set or the AWS_ROLE_ARN env var is set.");
  }
  ASSIGN_OR_RETURN(auto session,
                   web_identity_setting(sources, "AWS_ROLE_SESSION_NAME", "role_session_name"));
  Map options;
  if (session) options.set("RoleSessionName", std::move(session->value));
  const RoleCall call = role_call(kWebIdentityProvider, std::move(options), role_arn->value,
                                  sources.world.clock.now(), !sources.is_source_of_role);
  CredentialOffer offer;
  offer.provider = kWebIdentityProvider;
  offer.fetch = [call, token_file = token_file->value,
                 world = sources.world](const SideCallSettings& calls) {
    return fetch_role(
        call, [&] { return ask_by_web_identity(call.parameters, token_file, calls, world); },
        world);
  };
  return offer;
}

}  // namespace send_bounce
