#include "send_bounce/lambda/event.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "send_bounce/text/encoding.h"
#include "send_bounce/text/json_document.h"
#include "send_bounce/text/json_text.h"
#include "send_bounce/text/redaction.h"

namespace send_bounce {
namespace {

constexpr int kNotReached = 255;
constexpr std::string_view kNotReachedState = "not-reached";
constexpr std::size_t kMostNoted = 10;        // records of an event, as SQS hands over by default
constexpr std::size_t kLongestMessage = 500;  // bytes, in the log

bool is_queue_arn(std::string_view arn) { return arn.find(":sqs:") != std::string_view::npos; }

bool is_of_a_queue(const ReceivedRecord& record) {
  return !record.sqs.message_id.empty() && is_queue_arn(record.sqs.queue_arn);
}

EventSource source_of_queue(std::string_view arn) {
  return arn.ends_with(".fifo") ? EventSource::FifoQueue : EventSource::Queue;
}

EventSource source_of(const std::vector<ReceivedRecord>& records) {
  if (!std::all_of(records.begin(), records.end(), is_of_a_queue)) return EventSource::Direct;
  return source_of_queue(records.front().sqs.queue_arn);
}

// Of an event that could not be taken apart: where it is SQS's, its records must not get lost.
EventSource source_of_unreadable(std::string_view json) {
  const auto value = parse_json_document(json);
  const Map* event = value ? value->get<Map>() : nullptr;
  const Value* listed = event == nullptr ? nullptr : event->find("Records");
  if (value && event == nullptr) listed = &*value;  // EventBridge Pipes hands over a bare list
  const List* records = listed == nullptr ? nullptr : listed->get<List>();
  if (records == nullptr || records->empty()) return EventSource::Direct;
  const Map* first = records->front().get<Map>();
  const auto* arn = first == nullptr ? nullptr : first->get<std::string>("eventSourceARN");
  return arn != nullptr && is_queue_arn(*arn) ? source_of_queue(*arn) : EventSource::Direct;
}

bool is_one_of(int code, std::initializer_list<int> codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

/// Which records have failed, one for each; of a FIFO queue all that follow the first.
std::vector<bool> failures(const LambdaEvent& event, const std::vector<RecordOutcome>& outcomes) {
  std::vector<bool> failed(event.records.size(), true);
  for (std::size_t i = 0; i < std::min(outcomes.size(), failed.size()); ++i) {
    failed[i] = is_failure(event.source, outcomes[i]);
    if (failed[i] && event.source == EventSource::FifoQueue) {
      std::fill(failed.begin() + static_cast<std::ptrdiff_t>(i), failed.end(), true);
      break;
    }
  }
  return failed;
}

// The worst that was handled: what was not reached is only its consequence.
// REQUIRES: one of them has failed.
LambdaAnswer worst_error(const LambdaEvent& event, const std::vector<RecordOutcome>& outcomes,
                         const std::vector<bool>& failed) {
  int code = kNotReached;
  std::string message =
      "The record was not handled: the time was up, or a signal stopped the process.";
  const RecordOutcome* worst = nullptr;
  for (const RecordOutcome& outcome : outcomes) {
    if (!is_failure(event.source, outcome)) continue;
    if (worst == nullptr || is_worse_exit_code(outcome.exit_code, worst->exit_code)) {
      worst = &outcome;
      code = outcome.exit_code;
      message = outcome.message;
    }
  }
  if (failed.size() > 1) {
    message = std::to_string(std::count(failed.begin(), failed.end(), true)) + " of " +
              std::to_string(failed.size()) + " records failed. " + message;
  }
  return error_answer(code, message);
}

LambdaAnswer disposition(const char* word) {
  return {json_text(Map{{"disposition", word}}, JsonSpacing::Python), "", word};
}

LambdaAnswer answer_directly(const LambdaEvent& event, const std::vector<RecordOutcome>& outcomes,
                             const std::vector<bool>& failed) {
  if (std::find(failed.begin(), failed.end(), true) != failed.end()) {
    return worst_error(event, outcomes, failed);
  }
  const bool are_bounced =
      std::all_of(outcomes.begin(), outcomes.end(),
                  [](const RecordOutcome& outcome) { return outcome.is_bounced; });
  return disposition(are_bounced ? "STOP_RULE_SET" : "CONTINUE");
}

// A message of the queue may hold several records: it has failed if one of them has.
LambdaAnswer answer_queue(const LambdaEvent& event, const std::vector<RecordOutcome>& outcomes,
                          const std::vector<bool>& failed) {
  Map is_failed;  // by message of the queue, in its order
  for (std::size_t i = 0; i < failed.size(); ++i) {
    const std::string& id = event.records[i].sqs.message_id;
    const bool* before = is_failed.get<bool>(id);
    is_failed.set(id, failed[i] || (before != nullptr && *before));
  }
  List items;
  for (const MapEntry& message : is_failed) {
    if (*message.value.get<bool>()) items.emplace_back(Map{{"itemIdentifier", message.key}});
  }
  if (items.size() == is_failed.size()) return worst_error(event, outcomes, failed);
  const std::string summary =
      std::to_string(items.size()) + " of " + std::to_string(is_failed.size()) + " failed";
  return {json_text(Map{{"batchItemFailures", std::move(items)}}, JsonSpacing::Python), "",
          summary};
}

std::string_view name_of_source(EventSource source) {
  switch (source) {
    case EventSource::Queue:
      return "sqs";
    case EventSource::FifoQueue:
      return "sqs-fifo";
    case EventSource::Direct:
      break;
  }
  return "direct";
}

Map counted_states(std::size_t records, const std::vector<RecordOutcome>& outcomes) {
  Map states;
  const auto count = [&states](const std::string& state, std::int64_t more) {
    const auto* before = states.get<std::int64_t>(state);
    states.set(state, (before == nullptr ? 0 : *before) + more);
  };
  for (const RecordOutcome& outcome : outcomes) count(outcome.state, 1);
  if (records > outcomes.size()) {
    count(std::string(kNotReachedState), static_cast<std::int64_t>(records - outcomes.size()));
  }
  return states;
}

// Between two characters of UTF-8.
std::string cut(std::string text) {
  if (text.size() <= kLongestMessage) return text;
  std::size_t end = kLongestMessage;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "...";
}

Map noted_record(const RecordOutcome& outcome) {
  Map entry{{"State", outcome.state}, {"Exit", outcome.exit_code}};
  for (const MapEntry& member : outcome.noted) entry.set(member.key, member.value);
  if (!outcome.message.empty()) {
    entry.set("Message", cut(without_addresses(replace_invalid_utf8(outcome.message))));
  }
  return entry;
}

}  // namespace

LambdaEvent read_lambda_event(std::string_view json) {
  auto records = read_received(json);
  if (records) return {source_of(*records), *std::move(records)};
  LambdaEvent event{source_of_unreadable(json), {}};
  event.records.push_back({tl::make_unexpected(std::move(records).error()), {}});
  return event;
}

bool is_failure(EventSource source, const RecordOutcome& outcome) {
  if (outcome.is_for_now) return true;
  return source == EventSource::Direct ? !is_one_of(outcome.exit_code, {0, 65, 77})
                                       : !is_one_of(outcome.exit_code, {0, 77, 254});
}

bool ends_event(EventSource source, const RecordOutcome& outcome) {
  return outcome.ends_event || outcome.ends_process ||
         (source == EventSource::FifoQueue && is_failure(source, outcome));
}

LambdaAnswer error_answer(int exit_code, const std::string& message) {
  const std::string type = "SendBounce." + std::to_string(exit_code);
  const Map body{
      {"errorMessage", replace_invalid_utf8(message)}, {"errorType", type}, {"stackTrace", List()}};
  return {json_text(body, JsonSpacing::Python), type, type};
}

LambdaAnswer answer_to(const LambdaEvent& event, const std::vector<RecordOutcome>& outcomes) {
  const std::vector<bool> failed = failures(event, outcomes);
  return event.source == EventSource::Direct ? answer_directly(event, outcomes, failed)
                                             : answer_queue(event, outcomes, failed);
}

std::string lambda_log_line(const LambdaLogFacts& facts, const LambdaEvent& event,
                            const std::vector<RecordOutcome>& outcomes,
                            const LambdaAnswer& answer) {
  Map line{{"RequestId", facts.request_id}};
  if (!facts.trace_id.empty()) line.set("TraceId", facts.trace_id);
  line.set("Source", name_of_source(event.source));
  line.set("Records", static_cast<std::int64_t>(event.records.size()));
  line.set("States", counted_states(event.records.size(), outcomes));
  line.set("Answer", answer.summary);
  line.set("DurationMs", static_cast<std::int64_t>(facts.duration.count()));
  List noted;
  for (const RecordOutcome& outcome : outcomes) {
    if (noted.size() == kMostNoted) break;
    noted.emplace_back(noted_record(outcome));
  }
  line.set("Bounces", std::move(noted));
  return json_text(line, JsonSpacing::None) + "\n";
}

}  // namespace send_bounce
