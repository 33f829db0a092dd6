#include "stand_in/faults.h"

#include <charconv>
#include <cmath>
#include <optional>

#include "send_bounce/text/encoding.h"
#include "send_bounce/text/number_text.h"

namespace send_bounce::stand_in {
namespace {

enum class Seconds : std::uint8_t { None, Optional, Required };

struct FaultRow {
  std::string_view name;
  FaultKind kind;
  Seconds seconds;
  std::int64_t default_milliseconds;
  std::string_view documentation;
};

constexpr FaultRow kRows[] = {
    {"ok", FaultKind::Ok, Seconds::None, 0, "Served normally."},
    {"500", FaultKind::InternalFailure, Seconds::None, 0,
     "InternalFailure; the bounce is not accepted."},
    {"503", FaultKind::Unavailable, Seconds::None, 0,
     "ServiceUnavailable; the bounce is not accepted."},
    {"throttle", FaultKind::Throttle, Seconds::None, 0, "Throttling; the bounce is not accepted."},
    {"hang", FaultKind::Hang, Seconds::Optional, 0,
     "The bounce is accepted, and no answer comes; after the seconds the connection is closed."},
    {"hang-before", FaultKind::HangBefore, Seconds::Optional, 0,
     "The same, but the bounce is not accepted."},
    {"late", FaultKind::Late, Seconds::Required, 0,
     "The bounce is accepted; the whole answer comes that much later."},
    {"reset", FaultKind::Reset, Seconds::None, 0,
     "The bounce is accepted; the connection is reset in place of an answer."},
    {"reset-before", FaultKind::ResetBefore, Seconds::None, 0,
     "The same, but the bounce is not accepted."},
    {"half", FaultKind::Half, Seconds::None, 0,
     "The bounce is accepted; half an answer comes, then the end."},
    {"slow", FaultKind::Slow, Seconds::Optional, 50,
     "The bounce is accepted; the answer comes byte by byte."},
    {"skew", FaultKind::Skew, Seconds::Required, 0,
     "The clock of the service is ahead by that, or behind where negative; signatures may expire."},
};

constexpr std::int64_t kMaxCount = 1'000'000;
constexpr double kMaxWait = 86'400;       // a day
constexpr double kMaxSkew = 315'360'000;  // ten years

std::string form_of(const FaultRow& row) {
  std::string form(row.name);
  if (row.seconds == Seconds::Optional) form += "[:SECONDS]";
  if (row.seconds == Seconds::Required) form += ":SECONDS";
  return form;
}

std::string known_steps() {
  std::string text;
  for (const auto& row : kRows) {
    if (!text.empty()) text += ", ";
    text += form_of(row);
  }
  return text + ", each with *COUNT where it repeats";
}

Failure refuse(std::string_view step, const std::string& why) {
  return fail(ErrorKind::Usage, "--fault: step '" + std::string(step) + "' " + why +
                                    "; known steps: " + known_steps());
}

std::optional<std::int64_t> read_count(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (count < 1 || count > kMaxCount) return std::nullopt;
  return count;
}

std::optional<std::int64_t> read_milliseconds(std::string_view text, FaultKind kind) {
  const auto seconds = fixed_point_value(text);
  const bool is_skew = kind == FaultKind::Skew;
  if (!seconds || std::abs(*seconds) > (is_skew ? kMaxSkew : kMaxWait)) return std::nullopt;
  const auto milliseconds = static_cast<std::int64_t>(std::llround(*seconds * 1000));
  if (!is_skew && milliseconds < 1) return std::nullopt;
  return milliseconds;
}

const FaultRow* find_row(std::string_view name) {
  for (const auto& row : kRows) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

Result<FaultStep> parse_step(std::string_view text) {
  FaultStep step;
  std::string_view rest = text;
  if (const auto star = rest.find('*'); star != rest.npos) {
    const auto count = read_count(rest.substr(star + 1));
    if (!count) return refuse(text, "needs a count from 1 to 1000000 after '*'");
    step.count = *count;
    rest = rest.substr(0, star);
  }

  const auto colon = rest.find(':');
  const auto* row = find_row(rest.substr(0, colon));
  if (row == nullptr) return refuse(text, "is not known");
  step.fault = {row->kind, row->default_milliseconds};
  if (colon == rest.npos) {
    if (row->seconds == Seconds::Required) return refuse(text, "needs ':SECONDS'");
    return step;
  }
  if (row->seconds == Seconds::None) return refuse(text, "takes no seconds");
  const auto milliseconds = read_milliseconds(rest.substr(colon + 1), row->kind);
  if (!milliseconds) {
    return refuse(text, row->kind == FaultKind::Skew
                            ? "needs seconds from -315360000 to 315360000 after ':'"
                            : "needs seconds from 0.001 to 86400 after ':'");
  }
  step.fault.milliseconds = *milliseconds;
  return step;
}

}  // namespace

std::vector<FaultNote> fault_notes() {
  std::vector<FaultNote> notes;
  for (const auto& row : kRows) notes.push_back({form_of(row), row.documentation});
  return notes;
}

Result<std::vector<FaultStep>> parse_fault_script(std::string_view script) {
  std::vector<FaultStep> steps;
  while (true) {
    const auto comma = script.find(',');
    ASSIGN_OR_RETURN(auto step, parse_step(trim(script.substr(0, comma))));
    steps.push_back(step);
    if (comma == script.npos) return steps;
    script.remove_prefix(comma + 1);
  }
}

std::string_view fault_name(FaultKind kind) {
  for (const auto& row : kRows) {
    if (row.kind == kind) return row.name;
  }
  return {};
}

bool is_processed_under(FaultKind kind) {
  switch (kind) {
    case FaultKind::InternalFailure:
    case FaultKind::Unavailable:
    case FaultKind::Throttle:
    case FaultKind::HangBefore:
    case FaultKind::ResetBefore:
      return false;
    case FaultKind::Ok:
    case FaultKind::Hang:
    case FaultKind::Late:
    case FaultKind::Reset:
    case FaultKind::Half:
    case FaultKind::Slow:
    case FaultKind::Skew:
      return true;
  }
  return true;
}

Delivery delivery_under(const Fault& fault) {
  const std::chrono::milliseconds pause(fault.milliseconds);
  switch (fault.kind) {
    case FaultKind::Ok:
    case FaultKind::InternalFailure:
    case FaultKind::Unavailable:
    case FaultKind::Throttle:
    case FaultKind::Skew:
      return {};
    case FaultKind::Hang:
    case FaultKind::HangBefore:
      return {DeliveryKind::Hang, pause};
    case FaultKind::Late:
      return {DeliveryKind::Late, pause};
    case FaultKind::Reset:
    case FaultKind::ResetBefore:
      return {DeliveryKind::Reset, pause};
    case FaultKind::Half:
      return {DeliveryKind::Half, pause};
    case FaultKind::Slow:
      return {DeliveryKind::Slow, pause};
  }
  return {};
}

Fault FaultQueue::next() {
  const std::scoped_lock lock(mutex_);
  if (position_ == steps_.size()) return {};
  auto& step = steps_[position_];
  if (--step.count == 0) ++position_;
  return step.fault;
}

}  // namespace send_bounce::stand_in
