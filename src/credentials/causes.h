#pragma once

#include <optional>

#include "send_bounce/credentials/provider_chain.h"

/// What asks for each provider (configuration-and-credentials.md §3.1), found out without asking
/// anybody: a variable or a key of the profile; nullopt where nothing does.
namespace send_bounce {

using Cause = std::optional<Origin> (*)(const CredentialSources&);

std::optional<Origin> cause_of_environment(const CredentialSources& sources);
std::optional<Origin> cause_of_assume_role(const CredentialSources& sources);
std::optional<Origin> cause_of_web_identity(const CredentialSources& sources);
std::optional<Origin> cause_of_sso(const CredentialSources& sources);
std::optional<Origin> cause_of_shared_file(const CredentialSources& sources);
std::optional<Origin> cause_of_login(const CredentialSources& sources);
std::optional<Origin> cause_of_process(const CredentialSources& sources);
std::optional<Origin> cause_of_config_file(const CredentialSources& sources);
std::optional<Origin> cause_of_ec2_file(const CredentialSources& sources);
std::optional<Origin> cause_of_boto_config(const CredentialSources& sources);
std::optional<Origin> cause_of_container(const CredentialSources& sources);
std::optional<Origin> cause_of_instance_metadata(const CredentialSources& sources);

}  // namespace send_bounce
