#include "send_bounce/protocol/endpoint.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "protocol/url_parts.h"
#include "send_bounce/protocol/partitions.h"
#include "send_bounce/world/http.h"

namespace send_bounce {
namespace {

constexpr std::size_t kMaxRegion = 63;

/// "fips-us-east-1" and "us-east-1-fips" are older ways of asking for a FIPS endpoint.
struct Region {
  std::string name;
  bool fips = false;
};

void remove_all(std::string& text, std::string_view part) {
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at)) {
    text.erase(at, part.size());
  }
}

Region normalized_region(const std::string& configured) {
  Region region{configured, false};
  remove_all(region.name, "fips-");
  remove_all(region.name, "-fips");
  region.fips = region.name != configured;
  return region;
}

constexpr std::string_view kGlobalRegion = "aws-global";
constexpr std::string_view kGlobalSigningRegion = "us-east-1";

// Only plain hosts have a global one.
bool is_global(const EndpointService& service, const std::string& region, bool fips,
               bool dual_stack) {
  return service.has_global_host && region == kGlobalRegion && !fips && !dual_stack;
}

std::string_view host_name(const EndpointService& service, const Partition& partition, bool fips,
                           bool dual_stack) {
  const bool has_fips_name =
      dual_stack || !service.gov_has_no_fips_name || partition.id != "aws-us-gov";
  return fips && has_fips_name ? service.fips_name : service.name;
}

std::string default_url(const EndpointService& service, const std::string& region, bool fips,
                        bool dual_stack) {
  const Partition& partition = partition_of(region);
  if (service.has_signin_hosts && !fips && !dual_stack && !partition.signin_suffix.empty()) {
    return "https://" + region + "." + std::string(partition.signin_suffix);
  }
  const std::string start =
      "https://" + std::string(host_name(service, partition, fips, dual_stack)) + ".";
  const std::string_view suffix = dual_stack ? partition.dual_stack_suffix : partition.suffix;
  if (is_global(service, region, fips, dual_stack)) return start + std::string(suffix);
  return start + region + "." + std::string(suffix);
}

// The reference's older region table, asked first whether or not an endpoint is given, does not
// know the pseudo regions.
Result<void> check_variant(const std::string& region, bool fips, bool dual_stack) {
  if (!dual_stack || !partition_of(region).lacks_dual_stack || region.ends_with("-global")) {
    return {};
  }
  return fail(ErrorKind::General,
              "Unable to construct a modeled endpoint with the following variant(s) ['dualstack'" +
                  std::string(fips ? ", 'fips'" : "") + "]:");
}

bool is_default_port(const UrlParts& url) {
  return !url.port || *url.port == (url.scheme == "https" ? 443 : 80);
}

// RFC 3986 §5.2.4, as urllib3 does it: "/a//b/../c" is "/a//c". REQUIRES: it begins with a slash.
std::string without_dot_segments(std::string_view path) {
  std::vector<std::string_view> kept;
  std::string_view rest = path;
  while (true) {
    const std::size_t slash = rest.find('/');
    const std::string_view segment = rest.substr(0, slash);
    if (segment != "." && segment != "..") {
      kept.push_back(segment);
    } else if (segment == ".." && !kept.empty()) {
      kept.pop_back();
    }
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  if (kept.empty() || !kept.front().empty()) kept.insert(kept.begin(), std::string_view());
  if (path.ends_with("/.") || path.ends_with("/..")) kept.emplace_back();
  std::string text(kept.front());
  for (std::size_t i = 1; i < kept.size(); ++i) text.append("/").append(kept[i]);
  return text;
}

std::string forward_url(const UrlParts& url) {
  std::string text = url.scheme + "://";
  if (!url.user_info.empty()) text += url.user_info + "@";
  text += url.host;
  if (url.port) text += ":" + std::to_string(*url.port);
  text += without_dot_segments(url.path);
  if (!url.query.empty()) text += "?" + url.query;
  return url.fragment.empty() ? text : text + "#" + url.fragment;
}

}  // namespace

bool is_valid_region(std::string_view region) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_allowed = [&](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  };
  if (region.empty()) return true;
  return region.size() <= kMaxRegion && region.front() != '-' && region.back() != '-' &&
         std::all_of(region.begin(), region.end(), is_allowed) &&
         !std::all_of(region.begin(), region.end(), is_digit);
}

std::string url_of(const Endpoint& endpoint) {
  HttpRequest request;
  request.scheme = endpoint.scheme;
  request.host = endpoint.host;
  request.path = endpoint.path;
  request.query = endpoint.query;
  return url_of(request);
}

Result<Endpoint> resolve_endpoint(const EndpointParameters& parameters,
                                  const EndpointService& service) {
  if (!is_valid_region(parameters.region)) {
    return fail(ErrorKind::General, "Provided region_name '" + parameters.region +
                                        "' doesn't match a supported format.");
  }
  Region region = normalized_region(parameters.region);
  const bool fips = parameters.use_fips || region.fips;
  RETURN_IF_ERROR(check_variant(region.name, fips, parameters.use_dual_stack));
  std::string url_text;
  if (parameters.endpoint_url) {
    url_text = *parameters.endpoint_url;
  } else {
    url_text = default_url(service, region.name, fips, parameters.use_dual_stack);
    if (is_global(service, region.name, fips, parameters.use_dual_stack)) {
      region.name = kGlobalSigningRegion;
    }
  }
  ASSIGN_OR_RETURN(auto url, split_endpoint_url(url_text));

  Endpoint endpoint;
  if (url.scheme == "http") endpoint.forward_url = forward_url(url);
  endpoint.host = std::move(url.host);
  if (!is_default_port(url)) endpoint.host += ":" + std::to_string(*url.port);
  endpoint.scheme = std::move(url.scheme);
  endpoint.path = std::move(url.path);
  endpoint.query = std::move(url.query);
  endpoint.signing_region = std::move(region.name);
  endpoint.signing_name = service.signing_name;
  return endpoint;
}

}  // namespace send_bounce
