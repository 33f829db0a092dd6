#include "cli/dry_run.h"

#include <algorithm>
#include <utility>

#include "cli/bouncer.h"
#include "cli/configure_list.h"
#include "cli/memory.h"
#include "cli/reporting.h"
#include "cli/shown_forms.h"
#include "send_bounce/dsn/preview.h"
#include "send_bounce/model/ses_model.h"
#include "send_bounce/protocol/query.h"
#include "send_bounce/values/instant.h"

namespace send_bounce {
namespace {

constexpr std::string_view kNoCredentials = "no-credentials";

enum class DryRunForm : std::uint8_t { Plan, Curl, Dsn, Policy };

DryRunForm form_of(const CommandLine& line) {
  const std::string* name = line.text("dry-run");
  if (name == nullptr || *name == "plan") return DryRunForm::Plan;
  if (*name == "curl") return DryRunForm::Curl;
  return *name == "dsn" ? DryRunForm::Dsn : DryRunForm::Policy;
}

// RFC 3339 with milliseconds where there are any: receipts have no finer times.
std::string rfc3339(Instant instant) {
  return instant.microseconds == 0 ? format_iso8601(instant) : format_iso8601_milliseconds(instant);
}

Value shown_message(const ReceivedMessage& message, Instant now) {
  Map map;
  map.set("Time", message.time ? Value(rfc3339(*message.time)) : Value(nullptr));
  map.set("AgeSeconds", message.time
                            ? Value(std::max<std::int64_t>(0, now.seconds - message.time->seconds))
                            : Value(nullptr));
  map.set("ReturnPath", message.return_path ? Value(*message.return_path) : Value(nullptr));
  map.set("Recipients", texts_of(message.recipients));
  return map;
}

Value shown_findings(const std::vector<Finding>& findings) {
  Value::List list;
  for (const Finding& finding : findings) {
    list.emplace_back(Map{{"Reason", finding.reason},
                          {"Level", std::string(level_word(finding.level))},
                          {"Text", finding.text}});
  }
  return list;
}

// Timestamps as text, so that the document can be given as --cli-input-json.
Value as_document(const Value& value) {
  if (const auto* instant = value.get<Instant>()) return format_iso8601(*instant);
  if (const auto* list = value.get<Value::List>()) {
    Value::List shown;
    for (const Value& element : *list) shown.push_back(as_document(element));
    return shown;
  }
  if (const auto* map = value.get<Map>()) {
    Map shown;
    for (const MapEntry& entry : *map) shown.set(entry.key, as_document(entry.value));
    return shown;
  }
  return value;
}

// A call that cannot be signed would end with 253; what would be sent is worth seeing all the same.
void find_missing_credentials(const Session& session, Plan& plan) {
  if (session.options.no_sign_request || plan.route.signer.expected) return;
  plan.findings.push_back(
      {std::string(kNoCredentials), GuardLevel::Warn,
       "no provider has credentials, so the call would end with exit code 253"});
}

Value shown_entry(const JournalEntry& entry) {
  Map map{{"Recipients", texts_of(entry.subject.recipients)},
          {"At", format_iso8601_milliseconds(entry.at)}};
  const bool is_sent = entry.state == JournalState::Sent;
  map.set("State", is_sent ? "sent" : "unknown");
  map.set(is_sent ? "MessageId" : "InvocationId", is_sent ? entry.message_id : entry.invocation_id);
  return map;
}

// The journal is asked before the guards: what was sent was sent.
bool is_settled_by(const std::optional<Left>& left) {
  return left && (left->unknown || left->is_done());
}

Value shown_memory(const Left& left) {
  List entries;
  for (const auto* list : {&left.answers, &left.claims}) {
    for (const JournalEntry& entry : *list) entries.push_back(shown_entry(entry));
  }
  return entries;
}

// nullopt where no journal is asked for. It is read, and never made.
Result<std::optional<Left>> look_into_journal(const Plan& plan, const Session& session,
                                              StderrGate& err, MemoryPlace place) {
  if (!wants_memory(session.line)) return std::nullopt;
  ASSIGN_OR_RETURN(std::optional<Journal> journal,
                   open_memory(session, plan.content.original_message_id, place, err));
  RETURN_IF_ERROR(journal->lock());
  auto left = left_of(*journal, subject_of(plan), session.line.has("retry-unknown"));
  journal->unlock();
  return left;
}

Value shown_plan(const Plan& plan, const std::optional<Left>& left, const Session& session) {
  const Route& route = plan.route;
  Map map;
  map.set("WouldSend", !plan.is_refused() && !is_settled_by(left));
  map.set("Endpoint", url_of(route.call.endpoint));
  map.set("Region", Map{{"Value", route.settings.region.value},
                        {"From", origin_type(route.settings.region.origin, session.config)}});
  map.set("Credentials",
          route.signer.expected ? Value(route.signer.expected->provider) : Value(nullptr));
  if (plan.received) {
    map.set("Received", shown_message(*plan.received, session.world.clock.now()));
  }
  if (left) map.set("Already", shown_memory(*left));
  map.set("Findings", shown_findings(plan.findings));
  map.set("Parameters", as_document(Value(plan.request.parameters())));
  return map;
}

Result<Presented> show_plan(const Plan& plan, const std::optional<Left>& left,
                            const Session& session) {
  ASSIGN_OR_RETURN(const Presentation how, choose_presentation(plan.route.settings, session.world));
  ASSIGN_OR_RETURN(Presented presented,
                   present(shown_plan(plan, left, session), how, session.line, session.world));
  if (is_settled_by(left)) {
    presented.refusal = left->unknown;
  } else if (plan.is_refused()) {
    presented.refusal = plan.refusal();
  }
  return presented;
}

Result<Presented> show_dsn(const Plan& plan, const Session& session) {
  OriginalFacts original;
  if (plan.received) {
    original = {plan.received->return_path, plan.received->time, plan.received->header_block};
  }
  const Route& route = plan.route;
  const std::string region = route.region_stands_in ? "" : route.settings.region.value;
  ASSIGN_OR_RETURN(std::string text,
                   preview_dsn(plan.content, original, region, session.world.clock.now()));
  return Presented{std::move(text), {}};
}

Result<Presented> show_curl(const Plan& plan, const Session& session) {
  ASSIGN_OR_RETURN(const std::string body, serialize_query(kSendBounce, plan.request.parameters()));
  const CallSettings& call = plan.route.call;
  const bool is_folder = session.files.kind(call.transport.ca_bundle) == FileKind::Directory;
  return Presented{curl_command(call, is_folder ? TrustForm::Folder : TrustForm::File, body,
                                !session.options.no_sign_request),
                   {}};
}

Result<Presented> show_policy(const Plan& plan, const Session& session) {
  ASSIGN_OR_RETURN(const Presentation how, choose_presentation(plan.route.settings, session.world));
  return present(least_policy(plan.content.bounce_sender), how, session.line, session.world);
}

}  // namespace

void tell_warnings(const Plan& plan, StderrGate& err) {
  for (const std::string& warning : all_warnings(plan.warnings, plan.findings)) warn(err, warning);
}

Result<Presented> dry_run(const Session& session, BounceInput input, StderrGate& err,
                          MemoryPlace place) {
  const DryRunForm form = form_of(session.line);
  const bool needs_region = form == DryRunForm::Plan || form == DryRunForm::Curl;
  const CredentialWorld surroundings = credential_world(session);
  ASSIGN_OR_RETURN(
      Plan plan, make_plan(session, std::move(input), surroundings, OfflineLookups(!needs_region)));
  if (needs_region && plan.route.region_stands_in) {
    return no_region_in_dry_run();
  }
  ASSIGN_OR_RETURN(const auto left, look_into_journal(plan, session, err, place));
  const bool is_settled = is_settled_by(left);
  if (left && !is_settled && !left->sent.empty()) {
    ASSIGN_OR_RETURN(plan, narrowed(session, std::move(plan), left->recipients));
  }
  find_missing_credentials(session, plan);
  if (form != DryRunForm::Plan) {
    if (is_settled && left->unknown) return Failure(*left->unknown);
    if (is_settled) {
      tell_answers(left->answers, err);
      return Presented{};
    }
    if (plan.is_refused()) return Failure(plan.refusal());
  }
  if (!is_settled && !plan.is_refused()) tell_warnings(plan, err);
  switch (form) {
    case DryRunForm::Curl:
      return show_curl(plan, session);
    case DryRunForm::Dsn:
      return show_dsn(plan, session);
    case DryRunForm::Policy:
      return show_policy(plan, session);
    case DryRunForm::Plan:
      break;
  }
  return show_plan(plan, left, session);
}

}  // namespace send_bounce
