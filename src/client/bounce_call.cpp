#include "send_bounce/client/bounce_call.h"

#include "send_bounce/client/outcome_words.h"
#include "send_bounce/signing/sigv4.h"
#include "send_bounce/text/redaction.h"

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

// Canonical request and string to sign of a signed request, then the request itself, without the
// signature, the session token and a proxy's password.
void note_bounce_request(Log& log, const HttpRequest& request, const CallSettings& settings,
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

class BounceManner : public CallManner {
 public:
  BounceManner(const CallSettings& settings, Log& log) : settings_(settings), log_(log) {}

  void note_request(const HttpRequest& request, const TransportOptions& options,
                    Instant now) const override {
    note_bounce_request(log_, request, settings_, options, now);
  }

  void note_answer(const HttpRequest&, const ExchangeResult& answer,
                   std::chrono::microseconds spent) const override {
    if (!log_.is_on()) return;
    const std::string summary = exchange_summary(answer, spent);
    if (!answer) return log_.note("reply", summary);
    const std::string fault =
        answer->framing_fault.empty() ? "" : "; not as announced: " + answer->framing_fault;
    log_.note("reply", summary + fault + "\n" + shown(answer->headers) + "\n" + answer->body);
  }

  void note_outcome(const CallRecord& call, Outcome of_attempt) const override {
    if (!log_.is_on()) return;
    log_.note("outcome", "attempt " + std::to_string(call.attempts) + ": " +
                             std::string(name_of(of_attempt)) +
                             "; so far: " + std::string(name_of(call.outcome)));
  }

  // Whatever can be known of a bounce counts: it cannot be asked for again.
  bool takes_untidy_answers() const override { return true; }

  std::string_view trust_remedy() const override { return kBounceTrustRemedy; }

  // Of a connection and an interrupt nobody else says what became of the bounce.
  Error last_error(Error error, const CallRecord& call) const override {
    error.call = call;
    if (call.outcome != Outcome::NotSent) return error;
    const std::string known = what_is_known(call);
    if (error.kind == ErrorKind::Interrupted) error.message += " " + known;
    if (error.kind == ErrorKind::Connection) error.advice += " " + known;
    return error;
  }

 private:
  const CallSettings& settings_;
  Log& log_;
};

}  // namespace

Result<Reply> send(const Operation& operation, const std::string& body,
                   const CallSettings& settings, const ClientWorld& world) {
  return make_attempts(query_steps(operation, body, settings), BounceManner(settings, world.log),
                       settings, world);
}

}  // namespace send_bounce
