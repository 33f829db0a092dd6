#include "client/call_log.h"

#include "send_bounce/signing/sigv4.h"
#include "send_bounce/words/redaction.h"

namespace send_bounce {
namespace {

std::string shown(const Headers& headers) {
  std::string out;
  for (const auto& [name, value] : headers) {
    out += name + ": " + shown_header_value(name, value) + "\n";
  }
  return out;
}

void note_signature(Log& log, const HttpRequest& request, const SigningContext& context) {
  const std::string canonical = canonical_request(request, signed_header_names(request));
  HttpRequest shown_request = request;
  shown_request.query = without_query_values(request.query);
  for (auto& [name, value] : shown_request.headers) value = shown_header_value(name, value);
  log.note("signing", "canonical request:\n" +
                          canonical_request(shown_request, signed_header_names(shown_request)));
  log.note("signing", "string to sign:\n" + string_to_sign(canonical, context));
}

std::string_view phase_name(TransportPhase phase) {
  switch (phase) {
    case TransportPhase::Resolve:
      return "looking up the name";
    case TransportPhase::Connect:
    case TransportPhase::ConnectTimeout:
      return "connecting";
    case TransportPhase::Tls:
      return "TLS";
    case TransportPhase::Proxy:
      return "proxy";
    case TransportPhase::ReadTimeout:
      return "waiting for the answer";
    case TransportPhase::Closed:
      return "connection closed";
    case TransportPhase::InterruptedConnecting:
    case TransportPhase::Interrupted:
      return "interrupted";
    case TransportPhase::Other:
      break;
  }
  return "exchange";
}

std::string summary_of(const tl::expected<HttpResponse, TransportError>& answer,
                       std::chrono::microseconds duration) {
  const std::string after = " after " + std::to_string(duration.count() / 1000) + " ms";
  if (answer) return "status " + std::to_string(answer->status) + after;
  return "none" + after + ": " + std::string(phase_name(answer.error().phase)) + ": " +
         answer.error().detail;
}

}  // namespace

void note_request(Log& log, const HttpRequest& request, const CallSettings& settings,
                  const TransportOptions& options, Instant now) {
  if (!log.is_on()) return;
  if (settings.credentials) {
    note_signature(log, request,
                   {*settings.credentials, settings.endpoint.signing_region,
                    settings.endpoint.signing_name, now});
  } else {
    log.note("signing", "not signed");
  }
  const std::string target =
      request.path + (request.query.empty() ? "" : "?" + without_query_values(request.query));
  log.note("request", "to " + without_url_secrets(url_of(request)) +
                          (options.proxy ? " through proxy " + options.proxy->shown : "") + "\n" +
                          request.method + " " + target + " HTTP/1.1\nHost: " + request.host +
                          "\n" + shown(request.headers) + "\n" + request.body);
}

void note_answer(Log& log, const tl::expected<HttpResponse, TransportError>& answer,
                 std::chrono::microseconds duration) {
  if (!log.is_on()) return;
  const std::string summary = summary_of(answer, duration);
  if (!answer) return log.note("reply", summary);
  const std::string fault =
      answer->framing_fault.empty() ? "" : "; not as announced: " + answer->framing_fault;
  log.note("reply", summary + fault + "\n" + shown(answer->headers) + "\n" + answer->body);
}

void note_secret_exchange(Log& log, const HttpRequest& request,
                          const tl::expected<HttpResponse, TransportError>& answer,
                          std::chrono::microseconds duration) {
  if (!log.is_on()) return;
  log.note("credentials", request.method + " " + request.scheme + "://" + request.host +
                              request.path + " -> " + summary_of(answer, duration));
}

}  // namespace send_bounce
