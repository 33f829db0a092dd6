#pragma once

#include <optional>
#include <string>

#include "send_bounce/settings/settings.h"
#include "send_bounce/words/credentials.h"
#include "send_bounce/words/error.h"
#include "send_bounce/words/instant.h"
#include "send_bounce/world/world.h"

/// Who signs: the providers of credentials in the reference's order (configuration page §3.1).
namespace send_bounce {

/// The parts of the world that providers need. Refers to them, so it lives no longer than they do.
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
};

/// Where providers look. Refers to its parts, so it lives no longer than they do.
struct CredentialSources {
  const ProfileScope& scope;       ///< an --profile rules out variables
  const SettingSources& settings;  ///< with both AWS files
  const CredentialWorld& world;
};

/// The credentials of the first provider that has some; nullopt where none has. A provider that is
/// asked for and cannot answer ends the search: General for half a pair of keys and for expired
/// ones, Unavailable for a provider that this version does not have yet. Opens no file
/// and asks no server before a provider is asked for that needs one.
Result<std::optional<Credentials>> find_credentials(const CredentialSources& sources);

/// The error of a signed request for which find_credentials found nothing.
Error no_credentials();

/// A profile whose `sso_session` names a section that is missing or incomplete is refused whatever
/// provides the credentials, unsigned requests included (§3.6). General.
Result<void> check_sso_session(const ConfigFiles& files, const std::string& profile);

}  // namespace send_bounce
