#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "send_bounce/settings/settings.h"
#include "send_bounce/settings/side_calls.h"
#include "send_bounce/signing/credentials.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/instant.h"
#include "send_bounce/world/world.h"

/// Who signs: the providers of credentials in the reference's order
/// (configuration-and-credentials.md §3.1).
namespace send_bounce {

/// What a run tells on stderr although it goes on: one line, the first that there is to tell.
/// Copies share whether it has been told. Refers to the output, which outlives it.
class OneWarning {
 public:
  explicit OneWarning(Output& err) : err_(err), is_told_(std::make_shared<bool>(false)) {}

  /// "cannot save the role in FILE: Read-only file system", without line end.
  void tell(const std::string& text) const;

 private:
  Output& err_;
  std::shared_ptr<bool> is_told_;
};

/// The parts of the world that providers need. Refers to them, so it lives no longer than they do;
/// copies are cheap.
struct CredentialWorld {
  const Variables& variables;
  const FileSystem& files;      ///< caches and tokens
  PrivateFiles& private_files;  ///< caches
  const Clock& clock;           ///< what has expired by then is refused
  const Random& random;
  Transport& transport;
  Programs& programs;
  Terminal& terminal;
  Log& log;
  OneWarning warning;  ///< of a cache that cannot be written
};

/// Where providers look. Refers to its parts, so it lives no longer than they do.
struct CredentialSources {
  const ProfileScope& scope;       ///< an --profile rules out variables
  const SettingSources& settings;  ///< with both AWS files
  const CredentialWorld& world;
  /// The profile is the source of a role: variables have no say, and what is asked of a service for
  /// it is not cached.
  bool is_source_of_role = false;
};

struct ExpiringCredentials {
  Credentials credentials;
  std::optional<Instant> expires;  ///< nullopt: they do not
};

/// What a provider has found: credentials, a way to them, or both (configuration-and-credentials.md
/// §3.1).
struct CredentialOffer {
  std::string provider;  ///< as the reference names it: "custom-process"
  /// Of a provider that acts at once, while it is being looked for.
  std::optional<ExpiringCredentials> current;
  /// Of a provider that acts when the request is signed, or the refresh of `current`; empty for
  /// keys that stay as they are. Keeps copies of what it needs of CredentialSources, but for the
  /// parts of its world and the two AWS files, which outlive it.
  std::function<Result<ExpiringCredentials>(const SideCallSettings&)> fetch = {};
  /// Advice for the error of credentials that are expired even so.
  std::string when_expired = {};
};

using Found = Result<std::optional<CredentialOffer>>;

/// What the first provider offers that has something; nullopt where none has. A provider that is
/// asked for and cannot answer ends the search: General for half a pair of keys. Opens no file and
/// asks no server before a provider is asked for that needs one. Secrets are hidden from the log.
Found find_credentials(const CredentialSources& sources);

/// Who would sign, as far as that is known without asking a server or running a program.
struct ExpectedProvider {
  std::string provider;
  Origin cause;                     ///< what asks for it
  std::optional<Credentials> keys;  ///< those that stand in a variable or file
};

/// The same search as find_credentials, for showing. General for half a pair of keys.
Result<std::optional<ExpectedProvider>> expected_provider(const CredentialSources& sources);

/// The credentials to sign with: fetches what is not there yet, and refreshes what has less than 15
/// minutes left, where a failure is ignored, or less than 10, where it is the error. General for
/// what is expired after that. Errors of a service that is called for it are as client/attempts.h
/// says, under the name of its operation. What was fetched is `current` from then on, so that a
/// later call fetches again only when that nears its end.
Result<Credentials> redeem(CredentialOffer& offer, const SideCallSettings& calls,
                           const CredentialWorld& world);

/// The error of a signed request for which find_credentials found nothing.
Error no_credentials(std::string advice = {});

/// What was looked at in vain, and what to do: advice for no_credentials().
std::string advice_on_no_credentials(const CredentialSources& sources);

/// No section of the config file has that name: which are there.
std::string advice_on_sso_session(const ConfigFiles& files, const std::string& name);

/// A profile whose `sso_session` names a section that is missing or incomplete is refused whatever
/// provides the credentials, unsigned requests included (configuration-and-credentials.md §3.6).
/// General.
Result<void> check_sso_session(const ConfigFiles& files, const std::string& profile);

}  // namespace send_bounce
