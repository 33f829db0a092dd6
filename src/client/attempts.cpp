#include "send_bounce/client/attempts.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "send_bounce/client/connection_error.h"
#include "send_bounce/client/service_advice.h"
#include "send_bounce/protocol/proxy.h"
#include "send_bounce/protocol/query.h"

namespace send_bounce {
namespace {

bool has_control_character(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

// A line end in a header would end it, and one in a secret makes a signature that the service
// refuses. The value itself is a secret and stays out of the text.
Result<void> check_credentials(const Credentials& credentials) {
  const struct {
    const char* name;
    const std::string& value;
  } parts[] = {{"access key id", credentials.access_key_id},
               {"secret access key", credentials.secret_access_key},
               {"session token", credentials.session_token.value_or("")}};
  for (const auto& part : parts) {
    if (!has_control_character(part.value)) continue;
    return fail(ErrorKind::General,
                std::string("The ") + part.name + " of the provider \"" + credentials.provider +
                    "\" contains a line break or another control character, which AWS credentials "
                    "never do. Remove it: it may have been copied by accident. Nothing was sent.");
  }
  return {};
}

double seconds_of(Instant instant) {
  return static_cast<double>(instant.seconds) + instant.microseconds / 1e6;
}

// From [0, 1), with the 53 bits that a double holds.
double chance(const Random& random) {
  std::uint64_t bits = 0;
  for (const char byte : random.bytes(sizeof bits)) {
    bits = bits << 8U | static_cast<unsigned char>(byte);
  }
  return std::ldexp(static_cast<double>(bits >> 11U), -53);
}

// What is asked for a connection in no time fails in an odd way.
constexpr std::chrono::milliseconds kShortestLimit{1};

AttemptOutcome not_made() {
  AttemptOutcome outcome;
  outcome.kind = AttemptOutcome::Kind::NotMade;
  return outcome;
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

std::optional<Instant> date_of(const HttpResponse& answer) {
  const std::string* text = find_header(answer.headers, "Date");
  return text == nullptr ? std::nullopt : parse_http_date(*text);
}

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

// An attempt in the retry policy's terms: of an answer, what was made of it, and the errors that
// the service's model has.
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

// The same where no whole answer came.
AttemptOutcome outcome_of(const TransportError& failure) {
  AttemptOutcome outcome;
  outcome.kind = Kind::NoAnswer;
  outcome.phase = failure.phase;
  outcome.status = failure.status;
  return outcome;
}

/// One call: its attempts, and what they have in common.
class Call {
 public:
  Call(const CallSteps& steps, const CallManner& manner, const CallSettings& settings,
       const ClientWorld& world)
      : steps_(steps),
        manner_(manner),
        settings_(settings),
        world_(world),
        policy_(settings.retries, seconds_of(world.clock.now())) {
    record_.invocation_id =
        settings.invocation_id.empty() ? new_invocation_id(world.random) : settings.invocation_id;
    label_.max_attempts = settings.retries.max_attempts;
  }

  Result<Reply> run() {
    if (!leaves_time_after({})) return too_late();
    while (true) {
      ++record_.attempts;
      label_.number = record_.attempts;
      Attempt attempt = make_attempt();
      keep(attempt);
      if (attempt.reply) return Reply{*std::move(attempt.reply), std::move(record_)};
      const RetryDecision decision =
          policy_.judge(attempt.outcome, chance(world_.random), seconds_of(world_.clock.now()));
      if (decision.verdict != RetryDecision::Verdict::Retry) {
        return conclude(std::move(attempt.reply).error(), decision.verdict);
      }
      if (!leaves_time_after(decision.wait)) {
        world_.log.note("retry", "the deadline is too near for another attempt");
        return conclude(std::move(attempt.reply).error(), RetryDecision::Verdict::Final);
      }
      note_wait(decision.wait);
      if (!world_.clock.sleep(decision.wait)) return interrupted_between(attempt.reply.error());
    }
  }

 private:
  struct Attempt {
    Result<Value> reply;
    AttemptOutcome outcome;
  };

  bool leaves_time_after(std::chrono::milliseconds wait) const {
    return !settings_.deadline ||
           world_.clock.elapsed() + wait + kLeftAtStart <= *settings_.deadline;
  }

  std::optional<std::chrono::milliseconds> time_limit() const {
    if (!settings_.deadline) return std::nullopt;
    const auto left = *settings_.deadline - kLeftAtEnd - world_.clock.elapsed();
    return std::max(std::chrono::floor<std::chrono::milliseconds>(left), kShortestLimit);
  }

  Failure too_late() const {
    Error error;
    error.kind = ErrorKind::General;
    error.message = "Too little time was left for the call. Nothing was sent.";
    return Failure(manner_.last_error(std::move(error), record_));
  }

  Attempt make_attempt() {
    const Instant now = world_.clock.now();
    const HttpRequest request = steps_.request(record_.invocation_id, label_, now);
    TransportOptions options = settings_.transport;
    auto proxy = proxy_for(request, world_.variables);
    if (!proxy) return {tl::make_unexpected(std::move(proxy).error()), not_made()};
    options.proxy = *std::move(proxy);
    options.time_limit = time_limit();
    options.log = &world_.log;
    manner_.note_request(request, options, now);
    const auto start = world_.clock.elapsed();
    const auto answer = world_.transport.exchange(request, options);
    const auto spent = world_.clock.elapsed() - start;
    manner_.note_answer(request, answer, spent);
    if (!answer) return failed(answer.error(), request, options, spent);
    if (!answer->framing_fault.empty() && !manner_.takes_untidy_answers()) {
      return failed({TransportPhase::Closed, answer->framing_fault}, request, options, spent);
    }
    return read(*answer);
  }

  Attempt failed(const TransportError& failure, const HttpRequest& request,
                 const TransportOptions& options, std::chrono::microseconds spent) const {
    // Whoever has sent the whole result and then fell silent has said all that there is to say.
    if (manner_.takes_untidy_answers() && failure.status >= 200 && failure.status < 300 &&
        !failure.body.empty()) {
      auto reply = steps_.read({failure.status, {}, failure.body}, record_.outcome);
      if (reply) return {std::move(reply), {}};
    }
    return {tl::make_unexpected(
                connection_error(failure, request, options, spent, manner_.trust_remedy())),
            outcome_of(failure)};
  }

  Attempt read(const HttpResponse& answer) {
    const auto date = date_of(answer);
    note_server_time(date);
    Attempt attempt{steps_.read(answer, record_.outcome), {}};
    attempt.outcome = outcome_of(answer, attempt.reply, steps_.errors);
    if (attempt.reply) return attempt;
    Error& error = attempt.reply.error();
    if (error.kind == ErrorKind::BadReply && !answer.framing_fault.empty()) {
      error.advice = "The answer is incomplete or malformed: " + answer.framing_fault + ".";
    }
    if (!error.call.request_id.empty()) record_.request_id = error.call.request_id;
    server_time_ = date;
    arrived_ = world_.clock.now();
    return attempt;
  }

  // What the attempt adds to what is known: a later one never makes it less.
  void keep(const Attempt& attempt) {
    const Outcome outcome = bounce_outcome(attempt.outcome);
    record_.request_went_out = record_.request_went_out || request_went_out(attempt.outcome);
    if (outcome == Outcome::Unknown && record_.unknown_attempt == 0) {
      record_.unknown_attempt = record_.attempts;
      record_.unknown_since = world_.clock.now();
    }
    record_.outcome = outcome == Outcome::Sent ? outcome : std::max(record_.outcome, outcome);
    manner_.note_outcome(record_, outcome);
  }

  // Kept for later attempts, also where their answers have no Date.
  void note_server_time(std::optional<Instant> date) {
    if (!date || settings_.transport.read_timeout == 0) return;
    date->seconds += settings_.transport.read_timeout;
    label_.answer_by = date;
  }

  void note_wait(std::chrono::milliseconds wait) const {
    world_.log.note("retry", "attempt " + std::to_string(label_.number) + " of " +
                                 std::to_string(label_.max_attempts) +
                                 " failed and will be repeated in " + std::to_string(wait.count()) +
                                 " ms");
  }

  Failure conclude(Error error, RetryDecision::Verdict verdict) const {
    // Said of the last attempt that was allowed, whatever it failed by.
    const bool is_last = policy_.attempts() >= settings_.retries.max_attempts;
    if (error.kind == ErrorKind::Service) {
      error.advice = clock_advice(error, server_time_, arrived_, record_.outcome);
      if (is_last) error.retries = static_cast<int>(policy_.attempts() - 1);
    }
    if (verdict == RetryDecision::Verdict::Unknown) error = outcome_unknown(error);
    return Failure(manner_.last_error(std::move(error), record_));
  }

  static Error outcome_unknown(const Error& cause) {
    Error error;
    error.kind = ErrorKind::OutcomeUnknown;
    error.message =
        "The attempt failed, and --at-most-once does not repeat it. The cause: " + cause.message;
    return error;
  }

  Failure interrupted_between(const Error& cause) const {
    Error error;
    error.kind = ErrorKind::Interrupted;
    error.message =
        "Interrupted while waiting to try again. The previous attempt failed: " + cause.message;
    if (!error.message.ends_with('.')) error.message += '.';
    return Failure(manner_.last_error(std::move(error), record_));
  }

  const CallSteps& steps_;
  const CallManner& manner_;
  const CallSettings& settings_;
  const ClientWorld& world_;
  CallRecord record_;
  AttemptLabel label_;
  RetryPolicy policy_;
  // Of the last answer that was an error.
  std::optional<Instant> server_time_;
  Instant arrived_;
};

}  // namespace

CallSteps query_steps(const Operation& operation, const std::string& body,
                      const CallSettings& settings) {
  CallSteps steps;
  steps.request = [&](const std::string& invocation_id, const AttemptLabel& label, Instant now) {
    return attempt_request(settings, body, invocation_id, label, now);
  };
  steps.read = [&](const HttpResponse& answer, Outcome before) {
    return parse_query_reply(operation, answer, before);
  };
  steps.errors = operation.errors;
  return steps;
}

Result<Reply> make_attempts(const CallSteps& steps, const CallManner& manner,
                            const CallSettings& settings, const ClientWorld& world) {
  if (settings.credentials) RETURN_IF_ERROR(check_credentials(*settings.credentials));
  return Call(steps, manner, settings, world).run();
}

std::string exchange_summary(const ExchangeResult& answer, std::chrono::microseconds spent) {
  const std::string after = " after " + std::to_string(spent.count() / 1000) + " ms";
  if (answer) return "status " + std::to_string(answer->status) + after;
  return "none" + after + ": " + std::string(phase_name(answer.error().phase)) + ": " +
         answer.error().detail;
}

}  // namespace send_bounce
