#include "send_bounce/signing/sigv4.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "send_bounce/signing/digest.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kTerminator = "aws4_request";

constexpr std::string_view kDateHeader = "x-amz-date";
constexpr std::string_view kTokenHeader = "x-amz-security-token";
constexpr std::string_view kAuthorizationHeader = "authorization";

// Either the last hop writes them anew, or they count attempts, or they are the signature itself.
constexpr std::array<std::string_view, 13> kUnsignedHeaders = {"accept-encoding",
                                                               "amz-sdk-invocation-id",
                                                               "amz-sdk-request",
                                                               "authorization",
                                                               "connection",
                                                               "content-length",
                                                               "expect",
                                                               "proxy-authorization",
                                                               "proxy-connection",
                                                               "te",
                                                               "transfer-encoding",
                                                               "user-agent",
                                                               "x-amzn-trace-id"};

bool is_signed(std::string_view lower_name) {
  return std::find(kUnsignedHeaders.begin(), kUnsignedHeaders.end(), lower_name) ==
         kUnsignedHeaders.end();
}

/// The parts between separators, empty ones too.
std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// RFC 3986 §5.2.4, and runs of slashes become one. A path that ends in a dot segment loses its
/// last slash, as in the reference.
std::string normalized_path(std::string_view path) {
  std::vector<std::string_view> kept;
  for (const std::string_view segment : split(path, '/')) {
    if (segment.empty() || segment == ".") continue;
    if (segment != "..") {
      kept.push_back(segment);
    } else if (!kept.empty()) {
      kept.pop_back();
    }
  }
  std::string out = "/";
  for (const std::string_view segment : kept) {
    if (out.size() > 1) out += '/';
    out += segment;
  }
  if (path.ends_with('/') && !kept.empty()) out += '/';
  return out;
}

std::string canonical_query(std::string_view query) {
  if (query.empty()) return {};
  // What the query escapes stays as it is; only bytes that no URL may hold are escaped here.
  constexpr std::string_view kUrlCharacters = "%!$&'()*+,;=:@/?";
  std::vector<std::pair<std::string, std::string>> parameters;
  for (const std::string_view parameter : split(query, '&')) {
    const std::size_t equals = parameter.find('=');
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view() : parameter.substr(equals + 1);
    parameters.emplace_back(percent_encode(parameter.substr(0, equals), kUrlCharacters),
                            percent_encode(value, kUrlCharacters));
  }
  std::sort(parameters.begin(), parameters.end());
  std::vector<std::string> pairs;
  for (const auto& [name, value] : parameters) pairs.push_back(name + '=' + value);
  return joined(pairs, "&");
}

/// Trimmed, and every run of blanks inside is one space.
std::string canonical_value(std::string_view value) {
  std::string out;
  bool blank = false;
  for (const char c : trim(value)) {
    if (std::string_view(" \t\r\n\v\f").find(c) != std::string_view::npos) {
      blank = true;
      continue;
    }
    if (blank) out += ' ';
    blank = false;
    out += c;
  }
  return out;
}

/// Several headers of one name are one header whose values stand in a comma-separated list.
std::string header_value(const HttpRequest& request, std::string_view lower_name) {
  if (lower_name == "host") return canonical_value(request.host);
  std::vector<std::string> values;
  for (const auto& [name, value] : request.headers) {
    if (to_lower(name) == lower_name) values.push_back(canonical_value(value));
  }
  return joined(values, ",");
}

std::string signing_key(const SigningContext& context) {
  std::string key = "AWS4" + context.credentials.secret_access_key;
  key = hmac_sha256(key, format_basic_date(context.now));
  key = hmac_sha256(key, context.region);
  key = hmac_sha256(key, context.service);
  return hmac_sha256(key, kTerminator);
}

void remove_earlier_signature(Headers& headers) {
  std::erase_if(headers, [](const auto& header) {
    const std::string name = to_lower(header.first);
    return name == kDateHeader || name == kTokenHeader || name == kAuthorizationHeader;
  });
}

}  // namespace

std::string credential_scope(const SigningContext& context) {
  return format_basic_date(context.now) + '/' + context.region + '/' + context.service + '/' +
         std::string(kTerminator);
}

std::vector<std::string> signed_header_names(const HttpRequest& request) {
  std::vector<std::string> names = {"host"};
  for (const auto& [name, value] : request.headers) {
    std::string lower = to_lower(name);
    if (is_signed(lower)) names.push_back(std::move(lower));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::string canonical_request(const HttpRequest& request,
                              const std::vector<std::string>& header_names) {
  std::string out = request.method + '\n';
  out += percent_encode(normalized_path(request.path), "/") + '\n';
  out += canonical_query(request.query) + '\n';
  for (const std::string& name : header_names) {
    out += name + ':' + header_value(request, name) + '\n';
  }
  out += '\n' + joined(header_names, ";") + '\n';
  return out + hex(sha256(request.body));
}

std::string string_to_sign(const std::string& canonical_request, const SigningContext& context) {
  return std::string(kAlgorithm) + '\n' + format_basic(context.now) + '\n' +
         credential_scope(context) + '\n' + hex(sha256(canonical_request));
}

std::string signature(const std::string& string_to_sign, const SigningContext& context) {
  return hex(hmac_sha256(signing_key(context), string_to_sign));
}

void sign(HttpRequest& request, const SigningContext& context) {
  remove_earlier_signature(request.headers);
  request.headers.emplace_back("X-Amz-Date", format_basic(context.now));
  const auto& token = context.credentials.session_token;
  if (token && !token->empty()) request.headers.emplace_back("X-Amz-Security-Token", *token);
  const std::vector<std::string> names = signed_header_names(request);
  const std::string to_sign = string_to_sign(canonical_request(request, names), context);
  request.headers.emplace_back(
      "Authorization", std::string(kAlgorithm) +
                           " Credential=" + context.credentials.access_key_id + '/' +
                           credential_scope(context) + ", SignedHeaders=" + joined(names, ";") +
                           ", Signature=" + signature(to_sign, context));
}

}  // namespace send_bounce
