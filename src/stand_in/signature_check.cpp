#include "stand_in/signature_check.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "send_bounce/signing/sigv4.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce::stand_in {
namespace {

constexpr std::int64_t kSkewSeconds = 15 * 60;
constexpr std::size_t kMostSignedHeaders = 100;  // no client signs more; the work is bounded
constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kTerminator = "aws4_request";
constexpr std::string_view kTokenHeader = "x-amz-security-token";

using Finding = std::optional<ServiceFault>;

ServiceFault incomplete(std::string message) {
  return {400, "IncompleteSignature", std::move(message)};
}
ServiceFault mismatch(std::string message) {
  return {403, "SignatureDoesNotMatch", std::move(message)};
}
ServiceFault invalid_token(std::string message) {
  return {403, "InvalidClientTokenId", std::move(message)};
}

bool equals_in_constant_time(std::string_view a, std::string_view b) {
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const char other = b.empty() ? '\0' : b[i % b.size()];
    difference |= static_cast<unsigned>(static_cast<unsigned char>(a[i] ^ other));
  }
  return difference == 0;
}

std::vector<std::string> split(std::string_view text, std::string_view separators) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = text.find_first_of(separators);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

struct Authorization {
  std::string algorithm;
  std::map<std::string, std::string> parameters;
  std::string text;

  std::string get(const std::string& name) const {
    const auto found = parameters.find(name);
    return found == parameters.end() ? std::string() : found->second;
  }
};

/// "ALGORITHM name=value, name=value, …"
Authorization read_authorization(const std::string& text) {
  Authorization result;
  result.text = text;
  bool is_first = true;
  for (const std::string& part : split(text, ", \t")) {
    if (part.empty()) continue;
    if (is_first) {
      result.algorithm = part;
    } else if (const std::size_t equals = part.find('='); equals != std::string::npos) {
      result.parameters[part.substr(0, equals)] = part.substr(equals + 1);
    }
    is_first = false;
  }
  return result;
}

const std::string* find_date(const HttpRequest& request) {
  const std::string* date = find_header(request.headers, "X-Amz-Date");
  return date != nullptr ? date : find_header(request.headers, "Date");
}

Finding check_parameters(const Authorization& authorization, const std::string* date) {
  std::string missing;
  for (const char* name : {"Credential", "Signature", "SignedHeaders"})
    if (authorization.get(name).empty())
      missing += "Authorization header requires '" + std::string(name) + "' parameter. ";
  if (date == nullptr)
    missing +=
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  if (missing.empty()) return std::nullopt;
  // AWS repeats the header here; it may hold a signature that is valid, so we do not.
  return incomplete(missing.substr(0, missing.size() - 1));
}

/// "20200102T030405Z"
std::optional<Instant> read_basic_date(std::string_view text) {
  constexpr std::string_view kForm = "ddddddddTddddddZ";
  if (text.size() != kForm.size()) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_right = kForm[i] == 'd' ? text[i] >= '0' && text[i] <= '9' : text[i] == kForm[i];
    if (!is_right) return std::nullopt;
  }
  const auto number = [&](std::size_t position, std::size_t length) {
    int value = 0;
    for (const char c : text.substr(position, length)) value = value * 10 + (c - '0');
    return value;
  };
  const CivilTime time = {
      number(0, 4), number(4, 2), number(6, 2), number(9, 2), number(11, 2), number(13, 2), 0};
  if (time.year < 1 || time.month < 1 || time.month > 12 || time.day < 1) return std::nullopt;
  if (time.day > days_in_month(time.year, time.month) || time.hour > 23 || time.minute > 59 ||
      time.second > 59)
    return std::nullopt;
  return instant_from_civil(time);
}

Finding check_skew(Instant signed_at, Instant now) {
  const Instant earliest = {now.seconds - kSkewSeconds, 0};
  const Instant latest = {now.seconds + kSkewSeconds, 0};
  if (signed_at < earliest)
    return mismatch("Signature expired: " + format_basic(signed_at) + " is now earlier than " +
                    format_basic(earliest) + " (" + format_basic(now) + " - 15 min.)");
  if (signed_at > latest)
    return mismatch("Signature not yet current: " + format_basic(signed_at) +
                    " is still later than " + format_basic(latest) + " (" + format_basic(now) +
                    " + 15 min.)");
  return std::nullopt;
}

Finding check_signed_headers(const HttpRequest& request, const std::vector<std::string>& names) {
  if (names.size() > kMostSignedHeaders)
    return stand_in_fault("IncompleteSignature", "SignedHeaders names more than 100 headers");
  const auto is_signed = [&](std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (!is_signed("host"))
    return mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  for (const auto& [name, value] : request.headers)
    if (const std::string lower = to_lower(name); lower.starts_with("x-amz-") && !is_signed(lower))
      return mismatch("'" + name + "' must be a 'SignedHeader' in the AWS Authorization.");
  for (const std::string& name : names)
    if (name != "host" && find_header(request.headers, name) == nullptr)
      return mismatch(std::string(kStandInSpeaks) + "SignedHeaders names '" + name +
                      "', which the request does not have");
  return std::nullopt;
}

Finding check_scope(const std::vector<std::string>& credential, const SignatureRules& rules,
                    Instant signed_at) {
  std::string faults;
  if (credential[2] != rules.region)
    faults += "Credential should be scoped to a valid region, not '" + credential[2] + "'. ";
  if (credential[3] != rules.service)
    faults += "Credential should be scoped to correct service: '" + rules.service + "'. ";
  if (credential[4] != kTerminator)
    faults += "Credential should be scoped with a valid terminator: 'aws4_request', not '" +
              credential[4] + "'. ";
  if (credential[1] != format_basic_date(signed_at))
    faults +=
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
        "HTTP: '" +
        credential[1] + "' != '" + format_basic_date(signed_at) + "', from '" +
        format_basic(signed_at) + "'. ";
  if (faults.empty()) return std::nullopt;
  return mismatch(faults.substr(0, faults.size() - 1));
}

/// The canonical request as a message may show it.
std::string without_token(const std::string& canonical) {
  const std::string start = "\n" + std::string(kTokenHeader) + ":";
  const std::size_t at = canonical.find(start);
  if (at == std::string::npos) return canonical;
  const std::size_t value = at + start.size();
  return canonical.substr(0, value) + "[not shown]" + canonical.substr(canonical.find('\n', value));
}

Finding check_value(const HttpRequest& request, const std::vector<std::string>& names,
                    const SigningContext& context, const std::string& given) {
  const std::string canonical = canonical_request(request, names);
  const std::string to_sign = string_to_sign(canonical, context);
  if (equals_in_constant_time(given, signature(to_sign, context))) return std::nullopt;
  return mismatch(
      "The request signature we calculated does not match the signature you provided. Check your "
      "AWS Secret Access Key and signing method. Consult the service documentation for "
      "details.\n\nThe Canonical String for this request should have been\n'" +
      without_token(canonical) + "'\n\nThe String-to-Sign should have been\n'" + to_sign + "'\n");
}

Finding check_token(const HttpRequest& request, const SignatureRules& rules) {
  const std::string* given = find_header(request.headers, kTokenHeader);
  const std::string ours = rules.credentials.session_token.value_or(std::string());
  if (equals_in_constant_time(given == nullptr ? std::string() : *given, ours)) return std::nullopt;
  return invalid_token("The security token included in the request is invalid");
}

}  // namespace

std::optional<ServiceFault> check_signature(const HttpRequest& request, const SignatureRules& rules,
                                            Instant now) {
  const std::string* header = find_header(request.headers, "Authorization");
  if (header == nullptr || !trim(*header).starts_with("AWS4-"))
    return ServiceFault{403, "MissingAuthenticationToken",
                        "Request is missing Authentication Token"};
  const Authorization authorization = read_authorization(*header);
  const std::string* date = find_date(request);
  if (auto fault = check_parameters(authorization, date)) return fault;

  const auto signed_at = read_basic_date(trim(*date));
  if (!signed_at)
    return incomplete("Date must be in ISO-8601 'basic format'. Got '" + *date +
                      "'. See http://en.wikipedia.org/wiki/ISO_8601");
  if (auto fault = check_skew(*signed_at, now)) return fault;

  // Sorted and in lower case, as whoever signs must have them; a client that does not will differ.
  std::vector<std::string> names = split(to_lower(authorization.get("SignedHeaders")), ";");
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  if (auto fault = check_signed_headers(request, names)) return fault;

  if (authorization.algorithm != kAlgorithm)
    return incomplete("Unsupported AWS 'algorithm': '" + authorization.algorithm +
                      "' (only AWS4-HMAC-SHA256 for now).");
  const std::vector<std::string> credential = split(authorization.get("Credential"), "/");
  if (credential.size() != 5)
    return incomplete(
        "Credential must have exactly 5 slash-delimited elements, e.g. "
        "keyid/date/region/service/term, got '" +
        authorization.get("Credential") + "'");
  if (auto fault = check_scope(credential, rules, *signed_at)) return fault;
  if (!equals_in_constant_time(credential[0], rules.credentials.access_key_id))
    return invalid_token("The security token included in the request is invalid.");

  const SigningContext context = {rules.credentials, rules.region, rules.service, *signed_at};
  if (auto fault = check_value(request, names, context, authorization.get("Signature")))
    return fault;
  return check_token(request, rules);
}

}  // namespace send_bounce::stand_in
