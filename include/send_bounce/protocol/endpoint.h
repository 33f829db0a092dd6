#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/values/error.h"

namespace send_bounce {

/// How the hosts of a service are named, where its rule set follows the pattern that most do.
struct EndpointService {
  std::string_view name;              ///< in front of the region: "email"
  std::string_view fips_name;         ///< "email-fips"
  std::string_view signing_name;      ///< "ses"
  bool gov_has_no_fips_name = false;  ///< FIPS hosts of us-gov regions have the plain name
  bool has_global_host = false;       ///< aws-global is NAME.amazonaws.com, signed for us-east-1
  bool has_signin_hosts = false;      ///< plain hosts of three partitions begin with the region
};

inline constexpr EndpointService kSesEndpoints{"email", "email-fips", "ses"};
inline constexpr EndpointService kStsEndpoints{"sts", "sts-fips", "sts", true, true};
inline constexpr EndpointService kPortalEndpoints{.name = "portal.sso",
                                                  .fips_name = "portal.sso-fips",
                                                  .signing_name = "awsssoportal",
                                                  .gov_has_no_fips_name = true};
inline constexpr EndpointService kOidcEndpoints{.name = "oidc",
                                                .fips_name = "oidc-fips",
                                                .signing_name = "sso-oauth",
                                                .gov_has_no_fips_name = true};
inline constexpr EndpointService kSigninEndpoints{.name = "signin",
                                                  .fips_name = "signin-fips",
                                                  .signing_name = "signin",
                                                  .has_signin_hosts = true};

/// What an endpoint rule set looks at.
struct EndpointParameters {
  std::string region;  ///< as configured: "eu-west-1", "fips-us-east-1"
  bool use_fips = false;
  bool use_dual_stack = false;
  std::optional<std::string> endpoint_url;  ///< a custom endpoint wins over everything else
};

struct Endpoint {
  std::string scheme;          ///< "https" or "http"
  std::string host;            ///< as in the Host header: lower case, port only if not the default
  std::string path;            ///< "/" at least, percent-encoded, dot segments kept
  std::string query;           ///< without "?", percent-encoded
  std::string signing_region;  ///< "us-east-1" also for "fips-us-east-1"
  std::string signing_name = "ses";
  std::string forward_url = {};  ///< HttpRequest::forward_url, for http
};

/// "https://email.eu-west-1.amazonaws.com/", path and query included.
std::string url_of(const Endpoint& endpoint);

/// Where a call goes (wire-protocol.md §4). An empty region is one as long as a custom endpoint is
/// given. ErrorKind::General with the reference's text for a region or URL that cannot be one, for
/// a scheme other than http and https, and for the dual-stack endpoints that two partitions do not
/// have; user information in a URL is masked there.
Result<Endpoint> resolve_endpoint(const EndpointParameters& parameters,
                                  const EndpointService& service = kSesEndpoints);

/// At most 63 letters, digits and dashes, no dash at either end, not digits alone; the empty region
/// passes, as in the reference.
bool is_valid_region(std::string_view region);

}  // namespace send_bounce
