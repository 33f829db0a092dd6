#pragma once

#include "send_bounce/credentials/provider_chain.h"

/// The providers, two functions each, both of one shape. The cause says what asks for the provider,
/// a variable or a key of the profile, and is found out without asking anybody
/// (configuration-and-credentials.md §3.1); nullopt where nothing does. The other says what it has:
/// nothing here, here, or here but broken. Without a cause that is nothing.
namespace send_bounce {

using Cause = std::optional<Origin>;

// In ready_keys.cpp.

/// "env": AWS_ACCESS_KEY_ID and its companions, unless --profile was typed.
Cause cause_of_environment(const CredentialSources& sources);
Found environment(const CredentialSources& sources);

/// "shared-credentials-file": the profile's keys in the credentials file alone.
Cause cause_of_shared_file(const CredentialSources& sources);
Found shared_file(const CredentialSources& sources);

/// "config-file": the profile's keys in the config file alone.
Cause cause_of_config_file(const CredentialSources& sources);
Found config_file(const CredentialSources& sources);

/// "ec2-credentials-file": the keys in the file of the old EC2 tools that AWS_CREDENTIAL_FILE
/// names.
Cause cause_of_ec2_file(const CredentialSources& sources);
Found ec2_file(const CredentialSources& sources);

/// "boto-config": the keys in a file of boto 2, which is looked for in any case.
Cause cause_of_boto_config(const CredentialSources& sources);
Found boto_config(const CredentialSources& sources);

// Each in a file of its name.

/// "assume-role": the role that the profile asks for, through its source profile or named source.
/// Looks for the source at once; STS, and the person with an MFA device, are asked when the request
/// is signed.
Cause cause_of_assume_role(const CredentialSources& sources);
Found assume_role(const CredentialSources& sources);

/// "assume-role-with-web-identity": the role that a token in a file stands for, both from variables
/// or the profile. The token is read, and STS asked, when the request is signed.
Cause cause_of_web_identity(const CredentialSources& sources);
Found web_identity(const CredentialSources& sources);

/// "sso": the role of IAM Identity Center that the profile names, by the token that
/// `aws sso login` left behind. The portal is asked when the request is signed.
Cause cause_of_sso(const CredentialSources& sources);
Found sso(const CredentialSources& sources);

/// "login": the keys that `aws login` left behind for the profile's `login_session`.
Cause cause_of_login(const CredentialSources& sources);
Found login(const CredentialSources& sources);

/// "custom-process": the keys that the program of `credential_process` writes. Runs it.
Cause cause_of_process(const CredentialSources& sources);
Found process(const CredentialSources& sources);

/// "container-role": what the endpoint of ECS or EKS answers that variables name. Asks it.
Cause cause_of_container(const CredentialSources& sources);
Found container(const CredentialSources& sources);

/// "iam-role": what the metadata service of this machine answers, unless it is switched off. Asks
/// it, and has nothing where it does not answer.
Cause cause_of_instance_metadata(const CredentialSources& sources);
Found instance_metadata(const CredentialSources& sources);

// What they have in common, in provider_chain.cpp.

/// False where --profile was typed, or where the profile is the source of a role.
bool may_use_variables(const CredentialSources& sources);

/// A variable that is set, even if it is empty, and a key that the profile has, as causes.
Cause set_variable(const CredentialSources& sources, const char* name);
Cause key_in_profile(const CredentialSources& sources, std::string_view key);

/// What a profile offers that is the source of a role: the providers of the chain that look at a
/// profile, without assume-role.
Found profile_credentials(const CredentialSources& sources);

}  // namespace send_bounce
