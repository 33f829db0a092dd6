#pragma once

#include "send_bounce/credentials/provider_chain.h"

/// One function for each provider, all of one shape: nothing here, here, or here but broken.
namespace send_bounce {

/// "env": AWS_ACCESS_KEY_ID and its companions, unless --profile was typed.
Found environment(const CredentialSources& sources);

/// "shared-credentials-file": the profile's keys in the credentials file alone.
Found shared_file(const CredentialSources& sources);

/// "config-file": the profile's keys in the config file alone.
Found config_file(const CredentialSources& sources);

// Providers that this version does not have: each says so by name where it is asked for
// (Unavailable), and otherwise has nothing. In later_providers.cpp.
Found assume_role(const CredentialSources& sources);
Found web_identity(const CredentialSources& sources);
Found sso(const CredentialSources& sources);
Found login(const CredentialSources& sources);
Found process(const CredentialSources& sources);
Found ec2_file(const CredentialSources& sources);
Found boto_config(const CredentialSources& sources);
Found container(const CredentialSources& sources);

/// False where --profile was typed, or where the profile is the source of a role.
bool may_use_variables(const CredentialSources& sources);

/// Keys that do not change, as an offer.
CredentialOffer static_offer(Credentials credentials);

}  // namespace send_bounce
