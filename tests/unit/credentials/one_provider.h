#pragma once

#include <string>

#include "credentials/providers.h"
#include "support/fake_world.h"

namespace send_bounce::testing {

/// What one provider finds in a world in memory. Set the members, ask, look at the members again;
/// an offer refers to them.
struct OneProvider {
  std::string config{};  ///< of the default profile
  FakeWorld fake{};
  RecordingLog log{};
  SettingsOptions options{};
  ConfigFiles files{};

  CredentialWorld world() {
    return {fake.variables, fake.files,    fake.private_files, fake.clock, fake.random,
            fake.transport, fake.programs, fake.terminal,      log,        OneWarning(fake.err)};
  }

  /// What the function says of this world.
  template <class Answer>
  Answer ask(Answer (*look)(const CredentialSources&)) {
    fake.files.files["/home/user/.aws/config"] = "[default]\n" + config;
    ASSIGN_OR_RETURN(files, load_config_files(fake.variables, fake.files));
    const SettingSources settings{options, fake.variables, files};
    ASSIGN_OR_RETURN(const ProfileScope scope, select_profile(settings));
    const CredentialWorld surroundings = world();
    return look({scope, settings, surroundings});
  }
};

/// "AKID/SECRET+TOKEN until 2030-01-02T03:04:05Z", "none", or the error.
inline std::string shown(const Found& found) {
  if (!found) return found.error().message;
  if (!*found) return "none";
  const auto& current = (*found)->current;
  if (!current) return "later";
  const Credentials& credentials = current->credentials;
  return credentials.access_key_id + "/" + credentials.secret_access_key +
         (credentials.session_token ? "+" + *credentials.session_token : "") +
         (current->expires ? " until " + format_iso8601(*current->expires) : "");
}

}  // namespace send_bounce::testing
