#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/values/value.h"

/// Keys, whoever provides them: how long they are good for, what an answer of JSON says of them,
/// how they stay secret, and what is said where there are none.
namespace send_bounce {

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
