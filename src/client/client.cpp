#include "send_bounce/client/client.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "client/attempt_outcome.h"
#include "client/call_log.h"
#include "client/clock_advice.h"
#include "client/http_date.h"
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
                    "\" has a line end or another control character in it. No AWS "
                    "credential has one: it may have come with copying. "
                    "Nothing was sent.");
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

std::optional<Instant> date_of(const HttpResponse& answer) {
  const std::string* text = find_header(answer.headers, "Date");
  return text == nullptr ? std::nullopt : parse_http_date(*text);
}

/// One call: its attempts, and what they have in common.
class Call {
 public:
  Call(const CallSteps& steps, const CallSettings& settings, const ClientWorld& world)
      : steps_(steps),
        settings_(settings),
        world_(world),
        invocation_id_(new_invocation_id(world.random)),
        policy_(settings.retries, seconds_of(world.clock.now())) {
    label_.max_attempts = settings.retries.max_attempts;
  }

  Result<Value> run() {
    while (true) {
      AttemptOutcome outcome;
      ASSIGN_OR_RETURN(auto reply, attempt(outcome));
      if (!reply && !is_surely_not_accepted(outcome)) before_ = Before::MayHaveBeenSent;
      const RetryDecision decision =
          policy_.judge(outcome, chance(world_.random), seconds_of(world_.clock.now()));
      if (decision.verdict != RetryDecision::Verdict::Retry) {
        return conclude(std::move(reply), decision.verdict);
      }
      note_wait(decision.wait);
      if (!world_.clock.sleep(decision.wait)) return interrupted_between(reply.error());
      ++label_.number;
    }
  }

 private:
  // The outer result fails where nothing can be sent at all.
  Result<Result<Value>> attempt(AttemptOutcome& outcome) {
    const Instant now = world_.clock.now();
    const HttpRequest request = steps_.request(invocation_id_, label_, now);
    TransportOptions options = settings_.transport;
    ASSIGN_OR_RETURN(options.proxy, proxy_for(request, world_.variables));
    if (settings_.purpose == Purpose::Bounce) {
      note_request(world_.log, request, settings_, options, now);
    }
    const auto start = world_.clock.elapsed();
    const auto answer = world_.transport.exchange(request, options);
    const auto spent = world_.clock.elapsed() - start;
    if (settings_.purpose == Purpose::Bounce) {
      note_answer(world_.log, answer, spent);
    } else {
      note_secret_exchange(world_.log, request, answer, spent);
    }
    if (!answer) {
      outcome = outcome_of(answer.error());
      return Result<Value>(tl::make_unexpected(
          connection_error(answer.error(), request, options, spent, settings_.purpose, before_)));
    }
    const auto date = date_of(*answer);
    note_server_time(date);
    auto reply = steps_.read(*answer);
    outcome = outcome_of(*answer, reply, steps_.errors);
    if (!reply && reply.error().kind == ErrorKind::Service) {
      reply.error().advice = clock_advice(reply.error(), date, world_.clock.now());
    }
    return reply;
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

  Result<Value> conclude(Result<Value> reply, RetryDecision::Verdict verdict) const {
    if (reply) return reply;
    if (verdict == RetryDecision::Verdict::Unknown) {
      return tl::make_unexpected(outcome_unknown(reply.error()));
    }
    if (reply.error().kind == ErrorKind::Interrupted && before_ == Before::MayHaveBeenSent) {
      reply.error().message += "\n" + trace();
    }
    // Said of the last attempt that was allowed, whatever it failed by.
    const bool is_last = policy_.attempts() >= settings_.retries.max_attempts;
    if (reply.error().kind == ErrorKind::Service && is_last) {
      reply.error().retries = static_cast<int>(policy_.attempts() - 1);
    }
    return reply;
  }

  Error outcome_unknown(const Error& cause) const {
    Error error;
    error.kind = ErrorKind::OutcomeUnknown;
    error.message =
        "It is not known whether the bounce was sent, and --at-most-once forbids to try "
        "again. The cause: " +
        cause.message + "\n" + trace();
    error.advice =
        "Look whether the bounce arrived, or ask AWS Support for that id, before you send "
        "it again.";
    return error;
  }

  // By which AWS can find the request.
  std::string trace() const {
    return "Invocation id " + invocation_id_ + ", attempt " + std::to_string(label_.number) + ", " +
           format_iso8601(world_.clock.now());
  }

  Failure interrupted_between(const Error& cause) const {
    const std::string known =
        before_ == Before::NothingSent
            ? "The bounce was not accepted."
            : "An attempt was on its way, so the bounce may have been sent.\n" + trace();
    return fail(ErrorKind::Interrupted, "Interrupted while waiting to try again. " + known +
                                            "\nThe attempt before had failed: " + cause.message);
  }

  const CallSteps& steps_;
  const CallSettings& settings_;
  const ClientWorld& world_;
  std::string invocation_id_;
  AttemptLabel label_;
  RetryPolicy policy_;
  Before before_ = Before::NothingSent;
};

}  // namespace

Result<Value> make_call(const CallSteps& steps, const CallSettings& settings,
                        const ClientWorld& world) {
  if (settings.credentials) RETURN_IF_ERROR(check_credentials(*settings.credentials));
  return Call(steps, settings, world).run();
}

Result<Value> send(const Operation& operation, std::string body, const CallSettings& settings,
                   const ClientWorld& world) {
  CallSteps steps;
  steps.request = [&](const std::string& invocation_id, const AttemptLabel& label, Instant now) {
    return attempt_request(settings, body, invocation_id, label, now);
  };
  steps.read = [&](const HttpResponse& answer) { return parse_query_reply(operation, answer); };
  steps.errors = operation.errors;
  return make_call(steps, settings, world);
}

}  // namespace send_bounce
