#pragma once

#include <string>
#include <vector>

#include "send_bounce/signing/credentials.h"
#include "send_bounce/values/instant.h"
#include "send_bounce/world/http.h"

/// Signature Version 4 (AWS IAM User Guide, "Create a signed AWS API request"), as three stages.
/// Pure: the time is an argument, so a signature is a function of its inputs alone.
namespace send_bounce {

struct SigningContext {
  Credentials credentials;
  std::string region;   ///< as in the credential scope: "eu-west-1"
  std::string service;  ///< the signing name: "ses" (the host name says "email")
  Instant now;          ///< whole seconds are used
};

/// "20200102/us-east-1/ses/aws4_request"
std::string credential_scope(const SigningContext& context);

/// Lower-case names, sorted, of the headers that a request of ours signs, Host included: all but
/// those that a proxy may change or that are added for each attempt (User-Agent, amz-sdk-*, …).
std::vector<std::string> signed_header_names(const HttpRequest& request);

/// Stage 1, over the headers named (lower case, sorted; "host" stands for request.host). Values are
/// trimmed and runs of spaces become one, headers of one name are joined by commas; the path is
/// normalized and encoded again; the query is sorted, its escapes stay as they are.
std::string canonical_request(const HttpRequest& request,
                              const std::vector<std::string>& header_names);

/// Stage 2.
std::string string_to_sign(const std::string& canonical_request, const SigningContext& context);

/// Stage 3: lower-case hexadecimal.
std::string signature(const std::string& string_to_sign, const SigningContext& context);

/// Adds X-Amz-Date, X-Amz-Security-Token where the credentials have one that is not empty, and
/// Authorization, in that order, after the headers that are there. Those of an earlier signature
/// are taken away first, so that a request can be signed anew for each attempt.
void sign(HttpRequest& request, const SigningContext& context);

}  // namespace send_bounce
