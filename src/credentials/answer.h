#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/words/value.h"

/// The JSON in which programs and metadata services hand credentials over.
namespace send_bounce {

/// The members are AccessKeyId, SecretAccessKey, Expiration, and one that holds the session token.
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

}  // namespace send_bounce
