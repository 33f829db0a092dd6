#include <utility>

#include "credentials/providers.h"
#include "credentials/role_advice.h"
#include "credentials/role_call.h"
#include "credentials/secrets.h"
#include "send_bounce/model/sts_model.h"
#include "send_bounce/words/newlines.h"
#include "send_bounce/words/python_text.h"

namespace send_bounce {
namespace {

constexpr const char* kWebIdentity = "assume-role-with-web-identity";

// The variable, where variables have a say and it is set, even if it is empty; else the profile.
Result<std::optional<std::string>> setting(const CredentialSources& sources, const char* variable,
                                           const char* key) {
  if (may_use_variables(sources)) {
    if (auto value = sources.world.variables.get(variable)) return value;
  }
  ASSIGN_OR_RETURN(auto found,
                   text_in_profile(sources.settings.files, sources.scope.profile.value, key));
  return found ? std::optional(std::move(found->text)) : std::nullopt;
}

Result<std::string> read_token(const std::string& path, const CredentialWorld& world) {
  auto text = world.files.read(path);
  if (text) {
    std::string token = with_universal_newlines(*std::move(text));
    hide(world.log, token);
    return token;
  }
  return fail(ErrorKind::General,
              "[Errno " + std::to_string(text.error().number) + "] " + text.error().text + ": " +
                  python_repr(std::string_view(path)),
              "It was to hold the token with which to assume a role by web identity.");
}

Result<Map> ask_with_token(Map parameters, const std::string& token_file,
                           const SideCallSettings& calls, const CredentialWorld& world) {
  ASSIGN_OR_RETURN(std::string token, read_token(token_file, world));
  parameters.set("WebIdentityToken", std::move(token));
  auto answer = call_sts(kAssumeRoleWithWebIdentity, parameters, std::nullopt, calls, world);
  if (!answer) add_web_identity_advice(answer.error(), token_file);
  return answer;
}

}  // namespace

Found web_identity(const CredentialSources& sources) {
  ASSIGN_OR_RETURN(const auto token_file,
                   setting(sources, "AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file"));
  if (!token_file || token_file->empty()) return std::nullopt;
  ASSIGN_OR_RETURN(const auto role_arn, setting(sources, "AWS_ROLE_ARN", "role_arn"));
  if (!role_arn || role_arn->empty()) {
    // The blank that is missing is missing there, too.
    return fail(ErrorKind::General,
                "The provided profile or the current environment is configured to assume role with "
                "web identity but has no role ARN configured. Ensure that the profile has the "
                "role_arnconfiguration set or the AWS_ROLE_ARN env var is set.");
  }
  ASSIGN_OR_RETURN(auto session, setting(sources, "AWS_ROLE_SESSION_NAME", "role_session_name"));
  Map options;
  if (session) options.set("RoleSessionName", *std::move(session));
  const RoleCall call = role_call(kWebIdentity, std::move(options), *role_arn,
                                  sources.world.clock.now(), !sources.is_source_of_role);
  CredentialOffer offer;
  offer.provider = kWebIdentity;
  offer.fetch = [call, token_file = *token_file,
                 world = sources.world](const SideCallSettings& calls) {
    return fetch_role(
        call, [&] { return ask_with_token(call.parameters, token_file, calls, world); }, world);
  };
  return offer;
}

}  // namespace send_bounce
