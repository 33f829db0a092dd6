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

/// "custom-process": the keys that the program of `credential_process` writes. Runs it.
Found process(const CredentialSources& sources);

/// "ec2-credentials-file": the keys in the file of the old EC2 tools that AWS_CREDENTIAL_FILE
/// names.
Found ec2_file(const CredentialSources& sources);

/// "boto-config": the keys in a file of boto 2.
Found boto_config(const CredentialSources& sources);

/// "container-role": what the endpoint of ECS or EKS answers that variables name. Asks it.
Found container(const CredentialSources& sources);

/// "iam-role": what the metadata service of this machine answers, unless it is switched off. Asks
/// it, and has nothing where it does not answer.
Found instance_metadata(const CredentialSources& sources);

/// "assume-role": the role that the profile asks for, through its source profile or named source.
/// Looks for the source at once; STS, and the person with an MFA device, are asked when the request
/// is signed.
Found assume_role(const CredentialSources& sources);

/// "assume-role-with-web-identity": the role that a token in a file stands for, both from variables
/// or the profile. The token is read, and STS asked, when the request is signed.
Found web_identity(const CredentialSources& sources);

/// "sso": the role of IAM Identity Center that the profile names, by the token that
/// `aws sso login` left behind. The portal is asked when the request is signed.
Found sso(const CredentialSources& sources);

/// "login": the keys that `aws login` left behind for the profile's `login_session`.
Found login(const CredentialSources& sources);

/// What a profile offers that is the source of a role: the providers of the chain that look at a
/// profile, without assume-role.
Found profile_credentials(const CredentialSources& sources);

/// False where --profile was typed, or where the profile is the source of a role.
bool may_use_variables(const CredentialSources& sources);

/// Keys that do not change, as an offer.
CredentialOffer static_offer(Credentials credentials);

}  // namespace send_bounce
