#include "client/attempt_outcome.h"

#include <charconv>

namespace send_bounce {
namespace {

using Kind = AttemptOutcome::Kind;

constexpr const char* kRetryAfter = "x-amz-retry-after";

std::optional<std::chrono::milliseconds> retry_after(const HttpResponse& answer) {
  const std::string* text = find_header(answer.headers, kRetryAfter);
  if (text == nullptr) return std::nullopt;
  std::int64_t milliseconds = 0;
  const char* end = text->data() + text->size();
  const auto [stop, fault] = std::from_chars(text->data(), end, milliseconds);
  if (fault != std::errc() || stop != end || milliseconds < 0) return std::nullopt;
  return std::chrono::milliseconds(milliseconds);
}

// parse_query_reply gives a bare status as its own code.
bool names_a_code(const Error& error, int status) {
  return error.code_state == FieldState::Given && error.code != std::to_string(status);
}

Kind kind_of(const HttpResponse& answer, const Error& error) {
  if (error.kind == ErrorKind::Service) {
    return names_a_code(error, answer.status) ? Kind::ErrorDocument : Kind::BareStatus;
  }
  // What is no answer of the service is still a refusal where the status says so; from 500 on it
  // may come from something on the way, and the reference never repeats it.
  return answer.status >= 300 && answer.status < 500 ? Kind::BareStatus : Kind::Unreadable;
}

}  // namespace

AttemptOutcome outcome_of(const HttpResponse& answer, const Result<Value>& reply,
                          std::span<const ErrorShape> errors) {
  AttemptOutcome outcome;
  outcome.status = answer.status;
  outcome.retry_after = retry_after(answer);
  if (reply) return outcome;
  outcome.kind = kind_of(answer, reply.error());
  if (outcome.kind != Kind::ErrorDocument) return outcome;
  outcome.code = reply.error().code;
  const ErrorShape* shape = find_error_shape(errors, outcome.code);
  outcome.is_modelled_transient = shape != nullptr && shape->is_transient;
  return outcome;
}

AttemptOutcome outcome_of(const TransportError& failure) {
  AttemptOutcome outcome;
  outcome.kind = Kind::NoAnswer;
  outcome.phase = failure.phase;
  outcome.status = failure.status;
  return outcome;
}

}  // namespace send_bounce
