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

/// The providers of credentials, in the reference's order
/// (configuration-and-credentials.md §3.1).
namespace send_bounce {

/// A warning on stderr of a run that continues. Only the first one is printed, as one line. Copies
/// share whether it was printed. Refers to the output, which outlives it.
class OneWarning {
 public:
  explicit OneWarning(Output& err) : err_(err), is_told_(std::make_shared<bool>(false)) {}

  /// "cannot save the role in FILE: Read-only file system", without line end.
  void tell(const std::string& text) const;

 private:
  Output& err_;
  std::shared_ptr<bool> is_told_;
};

/// The parts of the world that providers need. Refers to them, so it must not outlive them. Copies
/// are cheap.
struct CredentialWorld {
  const Variables& variables;
  const FileSystem& files;      ///< caches and tokens
  PrivateFiles& private_files;  ///< caches
  const Clock& clock;           ///< credentials that have expired by this clock are refused
  const Random& random;
  Transport& transport;
  Programs& programs;
  Terminal& terminal;
  Log& log;
  OneWarning warning;  ///< about a cache that cannot be written
};

/// The places in which providers look. Refers to its parts, so it must not outlive them.
struct CredentialSources {
  const ProfileScope& scope;       ///< --profile excludes the variables
  const SettingSources& settings;  ///< includes both AWS files
  const CredentialWorld& world;
  /// The profile is the source of a role. Variables are ignored then, and credentials that a
  /// service gives for it are not cached.
  bool is_source_of_role = false;
};

struct ExpiringCredentials {
  Credentials credentials;
  std::optional<Instant> expires;  ///< nullopt: they never expire
};

/// What a provider has found: credentials, a way to get them, or both
/// (configuration-and-credentials.md §3.1).
struct CredentialOffer {
  std::string provider;  ///< as the reference names it: "custom-process"
  /// The credentials, if the provider gets them immediately, during the search.
  std::optional<ExpiringCredentials> current;
  /// Gets the credentials when the request is signed, or refreshes `current`. Empty for keys that
  /// never change. It keeps copies of the parts of CredentialSources that it needs, except for the
  /// parts of its world and the two AWS files, which outlive it.
  std::function<Result<ExpiringCredentials>(const SideCallSettings&)> fetch = {};
  /// Advice for the error if the credentials have still expired.
  std::string when_expired = {};
};

using Found = Result<std::optional<CredentialOffer>>;

/// The offer of the first provider that has one, or nullopt if none has. A provider that is
/// configured and cannot answer ends the search, for example with General for half a pair of keys.
/// Opens a file or asks a server only for a configured provider that needs it. Secrets are hidden
/// from the log.
Found find_credentials(const CredentialSources& sources);

/// The provider that would sign, as far as it is known without asking a server or running a
/// program.
struct ExpectedProvider {
  std::string provider;
  Origin cause;                     ///< the setting that configures it
  std::optional<Credentials> keys;  ///< the keys, if they are in a variable or file
};

/// Searches like find_credentials, but only to show the result. Fails with General for half a pair
/// of keys.
Result<std::optional<ExpectedProvider>> expected_provider(const CredentialSources& sources);

/// The credentials to sign with. Fetches credentials that are missing, and refreshes credentials
/// that have less than 15 minutes left. A failed refresh is ignored if they have at least 10
/// minutes left; otherwise it is the error. Fails with General if the credentials have expired
/// after that. Errors of a service that is called have the name of its operation; see
/// client/attempts.h. Fetched credentials become `current`, so that a later call fetches again only
/// when they are about to expire.
Result<Credentials> redeem(CredentialOffer& offer, const SideCallSettings& calls,
                           const CredentialWorld& world);

/// The error of a signed request for which find_credentials found nothing.
Error no_credentials(std::string advice = {});

/// Advice for no_credentials(): where the search looked, and what to do.
std::string advice_on_no_credentials(const CredentialSources& sources);

/// Advice if no section of the config file has that name: the sections that exist.
std::string advice_on_sso_session(const ConfigFiles& files, const std::string& name);

/// Fails with General if the profile's `sso_session` names a section that is missing or incomplete.
/// That applies to every provider of credentials, and also to unsigned requests
/// (configuration-and-credentials.md §3.6).
Result<void> check_sso_session(const ConfigFiles& files, const std::string& profile);

}  // namespace send_bounce
