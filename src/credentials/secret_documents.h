#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/values/value.h"

/// JSON with credentials in it, as services answer it and as it lies in the files that are shared
/// with the AWS CLI. What is secret in it is hidden from the log before anybody else sees it.
namespace send_bounce {

/// Every text in a document that is a secret by the name of its member, at any depth:
/// "secretAccessKey", "Token", "refreshToken".
void hide_secrets_in(Log& log, const Map& document);

/// read_json_document, with its secrets hidden.
Result<Value> read_secret_json(std::string_view text, Log& log);

/// nullopt where there is no regular file, and where the path begins with `~` since no home
/// directory is known. General, with the name of the file in quotes as the reference has it, and
/// its path and `remedy`, a sentence, in the advice, where it cannot be read or is no JSON object;
/// never a word of what is in it.
Result<std::optional<Map>> read_json_file(const std::string& path, std::string_view remedy,
                                          const CredentialWorld& world);

/// What a warning says of a file that could not be saved.
struct SavedFile {
  std::string_view what;         ///< "the credentials of the role"
  std::string_view consequence;  ///< a sentence: "The next call asks for them again."
};

/// Puts the object in the place of the file, for its owner alone, so that other processes read the
/// old text or the new one. What is in it is good for this run whether or not it can be saved, so
/// that a failure is a warning and no error.
void save_json_file(const std::string& path, const Map& object, const SavedFile& file,
                    const CredentialWorld& world);

}  // namespace send_bounce
