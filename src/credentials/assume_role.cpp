#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include "credentials/keys.h"
#include "credentials/providers.h"
#include "credentials/role_call.h"
#include "send_bounce/model/sts_model.h"
#include "send_bounce/text/python_text.h"
#include "send_bounce/text/similar_words.h"

namespace send_bounce {
namespace {

constexpr const char* kRoleProvider = "assume-role";
// The reference's recursion ends somewhere near.
constexpr std::size_t kLongestChain = 300;

struct NamedSource {
  std::string_view name;
  Found (*find)(const CredentialSources&);
};
constexpr NamedSource kNamedSources[] = {{"Environment", environment},
                                         {"EcsContainer", container},
                                         {"Ec2InstanceMetadata", instance_metadata}};

/// What a profile says of the role that it asks for.
struct RoleConfig {
  std::string arn;
  std::optional<std::string> source_profile;
  std::optional<std::string> credential_source;
  Map options;  ///< parameters of the call, in its order
  std::optional<std::string> mfa_serial;
};

/// Walks from a profile to the keys that the first role of its chain is assumed with.
class RoleFinder {
 public:
  explicit RoleFinder(const CredentialSources& sources)
      : sources_(sources), files_(sources.settings.files) {
    visited_.push_back(sources.scope.profile.value);
  }

  Result<CredentialOffer> role_of(const std::string& profile) {
    ASSIGN_OR_RETURN(const RoleConfig config, read(profile));
    RETURN_IF_ERROR(check_source(profile, config));
    ASSIGN_OR_RETURN(CredentialOffer source, config.credential_source
                                                 ? named_source(profile, *config.credential_source)
                                                 : source_profile(*config.source_profile));
    return offer_of(config, std::move(source));
  }

 private:
  bool has(const std::string& profile, std::string_view key) const {
    return find_in_profile(files_, profile, key).has_value();
  }

  bool has_static_keys(const std::string& profile) const {
    return has(profile, "aws_access_key_id") || has(profile, "aws_secret_access_key");
  }

  Result<std::optional<std::string>> text(const std::string& profile, std::string_view key) const {
    ASSIGN_OR_RETURN(auto found, text_in_profile(files_, profile, key));
    return found ? std::optional(std::move(found->text)) : std::nullopt;
  }

  Result<RoleConfig> read(const std::string& profile) const {
    RoleConfig config;
    ASSIGN_OR_RETURN(const auto arn, text(profile, "role_arn"));
    config.arn = arn.value_or("");
    ASSIGN_OR_RETURN(config.source_profile, text(profile, "source_profile"));
    ASSIGN_OR_RETURN(config.credential_source, text(profile, "credential_source"));
    ASSIGN_OR_RETURN(config.mfa_serial, text(profile, "mfa_serial"));
    ASSIGN_OR_RETURN(const auto session, text(profile, "role_session_name"));
    ASSIGN_OR_RETURN(const auto external_id, text(profile, "external_id"));
    ASSIGN_OR_RETURN(const auto duration, integer_in_profile(files_, profile, "duration_seconds"));
    if (session) config.options.set("RoleSessionName", *session);
    if (external_id) config.options.set("ExternalId", *external_id);
    if (config.mfa_serial) config.options.set("SerialNumber", *config.mfa_serial);
    if (duration) config.options.set("DurationSeconds", *duration);
    return config;
  }

  Result<void> check_source(const std::string& profile, const RoleConfig& config) const {
    if (config.source_profile && config.credential_source) {
      return fail(ErrorKind::General, "The profile \"" + profile +
                                          "\" contains both source_profile and credential_source.");
    }
    if (config.source_profile) return check_source_profile(profile, *config.source_profile);
    if (!config.credential_source) {
      return partial_credentials(kRoleProvider, "source_profile or credential_source");
    }
    const std::string& name = *config.credential_source;
    if (find_named(name) != nullptr) return {};
    return fail(
        ErrorKind::General,
        "The credential source \"" + name + "\" referenced in profile \"" + profile +
            "\" is not valid.",
        "Valid values are Environment, EcsContainer and Ec2InstanceMetadata (case-sensitive).");
  }

  Result<void> check_source_profile(const std::string& profile, const std::string& source) const {
    if (!has_profile(files_, source)) {
      return fail(ErrorKind::General,
                  "The source_profile \"" + source + "\" referenced in the profile \"" + profile +
                      "\" does not exist.",
                  advice_on_source_profile(source));
    }
    if (std::find(visited_.begin(), visited_.end(), source) == visited_.end()) {
      if (visited_.size() < kLongestChain) return {};
      return fail(ErrorKind::General, "The chain of source profiles is longer than " +
                                          std::to_string(kLongestChain) + ": \"" + source + "\"");
    }
    // A profile may name itself for the keys that it has.
    if (source == profile && has_static_keys(source)) return {};
    return fail(ErrorKind::General,
                "Infinite loop in credential configuration detected. Attempting to load from "
                "profile " +
                    source + " which has already been visited. Visited profiles: " +
                    python_repr(Value(Value::List(visited_.begin(), visited_.end()))));
  }

  std::string advice_on_source_profile(const std::string& source) const {
    std::string advice = unread_files_advice("The profile", files_);
    add_line(advice, nearest_of(source, profile_names(files_), "The existing profiles are"));
    return advice;
  }

  static const NamedSource* find_named(std::string_view name) {
    for (const NamedSource& source : kNamedSources) {
      if (source.name == name) return &source;
    }
    return nullptr;
  }

  // It is meant as such, so that an --profile does not rule it out.
  Result<CredentialOffer> named_source(const std::string& profile, const std::string& name) const {
    ProfileScope scope = sources_.scope;
    scope.profile.origin = {};
    ASSIGN_OR_RETURN(auto found,
                     find_named(name)->find({scope, sources_.settings, sources_.world}));
    if (found) return *std::move(found);
    return cannot_retrieve(
        name, "No credentials found in credential_source referenced in profile " + profile);
  }

  Result<CredentialOffer> source_profile(const std::string& source) {
    visited_.push_back(source);
    ProfileScope scope = sources_.scope;
    scope.profile.value = source;
    const CredentialSources below{scope, sources_.settings, sources_.world, true};
    if (cause_of_assume_role(below) && !has_static_keys(source)) return role_of(source);
    ASSIGN_OR_RETURN(auto found, profile_credentials(below));
    if (found) return *std::move(found);
    return fail(ErrorKind::General, "The source profile \"" + source + "\" must have credentials.");
  }

  CredentialOffer offer_of(const RoleConfig& config, CredentialOffer source) const;

  const CredentialSources& sources_;
  const ConfigFiles& files_;
  std::vector<std::string> visited_;
};

// Without a terminal the reference would wait for a line of stdin, which a job at night never gets.
Result<std::string> ask_for_code(const std::string& serial, const std::string& role_arn,
                                 const CredentialWorld& world) {
  auto code = world.terminal.ask_secret("Enter MFA code for " + serial + ": ");
  if (code) {
    hide(world.log, *code);
    return *std::move(code);
  }
  if (code.error().number == EINTR) {
    return fail(ErrorKind::Interrupted, "Interrupted while waiting for the MFA code");
  }
  return fail(ErrorKind::General,
              "The role " + role_arn + " needs a code from the MFA device " + serial +
                  ", but there is no terminal to ask for it: " + code.error().text,
              "Run the command once in a terminal: the role then stays in ~/.aws/cli/cache until "
              "shortly before it expires. For jobs, use a role that needs no code.");
}

Result<Map> ask_for_role(Map parameters, const RoleConfig& config, const CredentialOffer& source,
                         const SideCallSettings& calls, const CredentialWorld& world) {
  if (config.mfa_serial) {
    ASSIGN_OR_RETURN(std::string code, ask_for_code(*config.mfa_serial, config.arn, world));
    parameters.set("TokenCode", std::move(code));
  }
  CredentialOffer own = source;
  ASSIGN_OR_RETURN(const Credentials caller, redeem(own, calls, world));
  auto answer = call_sts(kAssumeRole, parameters, caller, calls, world);
  if (!answer) add_role_advice(answer.error(), config.arn, caller);
  return answer;
}

CredentialOffer RoleFinder::offer_of(const RoleConfig& config, CredentialOffer source) const {
  const RoleCall call =
      role_call(kRoleProvider, config.options, config.arn, sources_.world.clock.now(), true);
  CredentialOffer offer;
  offer.provider = kRoleProvider;
  offer.fetch = [call, config, source = std::move(source),
                 world = sources_.world](const SideCallSettings& calls) {
    return fetch_role(
        call, [&] { return ask_for_role(call.parameters, config, source, calls, world); }, world);
  };
  return offer;
}

}  // namespace

Cause cause_of_assume_role(const CredentialSources& sources) {
  // With a token file the role is assumed by web identity, which is another provider.
  if (key_in_profile(sources, "web_identity_token_file")) return std::nullopt;
  return key_in_profile(sources, "role_arn");
}

Found assume_role(const CredentialSources& sources) {
  if (!cause_of_assume_role(sources)) return std::nullopt;
  ASSIGN_OR_RETURN(auto offer, RoleFinder(sources).role_of(sources.scope.profile.value));
  return offer;
}

}  // namespace send_bounce
