#include "cli/bouncer.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "cli/execute.h"
#include "cli/reporting.h"
#include "send_bounce/client/attempts.h"
#include "send_bounce/protocol/trust_store.h"
#include "send_bounce/retry/retry_policy.h"

namespace send_bounce {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstThrottleWait{1000};
constexpr milliseconds kLongestThrottleWait{30'000};
constexpr milliseconds kThrottlePatience{15 * 60 * 1000};

// Whose memory it is. What was rehearsed at a stand-in must never count as sent at AWS.
std::string realm_of(const Endpoint& endpoint) {
  if (is_aws_host(endpoint.host)) return "aws";
  const std::size_t colon = endpoint.host.rfind(':');
  // An IPv6 address has colons inside of its brackets.
  const bool has_port =
      colon != std::string::npos && endpoint.host.find(']', colon) == std::string::npos;
  const char* port = endpoint.scheme == "https" ? ":443" : ":80";
  return endpoint.scheme + "://" + endpoint.host + (has_port ? "" : port);
}

void fail_with(BounceResult& result, Error error) {
  result.state = state_of(error);
  result.call = error.call;
  result.error = std::move(error);
}

BounceResult failed_with(BounceResult result, Error error) {
  fail_with(result, std::move(error));
  return result;
}

// Of an earlier run, told as that run would have told it. The newest claim counts.
Error unknown_since(const std::vector<JournalEntry>& claims) {
  Error error;
  error.kind = ErrorKind::OutcomeUnknown;
  error.message = "An earlier run started to send this bounce, and its outcome is unknown.";
  error.advice = "To send it anyway, add --retry-unknown.";
  error.call.outcome = Outcome::Unknown;
  error.call.request_went_out = true;
  if (claims.empty()) return error;
  error.call.unknown_attempt = 1;
  error.call.unknown_since = claims.back().at;
  error.call.invocation_id = claims.back().invocation_id;
  return error;
}

Settlement settlement_of(const BounceResult& result) {
  Settlement settlement;
  settlement.invocation_id = result.call.invocation_id;
  if (result.state == BounceState::Sent) {
    settlement.state = JournalState::Sent;
    settlement.message_id = result.message_id();
  } else if (result.state == BounceState::Unknown) {
    settlement.state = JournalState::Unknown;
  } else if (result.state == BounceState::Rejected) {
    settlement.state = JournalState::Rejected;
    settlement.code = result.error->code;
  } else {
    settlement.state = JournalState::Failed;
  }
  return settlement;
}

}  // namespace

std::string_view name_of(BounceState state) {
  switch (state) {
    case BounceState::Sent:
      return "sent";
    case BounceState::Already:
      return "already";
    case BounceState::WouldSend:
      return "would-send";
    case BounceState::Refused:
      return "refused";
    case BounceState::Rejected:
      return "rejected";
    case BounceState::Unknown:
      return "unknown";
    case BounceState::Failed:
      return "failed";
    case BounceState::Unreadable:
      return "unreadable";
    case BounceState::Invalid:
      break;
  }
  return "invalid";
}

BounceState state_of(const Error& error) {
  if (error.call.outcome == Outcome::Sent) return BounceState::Sent;
  if (error.kind == ErrorKind::OutcomeUnknown || error.call.outcome == Outcome::Unknown)
    return BounceState::Unknown;
  if (error.kind == ErrorKind::NothingToBounce) return BounceState::Unreadable;
  if (error.kind == ErrorKind::Refused) return BounceState::Refused;
  if (error.kind == ErrorKind::Service) return BounceState::Rejected;
  const bool is_of_request = error.kind == ErrorKind::ParamValidation ||
                             error.kind == ErrorKind::Usage ||
                             error.kind == ErrorKind::UnknownOptions;
  return is_of_request ? BounceState::Invalid : BounceState::Failed;
}

bool refuses_caller(std::string_view code) {
  constexpr std::string_view kCodes[] = {"ExpiredToken",
                                         "ExpiredTokenException",
                                         "InvalidClientTokenId",
                                         "SignatureDoesNotMatch",
                                         "MissingAuthenticationToken",
                                         "UnrecognizedClientException",
                                         "OptInRequired",
                                         "AccessDenied",
                                         "AccessDeniedException",
                                         "RequestExpired"};
  return std::find(std::begin(kCodes), std::end(kCodes), code) != std::end(kCodes);
}

std::vector<std::string> recipients_of(const BounceContent& content) {
  std::vector<std::string> recipients;
  for (const BouncedRecipient& entry : content.recipients) recipients.push_back(entry.recipient);
  return recipients;
}

JournalSubject subject_of(const Plan& plan) {
  const Endpoint& endpoint = plan.route.call.endpoint;
  return {realm_of(endpoint), endpoint.signing_region, plan.content.original_message_id,
          recipients_of(plan.content)};
}

Result<Left> left_of(Journal& journal, const JournalSubject& subject, bool retry_unknown) {
  ASSIGN_OR_RETURN(Remembered remembered, journal.ask(subject));
  Left left;
  left.recipients = std::move(remembered.open);
  left.sent = std::move(remembered.sent);
  left.answers = std::move(remembered.answers);
  left.claims = std::move(remembered.open_claims);
  std::vector<std::string>& unknown = remembered.unknown;
  if (!unknown.empty() && !retry_unknown) {
    left.unknown = unknown_since(left.claims);
  } else {
    std::move(unknown.begin(), unknown.end(), std::back_inserter(left.recipients));
  }
  return left;
}

int BounceResult::exit() const {
  if (state == BounceState::Unknown) return exit_code(ErrorKind::OutcomeUnknown);
  // Throttled to the end: unlike other refusals it will pass.
  if (state == BounceState::Failed && error->kind == ErrorKind::Service)
    return exit_code(ErrorKind::General);
  return error ? exit_code(error->kind) : 0;
}

std::string BounceResult::message_id() const {
  const auto* members = answer.get<Map>();
  return members == nullptr ? "" : text_at(*members, "MessageId");
}

std::vector<std::string> BounceResult::reasons() const {
  std::vector<std::string> words;
  for (const Finding& finding : findings) {
    if (is_refusal(finding)) words.push_back(finding.reason);
  }
  return words;
}

std::vector<std::string> BounceResult::all_warnings() const {
  return send_bounce::all_warnings(warnings, findings);
}

Bouncer::Bouncer(const Session& session, const CredentialWorld& surroundings,
                 const Lookups& lookups, StderrGate& err, Journal* memory,
                 const BouncerSettings& settings)
    : session_(session),
      surroundings_(surroundings),
      lookups_(lookups),
      err_(err),
      memory_(memory),
      settings_(settings),
      style_(
          error_style(session.line.values, session.config, session.world, ErrorKind::Interrupted)),
      words_between_(last_words_of({})),
      words_in_flight_(words_meanwhile(style_, err, true)) {}

BounceResult Bouncer::unusable(Error error) { return failed_with({}, std::move(error)); }

BounceResult Bouncer::bounce(BounceInput input) {
  if (settings_.goes_on) hold_signals();
  auto route = route_for(input);
  if (!route) return unusable(std::move(route).error());
  auto task = task_for(std::move(input), **route);
  if (!task) {
    BounceResult result;
    result.region = (*route)->settings.region.value;
    return failed_with(std::move(result), std::move(task).error());
  }
  if (auto settled = look(*task, Look::First)) return *std::move(settled);
  if (auto signed_now = sign_with_credentials(**route, session_, surroundings_); !signed_now)
    return failed_with(std::move(task->result), std::move(signed_now).error());
  task->plan.route.call.credentials = (*route)->call.credentials;
  if (!std::exchange(has_warned_of_tls_, true)) {
    warn(err_, unverified_warning(task->plan.route.call));
  }
  return send_in_turn(*std::move(task));
}

Result<const Settings*> Bouncer::settings_for(const BounceInput& input) {
  ASSIGN_OR_RETURN(const Route* route, route_for(input));
  return &route->settings;
}

LastWords Bouncer::last_words_of(const CallRecord& call) const {
  return last_words(call, style_, err_, true);
}

// Regions are few, and what hangs on one is found out once.
Result<Route*> Bouncer::route_for(const BounceInput& input) {
  const auto* received = input.received ? &*input.received : nullptr;
  std::string key;
  if (received != nullptr) {
    for (const auto* evidence : {&received->strong_region, &received->weak_region})
      key += (*evidence ? (*evidence)->region + " by " + (*evidence)->source : "") + "/";
  }
  if (const auto found = routes_.find(key); found != routes_.end()) return &found->second;
  ASSIGN_OR_RETURN(Route route, plan_route(session_, surroundings_, lookups_, received));
  if (route.region_stands_in) {
    return no_region_in_dry_run();
  }
  return &routes_.emplace(std::move(key), std::move(route)).first->second;
}

Result<Bouncer::Task> Bouncer::task_for(BounceInput input, const Route& route) {
  ASSIGN_OR_RETURN(Plan plan, plan_bounce(session_, std::move(input), route));
  Task task{std::move(plan), {}, {}, milliseconds{0}, std::nullopt};
  task.subject = subject_of(task.plan);
  task.result.region = route.settings.region.value;
  task.result.original_message_id = task.subject.id;
  task.result.recipients = task.subject.recipients;
  task.result.warnings = task.plan.warnings;
  task.result.findings = task.plan.findings;
  return task;
}

// The journal comes before the guards: what was sent was sent, however stale it is by now.
std::optional<BounceResult> Bouncer::look(Task& task, Look look) {
  if (memory_ != nullptr) {
    if (look == Look::First) {
      if (auto locked = memory_->lock(); !locked) return stopped(task, std::move(locked).error());
    }
    auto settled = look_into_memory(task);
    if (look == Look::First) memory_->unlock();
    if (settled) return settled;
  }
  if (task.plan.is_refused()) return failed_with(std::move(task.result), task.plan.refusal());
  if (settings_.sends) return std::nullopt;
  task.result.state = BounceState::WouldSend;
  return std::move(task.result);
}

std::optional<BounceResult> Bouncer::look_into_memory(Task& task) {
  auto left = left_of(*memory_, task.subject, settings_.retry_unknown);
  if (!left) return stopped(task, std::move(left).error());
  BounceResult& result = task.result;
  const bool is_done = left->is_done();
  if (!left->answers.empty()) result.answers = std::move(left->answers);
  if (left->unknown) return failed_with(std::move(result), *std::move(left->unknown));
  if (is_done) {
    result.state = BounceState::Already;
    result.answer = Map{{"MessageId", result.answers.front().message_id}};
    return std::move(result);
  }
  if (left->sent.empty()) return std::nullopt;
  auto rest = narrowed(session_, std::move(task.plan), left->recipients);
  if (!rest) return failed_with(std::move(result), std::move(rest).error());
  task.plan = *std::move(rest);
  result.findings = task.plan.findings;
  std::move(left->sent.begin(), left->sent.end(), std::back_inserter(result.already));
  result.recipients = task.subject.recipients = std::move(left->recipients);
  return std::nullopt;
}

BounceResult Bouncer::stopped(Task& task, Error error) const {
  BounceResult result = failed_with(std::move(task.result), error);
  if (error.kind != ErrorKind::Interrupted) result.stop = std::move(error);
  return result;
}

BounceResult Bouncer::send_in_turn(Task task) {
  milliseconds waited{0};
  while (true) {
    if (memory_ != nullptr) {
      if (auto locked = memory_->lock(); !locked) return stopped(task, std::move(locked).error());
    }
    auto ended = call_in_turn(task, waited);
    if (memory_ != nullptr) memory_->unlock();
    if (ended) return *std::move(ended);
    const milliseconds wait = std::exchange(task.wait, milliseconds{0});
    if (!session_.world.clock.sleep(wait)) return interrupted(task);
  }
}

// nullopt where it is to be tried again after task.wait, when others have had the lock meanwhile.
std::optional<BounceResult> Bouncer::call_in_turn(Task& task, milliseconds& waited) {
  if (memory_ != nullptr) {
    if (auto settled = look(task, Look::Locked)) return settled;
  }
  task.wait = turn_of(task);
  if (task.wait.count() > 0) return std::nullopt;
  CallSettings& call = task.plan.route.call;
  call.invocation_id = new_invocation_id(session_.world.random);
  call.deadline = deadline_;
  call.transport.keep_connection = settings_.goes_on;
  call.transport.ends_on_signal = !settings_.goes_on;
  // A signal must not come between the claim and what is told of it.
  if (memory_ != nullptr) {
    hold_signals();
    const auto received = task.plan.received ? task.plan.received->time : std::nullopt;
    if (auto claimed = memory_->claim(task.subject, call.invocation_id, received); !claimed)
      return stopped(task, std::move(claimed).error());
  }
  last_starts_.insert_or_assign(task.subject.region, session_.world.clock.elapsed());
  make_call(task);
  if (memory_ != nullptr) settle(task);
  if (settings_.goes_on) hold_signals();
  if (!is_worth_a_wait(task, waited)) return std::move(task.result);
  task.result.error.reset();
  return std::nullopt;
}

void Bouncer::make_call(Task& task) {
  auto answer = call_ses(task.plan, session_, err_, style_, words_in_flight_);
  if (!answer) return fail_with(task.result, std::move(answer).error());
  task.result.state = BounceState::Sent;
  task.result.answer = std::move(answer->value);
  task.result.call = std::move(answer->call);
}

void Bouncer::settle(Task& task) {
  auto kept = memory_->settle(settlement_of(task.result));
  if (kept) return;
  Error error = std::move(kept).error();
  error.call = task.result.call;
  if (task.result.state == BounceState::Sent) {
    error.kind = ErrorKind::OutputLost;
    task.result.error = error;
  }
  task.result.stop = std::move(error);
}

// How long to wait for the turn of the region, by the journal and by our own clock. A claim is
// waited for once: a clock that was set back costs one turn at most.
milliseconds Bouncer::turn_of(Task& task) const {
  if (settings_.rate <= 0) return milliseconds{0};
  const double turn = 1000 / settings_.rate;
  double wait = 0;
  const Clock& clock = session_.world.clock;
  if (const auto start = last_starts_.find(task.subject.region); start != last_starts_.end()) {
    wait = turn - static_cast<double>((clock.elapsed() - start->second).count()) / 1000;
  }
  const auto claim = memory_ == nullptr
                         ? std::nullopt
                         : memory_->last_claim(task.subject.realm, task.subject.region);
  if (claim && claim != task.waited_for) {
    task.waited_for = claim;
    const Instant now = clock.now();
    const double passed = static_cast<double>(now.seconds - claim->seconds) * 1000 +
                          (now.microseconds - claim->microseconds) / 1000.0;
    wait = std::max(wait, turn - passed);
  }
  return milliseconds{static_cast<std::int64_t>(std::ceil(std::clamp(wait, 0.0, turn)))};
}

// SES has refused it for its rate alone, so it was not accepted, and will be later.
bool Bouncer::is_worth_a_wait(Task& task, milliseconds& waited) const {
  BounceResult& result = task.result;
  if (!settings_.goes_on || result.stop || result.state != BounceState::Rejected) return false;
  if (!is_throttling_code(result.error->code)) return false;
  task.wait = std::clamp(waited, kFirstThrottleWait, kLongestThrottleWait);
  const bool is_in_time =
      !deadline_ || session_.world.clock.elapsed() + task.wait + kLeftAtStart <= *deadline_;
  if (waited >= kThrottlePatience || !is_in_time) {
    result.state = BounceState::Failed;
    return false;
  }
  waited += task.wait;
  return true;
}

BounceResult Bouncer::interrupted(Task& task) {
  Error error;
  error.kind = ErrorKind::Interrupted;
  error.message = "Interrupted.";
  return failed_with(std::move(task.result), std::move(error));
}

void Bouncer::hold_signals() { session_.world.interrupts.hold(words_between_); }

}  // namespace send_bounce
