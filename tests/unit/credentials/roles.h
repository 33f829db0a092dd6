#pragma once

#include <string>

#include "send_bounce/credentials/provider_chain.h"
#include "support/fake_world.h"

namespace send_bounce::testing {

/// A user with two files, variables and perhaps a --profile, and STS as a list of answers. The
/// members of `outside` can be set before, and looked at after, credentials are asked for.
struct RoleUser {
  std::string config{};
  std::string credentials{};
  std::optional<std::string> profile{};

  FakeWorld outside{};
  RecordingLog log{};

  CredentialWorld world() {
    return {outside.variables,      outside.files,    outside.private_files,
            outside.clock,          outside.random,   outside.transport,
            outside.programs,       outside.terminal, log,
            OneWarning(outside.err)};
  }

  /// The settings of calls to STS: us-west-1, and nothing else configured.
  static SideCallSettings calls() {
    SideCallSettings made;
    made.region = "us-west-1";
    made.user_agent = "send-bounce/1";
    return made;
  }

  Result<Credentials> get() {
    outside.files.files["/home/user/.aws/config"] = config;
    outside.files.files["/home/user/.aws/credentials"] = credentials;
    ASSIGN_OR_RETURN(const auto files, load_config_files(outside.variables, outside.files));
    SettingsOptions options;
    options.profile = profile;
    const SettingSources sources{options, outside.variables, files};
    ASSIGN_OR_RETURN(const auto scope, select_profile(sources));
    const CredentialWorld surroundings = world();
    ASSIGN_OR_RETURN(auto offer, find_credentials({scope, sources, surroundings}));
    if (!offer) return tl::make_unexpected(no_credentials());
    return redeem(*offer, calls(), surroundings);
  }

  /// "KEY+TOKEN by provider", or the error.
  std::string shown() {
    const auto got = get();
    if (!got) return got.error().message;
    return got->access_key_id + "+" + got->session_token.value_or("") + " by " + got->provider;
  }

  /// STS answers a role that ends then.
  void answer(const std::string& operation, const std::string& key,
              const std::string& expiration = "2020-01-02T04:04:05Z") {
    outside.transport.answer(
        200, "<" + operation + "Response><" + operation + "Result><Credentials><AccessKeyId>" +
                 key + "</AccessKeyId><SecretAccessKey>s of " + key +
                 "</SecretAccessKey><SessionToken>t of " + key + "</SessionToken><Expiration>" +
                 expiration +
                 "</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>AROA:n</AssumedRoleId>"
                 "<Arn>arn:aws:sts::123456789012:assumed-role/r/n</Arn></AssumedRoleUser></" +
                 operation + "Result></" + operation + "Response>");
  }
};

}  // namespace send_bounce::testing
