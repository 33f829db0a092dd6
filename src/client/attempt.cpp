#include "send_bounce/client/client.h"
#include "send_bounce/signing/sigv4.h"
#include "send_bounce/words/encoding.h"

namespace send_bounce {
namespace {

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

}  // namespace send_bounce
