#pragma once

#include <optional>
#include <string>

#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/words/value.h"

/// The files with secrets that are shared with the AWS CLI: one JSON object each.
namespace send_bounce {

/// nullopt where there is no regular file. General, with the name of the file in quotes as the
/// reference has it and its path in the advice, where it cannot be read or is no JSON object; never
/// a word of what is in it.
Result<std::optional<Map>> read_json_file(const std::string& path, const CredentialWorld& world);

/// Puts the object in the place of the file, for its owner alone, so that other processes read the
/// old text or the new one. General where that cannot be done.
Result<void> write_json_file(const std::string& path, const Map& object,
                             const CredentialWorld& world);

}  // namespace send_bounce
