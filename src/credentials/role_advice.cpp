#include "credentials/role_advice.h"

#include "send_bounce/words/redaction.h"

namespace send_bounce {
namespace {

bool is_refusal(const Error& error, std::string_view code) {
  return error.kind == ErrorKind::Service && error.advice.empty() && error.code == code;
}

}  // namespace

void add_role_advice(Error& error, const std::string& role_arn, const Credentials& caller) {
  const std::string who =
      "the key id " + last_four(caller.access_key_id) + " of the provider " + caller.provider;
  if (is_refusal(error, "AccessDenied")) {
    error.advice = "The trust policy of " + role_arn + " must name the owner of " + who +
                   ", and a policy of that owner must allow sts:AssumeRole on it.";
  } else if (is_refusal(error, "ExpiredToken") || is_refusal(error, "ExpiredTokenException")) {
    error.advice = "What has expired are the credentials that ask for the role: " + who +
                   ". They must be renewed where they were made.";
  } else if (is_refusal(error, "InvalidClientTokenId") ||
             is_refusal(error, "SignatureDoesNotMatch")) {
    error.advice = "The call for the role was signed with " + who +
                   ": key id and secret must belong together and be those of this partition.";
  }
}

void add_web_identity_advice(Error& error, const std::string& token_file) {
  if (is_refusal(error, "ExpiredTokenException") || is_refusal(error, "ExpiredToken") ||
      is_refusal(error, "InvalidIdentityToken")) {
    error.advice =
        "The token was read from " + token_file + "; whoever writes that file must renew it.";
  } else if (is_refusal(error, "AccessDenied")) {
    error.advice = "The trust policy of the role must name the issuer of the token in " +
                   token_file + ", its audience and its subject.";
  }
}

}  // namespace send_bounce
