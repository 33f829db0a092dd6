#include "cli/batch_report.h"

#include <algorithm>
#include <utility>

namespace send_bounce {
namespace {

void set_id(Map& map, const Value& answer) {
  const auto* members = answer.get<Map>();
  if (members == nullptr) return;
  for (const MapEntry& member : *members) map.set(member.key, member.value);
}

// What each state has beside the members that all of them have.
void set_details(Map& map, const BounceResult& result) {
  switch (result.state) {
    case BounceState::Sent:
      set_id(map, result.answer);
      break;
    case BounceState::Already:
      set_id(map, result.answer);
      map.set("At", format_iso8601_milliseconds(result.answers.front().at));
      break;
    case BounceState::WouldSend:
      break;
    case BounceState::Refused:
      map.set("Reasons", texts_of(result.reasons()));
      break;
    case BounceState::Rejected:
      map.set("Code", result.error->code);
      map.set("Message", result.error->message);
      break;
    case BounceState::Unknown:
      map.set("InvocationId", result.error->call.invocation_id);
      map.set("Message", result.error->message);
      break;
    case BounceState::Failed:
    case BounceState::Unreadable:
    case BounceState::Invalid:
      map.set("Message", result.error->message);
      break;
  }
}

std::string clock_text(std::int64_t seconds) {
  const auto two = [](std::int64_t number) { return std::to_string(100 + number).substr(1); };
  if (seconds < 3600) return std::to_string(seconds / 60) + ":" + two(seconds % 60);
  return std::to_string(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60);
}

}  // namespace

Value batch_line(const ItemPlace& place, const BounceResult& result) {
  Map map;
  map.set("Line", place.line);
  if (place.record > 0) map.set("Record", static_cast<std::int64_t>(place.record));
  map.set("State", std::string(name_of(result.state)));
  map.set("Exit", result.exit());
  if (!result.region.empty()) map.set("Region", result.region);
  if (!result.original_message_id.empty()) {
    map.set("OriginalMessageId", result.original_message_id);
    map.set("Recipients", texts_of(result.recipients));
  }
  set_details(map, result);
  if (!result.already.empty()) map.set("AlreadySent", texts_of(result.already));
  map.set("Warnings", texts_of(result.all_warnings()));
  if (!place.sqs.message_id.empty() || !place.sqs.receipt_handle.empty()) {
    map.set("Sqs",
            Map{{"MessageId", place.sqs.message_id}, {"ReceiptHandle", place.sqs.receipt_handle}});
  }
  return map;
}

void Tally::add(const BounceResult& result) {
  ++counts_[static_cast<std::size_t>(result.state)];
  take_exit_code(result.state == BounceState::Refused ? 0 : result.exit());
}

void Tally::take_exit_code(int code) {
  if (is_worse_exit_code(code, worst_)) worst_ = code;
}

std::int64_t Tally::total() const {
  std::int64_t sum = 0;
  for (const std::int64_t count : counts_) sum += count;
  return sum;
}

bool Tally::has_unsent() const {
  return counts_[static_cast<std::size_t>(BounceState::Sent)] +
             counts_[static_cast<std::size_t>(BounceState::Already)] !=
         total();
}

std::string Tally::words(const char* between) const {
  std::string text;
  for (std::size_t state = 0; state < kStates; ++state) {
    if (counts_[state] == 0) continue;
    text += (text.empty() ? "" : between) + std::to_string(counts_[state]) + " " +
            std::string(name_of(static_cast<BounceState>(state)));
  }
  return text;
}

std::string progress_line(std::int64_t done, std::int64_t of, const Tally& tally,
                          std::chrono::microseconds spent) {
  std::string text = std::to_string(done);
  if (of > 0) text += "/" + std::to_string(of);
  const std::string counts = tally.words("  ");
  if (!counts.empty()) text += "  " + counts;
  if (of > done && done > 0) {
    const double each = static_cast<double>(spent.count()) / 1e6 / static_cast<double>(done);
    text += "  " +
            clock_text(static_cast<std::int64_t>(each * static_cast<double>(of - done) + 0.5)) +
            " left";
  }
  return text;
}

}  // namespace send_bounce
