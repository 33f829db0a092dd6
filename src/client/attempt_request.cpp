#include "send_bounce/client/attempt_request.h"
#include "send_bounce/signing/sigv4.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

constexpr std::string_view kUserAgentVersion = "2.1";
constexpr std::string_view kAlsoAllowed = "!$%&'*+-.^_`|~,#";

#if defined(__linux__)
constexpr std::string_view kSystem = "linux";
#elif defined(__APPLE__)
constexpr std::string_view kSystem = "macos";
#else
constexpr std::string_view kSystem = "other";
#endif

#if defined(__x86_64__)
constexpr std::string_view kMachine = "x86_64";
#elif defined(__aarch64__)
constexpr std::string_view kMachine = "aarch64";
#else
constexpr std::string_view kMachine = "other";
#endif

bool is_allowed(char32_t c) {
  return (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9') ||
         (c < 0x80 && kAlsoAllowed.find(static_cast<char>(c)) != std::string_view::npos);
}

std::string sanitized(std::string_view value) {
  std::string out;
  for (std::size_t position = 0; position < value.size();) {
    const auto c = next_code_point(value, position);
    if (!c) ++position;
    out += c && is_allowed(*c) ? static_cast<char>(*c) : '-';
  }
  return out;
}

void append_product(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  if (!out.empty()) out += ' ';
  out += std::string(name) + "/" + sanitized(value);
}

// The first attempt does not say how many there may be.
std::string label_text(const AttemptLabel& label) {
  std::string text = "attempt=" + std::to_string(label.number);
  if (label.number == 1) return text;
  text += "; max=" + std::to_string(label.max_attempts);
  return label.answer_by ? "ttl=" + format_basic(*label.answer_by) + "; " + text : text;
}

}  // namespace

HttpRequest attempt_request(const CallSettings& settings, const std::string& body,
                            const std::string& invocation_id, const AttemptLabel& label,
                            Instant now) {
  const Endpoint& endpoint = settings.endpoint;
  HttpRequest request;
  request.scheme = endpoint.scheme;
  request.host = endpoint.host;
  request.path = endpoint.path;
  request.query = endpoint.query;
  request.forward_url = endpoint.forward_url;
  request.body = body;
  request.headers = {
      {"Accept-Encoding", "identity"},
      {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
      {"User-Agent", settings.user_agent},
  };
  if (settings.credentials) {
    sign(request, {*settings.credentials, endpoint.signing_region, endpoint.signing_name, now});
  }
  add_attempt_headers(request, invocation_id, label);
  return request;
}

void add_attempt_headers(HttpRequest& request, const std::string& invocation_id,
                         const AttemptLabel& label) {
  request.headers.emplace_back("amz-sdk-invocation-id", invocation_id);
  request.headers.emplace_back("amz-sdk-request", label_text(label));
}

std::string new_invocation_id(const Random& random) {
  std::string bytes = random.bytes(16);
  // Version 4 and the variant of RFC 4122 §4.1.
  bytes[6] = static_cast<char>((static_cast<unsigned char>(bytes[6]) & 0x0FU) | 0x40U);
  bytes[8] = static_cast<char>((static_cast<unsigned char>(bytes[8]) & 0x3FU) | 0x80U);
  std::string id = hex(bytes);
  for (const std::size_t dash : {8U, 13U, 18U, 23U}) id.insert(dash, "-");
  return id;
}

std::string user_agent(const std::string& version, const std::string& execution_environment,
                       const std::string& app_id) {
  std::string out;
  append_product(out, "send-bounce", version);
  append_product(out, "ua", kUserAgentVersion);
  append_product(out, "os", kSystem);
  append_product(out, "md", "arch#" + std::string(kMachine));
  append_product(out, "exec-env", execution_environment);
  append_product(out, "app", app_id);
  append_product(out, "md", "command#ses.send-bounce");
  return out;
}

}  // namespace send_bounce
