#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/values/value.h"

/// JSON with credentials in it, as services answer it and as it lies in the files that are shared
/// with the AWS CLI. What is secret in it is hidden from the log before anybody else sees it.
///
/// Keys, whoever provides them: how long they are good for, what an answer of JSON says of them,
/// how they stay secret, and what is said where there are none.
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

/// Where a text comes from: what a person has typed is quoted in an error, what a server or program
/// has answered is not, since anything may stand there.
enum class TextFrom : std::uint8_t { Person, Answer };

/// The moment at which credentials end, read as leniently as the reference does: `Z`, `UTC`,
/// `+02:00`, a blank in the place of the T. General, with the reference's text, for a text that is
/// no time or that has no zone. `now` says which day a time without a date belongs to.
Result<Instant> read_expiration(std::string_view text, Instant now, TextFrom from);

/// How programs and metadata services hand credentials over: an object with the members
/// AccessKeyId, SecretAccessKey, Expiration, and one that holds the session token.
struct AnswerForm {
  std::string_view token;        ///< "SessionToken" or "Token"
  bool all_are_required = true;  ///< else the token and Expiration may be missing
};

/// The first required member that the answer lacks, in the reference's order.
std::optional<std::string_view> missing_member(const Map& answer, const AnswerForm& form);

/// REQUIRES: no member is missing. General for a key that is no text and for an Expiration that
/// cannot be read. Null is as good as no token, and as no Expiration where that may be missing.
Result<ExpiringCredentials> credentials_in(const Map& answer, const AnswerForm& form,
                                           const std::string& provider, Instant now);

/// Keys that do not change, as an offer.
CredentialOffer static_offer(Credentials credentials);

/// "gives the key id ****MPLE, with a session token"
std::string shown(const Credentials& credentials);

/// Who learns a secret tells the log at once, before anything can go wrong: later errors and notes
/// then leave it out, also where a server repeats it. Of credentials that is the secret key and the
/// session token.
void hide(Log& log, const Credentials& credentials);

/// A secret as it stands in a variable, file or answer. Blanks around it are no part of it, and its
/// longer words are secrets, too: "Bearer TOKEN", or the lines of a PEM file.
void hide(Log& log, std::string_view secret);

/// General: "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY".
Failure partial_credentials(std::string_view provider, std::string_view missing);

/// General: "Error when retrieving credentials from custom-process: " and why.
Failure cannot_retrieve(std::string_view provider, const std::string& why);

}  // namespace send_bounce
