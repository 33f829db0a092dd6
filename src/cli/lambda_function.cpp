#include "cli/lambda_function.h"

#include <memory>
#include <optional>
#include <utility>

#include "cli/bounce_input.h"
#include "cli/bouncer.h"
#include "cli/dry_run.h"
#include "cli/memory.h"
#include "cli/reporting.h"
#include "send_bounce/client/outcome_words.h"
#include "send_bounce/retry/retry_policy.h"
#include "send_bounce/settings/profiles.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/json_document.h"
#include "send_bounce/text/redaction.h"
#include "send_bounce/text/shell_words.h"
#include "send_bounce/version.h"

namespace send_bounce {
namespace {

constexpr const char* kOptions = "SEND_BOUNCE_OPTIONS";
constexpr const char* kApi = "AWS_LAMBDA_RUNTIME_API";
constexpr std::string_view kReceivedOption = "--received";

/// Options that ask for something else than a bounce of what the event holds.
struct Misplaced {
  std::string_view option;
  std::string_view reason;
};

constexpr Misplaced kMisplaced[] = {
    {"original-message-id", "each event names its message"},
    {"generate-cli-skeleton", "nobody would see the skeleton"},
    {"cli-auto-prompt", "there is no terminal"},
    {"log-file", "the function logs each event itself"},
};

Failure misplaced(std::string_view option, std::string_view reason) {
  return invalid_parameter(std::string(kOptions) + " has " + std::string(option) +
                           ", which cannot be used in AWS Lambda: " + std::string(reason) + ".");
}

// What every event would fail by is told at the start.
Result<ItemDefaults> read_options(const Session& session) {
  const CommandLine& line = session.line;
  if (line.action != Action::Send) {
    return invalid_parameter(
        std::string(kOptions) +
        " must contain the options of a bounce, for example --bounce-type DoesNotExist.");
  }
  for (const auto& [option, reason] : kMisplaced) {
    if (line.has(option)) return misplaced("--" + std::string(option), reason);
  }
  ASSIGN_OR_RETURN(ItemDefaults options,
                   read_item_defaults(line, session.files, session.world.variables));
  const bool has_reason = options.flat.entry.has("BounceType") ||
                          options.flat.entry.has("RecipientDsnFields") ||
                          options.given.values.has("BouncedRecipientInfoList");
  if (!has_reason) {
    return invalid_parameter(std::string(kOptions) +
                             " has no reason for the bounces. Add a bounce type or a status, for "
                             "example --bounce-type DoesNotExist or --status 5.7.1.");
  }
  return options;
}

// All that is known of a fault, on one line.
std::string told(const Error& error, const StderrGate& err) {
  std::string text = error.message;
  if (!error.advice.empty()) text += " " + error.advice;
  if (error.call.outcome != Outcome::NotSent) text += " " + what_is_known(error.call);
  return err.shown(trim(text));
}

List masked(const std::vector<std::string>& texts, const StderrGate& err) {
  List list;
  for (const std::string& text : texts) list.emplace_back(without_addresses(err.shown(text)));
  return list;
}

Map noted(const BounceResult& result, const StderrGate& err) {
  Map map;
  if (!result.region.empty()) map.set("Region", result.region);
  if (!result.original_message_id.empty()) {
    map.set("OriginalMessageId", without_addresses(result.original_message_id));
  }
  if (const auto* answer = result.answer.get<Map>()) {
    for (const MapEntry& member : *answer) map.set(member.key, member.value);
  }
  if (result.error && !result.error->code.empty()) map.set("Code", result.error->code);
  if (!result.call.invocation_id.empty() && result.state == BounceState::Unknown) {
    map.set("InvocationId", result.call.invocation_id);
  }
  const auto reasons = result.reasons();
  const auto warnings = result.all_warnings();
  if (!reasons.empty()) map.set("Reasons", texts_of(reasons));
  if (!warnings.empty()) map.set("Warnings", masked(warnings, err));
  return map;
}

RecordOutcome outcome_of(const BounceResult& result, const StderrGate& err, int signal) {
  RecordOutcome outcome;
  outcome.state = name_of(result.state);
  outcome.exit_code = result.exit();
  outcome.is_bounced = result.state == BounceState::Sent || result.state == BounceState::Already;
  outcome.noted = noted(result, err);
  outcome.ends_event = result.stop.has_value();
  if (!result.error) return outcome;
  const Error& error = *result.error;
  if (error.kind == ErrorKind::Interrupted && signal != 0) {
    outcome.exit_code = exit_code_of_signal(signal);
  }
  // The reasons of a refusal have said it.
  if (result.state != BounceState::Refused) outcome.message = told(error, err);
  if (result.state != BounceState::Rejected) return outcome;
  outcome.is_for_now = refuses_caller(error.code) || is_throttling_code(error.code);
  outcome.ends_process = error.code == "ExpiredToken" || error.code == "ExpiredTokenException";
  return outcome;
}

/// Warnings, which in the log are part of the event's line.
class CollectedLines : public Output {
 public:
  tl::expected<void, SystemError> write(std::string_view text) override {
    constexpr std::string_view kWarningPrefix = "send-bounce: [WARNING]: ";
    if (text.starts_with(kWarningPrefix)) text.remove_prefix(kWarningPrefix.size());
    lines.emplace_back(trim(text));
    return {};
  }
  bool is_terminal() const override { return false; }

  std::vector<std::string> lines;
};

class LambdaFunction : public RecordHandler {
 public:
  /// Refers to the session and to what it is made of.
  LambdaFunction(const Session& session, ItemDefaults options, std::optional<Journal> journal,
                 StderrGate& err)
      : session_(session),
        options_(std::move(options)),
        journal_(std::move(journal)),
        err_(err),
        surroundings_(credential_world(session)),
        lookups_(surroundings_),
        bouncer_(session, surroundings_, lookups_, err, journal_ ? &*journal_ : nullptr,
                 bouncer_settings(session.line)) {}

  RecordOutcome handle(Result<ReceivedMessage> message,
                       std::optional<std::chrono::microseconds> deadline) override {
    bouncer_.set_deadline(deadline);
    if (message && session_.line.has("dry-run")) return show(input_for(*std::move(message)));
    return outcome(message ? bouncer_.bounce(input_for(*std::move(message)))
                           : Bouncer::unusable(std::move(message).error()));
  }

  LastWords idle_words() const { return bouncer_.last_words_of({}); }

 private:
  static BouncerSettings bouncer_settings(const CommandLine& line) {
    BouncerSettings settings;
    settings.retry_unknown = line.has("retry-unknown");
    settings.goes_on = true;
    return settings;
  }

  RecordOutcome outcome(const BounceResult& result) const {
    return outcome_of(result, err_, session_.world.interrupts.held());
  }

  BounceInput input_for(ReceivedMessage message) const {
    BounceInput input{options_.given, options_.flat, std::move(message), options_.choice};
    input.is_completed_here = true;
    return input;
  }

  // What --dry-run prints becomes part of the line.
  RecordOutcome show(BounceInput input) {
    BounceResult result;
    result.original_message_id = message_id_of(input);
    result.state = BounceState::WouldSend;
    CollectedLines collected;
    StderrGate err(collected);
    auto shown = dry_run(session_, std::move(input), err, MemoryPlace::TemporaryFolder);
    if (!shown) return outcome(Bouncer::unusable(std::move(shown).error()));
    result.warnings = std::move(collected.lines);
    RecordOutcome outcome_shown =
        shown->refusal ? outcome(Bouncer::unusable(*std::move(shown->refusal))) : outcome(result);
    auto plan = parse_json_document(shown->text);
    outcome_shown.noted.set("Plan", plan ? *std::move(plan) : Value(shown->text));
    return outcome_shown;
  }

  const Session& session_;
  ItemDefaults options_;
  std::optional<Journal> journal_;
  StderrGate& err_;
  CredentialWorld surroundings_;
  OnlineLookups lookups_;
  Bouncer bouncer_;
};

Result<std::unique_ptr<LambdaFunction>> make_function(const Result<Session>& session,
                                                      StderrGate& err) {
  if (!session) return tl::make_unexpected(session.error());
  ASSIGN_OR_RETURN(ItemDefaults options, read_options(*session));
  // What else comes of the settings may depend on where a message was received.
  if (auto scope = select_profile(session->sources()); !scope) {
    return tl::make_unexpected(std::move(scope).error());
  }
  std::optional<Journal> journal;
  if (wants_memory(session->line) && !session->line.has("dry-run")) {
    ASSIGN_OR_RETURN(journal, open_memory(*session, "", MemoryPlace::TemporaryFolder, err));
  }
  return std::make_unique<LambdaFunction>(*session, std::move(options), std::move(journal), err);
}

}  // namespace

Result<std::vector<std::string>> lambda_words(const Variables& variables) {
  auto words = split_shell_words(variables.get(kOptions).value_or(""));
  if (!words) {
    return invalid_parameter(std::string(kOptions) +
                             " cannot be split into words: " + words.error().message + ".");
  }
  for (const std::string& word : *words) {
    if (word == kReceivedOption || word.starts_with(std::string(kReceivedOption) + "=")) {
      return misplaced(kReceivedOption, "the event contains the received message");
    }
  }
  // It lifts what a call without it would have to name, and is never read.
  words->insert(words->end(), {std::string(kReceivedOption), "{}"});
  return words;
}

Result<void> serve_lambda(const Result<Session>& session, const World& world, StderrGate& err) {
  const RuntimeApi api(world.variables.get(kApi).value_or(""),
                       "send-bounce/" + std::string(kVersion), world.transport);
  auto function = make_function(session, err);
  if (!function) {
    Error error = std::move(function).error();
    const auto refused = api.refuse_to_start(error_answer(exit_code(error.kind), told(error, err)));
    if (!refused) warn(err, refused.error().message);
    return tl::make_unexpected(std::move(error));
  }
  return serve_invocations(api, **function, world.clock, world.interrupts,
                           (*function)->idle_words(), err);
}

}  // namespace send_bounce
