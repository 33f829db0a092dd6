#include "stand_in/faults.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <optional>

#include "send_bounce/text/encoding.h"
#include "send_bounce/text/number_text.h"

namespace send_bounce::stand_in {
namespace {

enum class Seconds : std::uint8_t { None, Optional, Required };

enum class Meets : std::uint8_t {
  Request,      ///< the service sees it
  RequestOnly,  ///< the service does not
  Connection,
};

struct FaultRow {
  std::string_view name;
  FaultKind kind;
  Meets meets;
  DeliveryKind delivery;
  Seconds seconds;
  std::int64_t default_milliseconds;
  std::string_view documentation;
};

constexpr FaultRow kRows[] = {
    {"ok", FaultKind::Ok, Meets::Request, DeliveryKind::Whole, Seconds::None, 0,
     "The request is served normally."},
    {"500", FaultKind::InternalFailure, Meets::RequestOnly, DeliveryKind::Whole, Seconds::None, 0,
     "The answer is InternalFailure. The bounce is not accepted."},
    {"503", FaultKind::Unavailable, Meets::RequestOnly, DeliveryKind::Whole, Seconds::None, 0,
     "The answer is ServiceUnavailable. The bounce is not accepted."},
    {"throttle", FaultKind::Throttle, Meets::RequestOnly, DeliveryKind::Whole, Seconds::None, 0,
     "The answer is Throttling. The bounce is not accepted."},
    {"hang", FaultKind::Hang, Meets::Request, DeliveryKind::Hang, Seconds::Optional, 0,
     "No answer comes. With SECONDS, the connection is closed after that time. The bounce is "
     "accepted."},
    {"hang-before", FaultKind::HangBefore, Meets::RequestOnly, DeliveryKind::Hang,
     Seconds::Optional, 0,
     "No answer comes. With SECONDS, the connection is closed after that time. The bounce is not "
     "accepted."},
    {"late", FaultKind::Late, Meets::Request, DeliveryKind::Late, Seconds::Required, 0,
     "The answer comes SECONDS late. The bounce is accepted."},
    {"reset", FaultKind::Reset, Meets::Request, DeliveryKind::Reset, Seconds::None, 0,
     "The connection is reset before the answer. The bounce is accepted."},
    {"reset-before", FaultKind::ResetBefore, Meets::RequestOnly, DeliveryKind::Reset, Seconds::None,
     0, "The connection is reset before the answer. The bounce is not accepted."},
    {"half", FaultKind::Half, Meets::Request, DeliveryKind::Half, Seconds::None, 0,
     "The connection is closed after half of the answer. The bounce is accepted."},
    {"slow", FaultKind::Slow, Meets::Request, DeliveryKind::Slow, Seconds::Optional, 50,
     "The answer comes byte by byte, with a pause of SECONDS (default 0.05) between two bytes. The "
     "bounce is accepted."},
    {"untidy-header", FaultKind::UntidyHeader, Meets::Request, DeliveryKind::Whole, Seconds::None,
     0, "The head of the answer has lines that are not header fields. The bounce is accepted."},
    {"second-answer", FaultKind::SecondAnswer, Meets::Request, DeliveryKind::Whole, Seconds::None,
     0,
     "A second answer, which belongs to no request, follows the first at once. It names another "
     "bounce. The bounce of the request is accepted."},
    {"skew", FaultKind::Skew, Meets::Request, DeliveryKind::Whole, Seconds::Required, 0,
     "The service's clock is SECONDS fast, or slow if SECONDS is negative. It may refuse the "
     "signature because of that."},
    {"tls-alert", FaultKind::TlsAlert, Meets::Connection, DeliveryKind::Whole, Seconds::None, 0,
     "The TLS handshake of the next connection is refused with the alert handshake_failure."},
    {"wrong-certificate", FaultKind::WrongCertificate, Meets::Connection, DeliveryKind::Whole,
     Seconds::None, 0, "The next connection gets a certificate for another host."},
    {"expired-certificate", FaultKind::ExpiredCertificate, Meets::Connection, DeliveryKind::Whole,
     Seconds::None, 0, "The next connection gets a certificate that has expired."},
    {"unknown-ca", FaultKind::UnknownCa, Meets::Connection, DeliveryKind::Whole, Seconds::None, 0,
     "The next connection gets a certificate signed by an authority that is not in ca.pem."},
    {"slow-handshake", FaultKind::SlowHandshake, Meets::Connection, DeliveryKind::Whole,
     Seconds::Required, 0, "The TLS handshake of the next connection begins SECONDS late."},
};

constexpr std::string_view kRandom = "random";
constexpr std::string_view kRandomForm = "random:SEED";

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
  return text + ", " + std::string(kRandomForm) + ". Add *COUNT to a step to repeat it";
}

Failure refuse(std::string_view step, const std::string& why) {
  return fail(ErrorKind::Usage, "--fault: step '" + std::string(step) + "' " + why +
                                    ". Known steps: " + known_steps());
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

const FaultRow& row_of(FaultKind kind) {
  return *std::find_if(std::begin(kRows), std::end(kRows),
                       [&](const FaultRow& row) { return row.kind == kind; });
}

// `seed` is the text after "random:".
Result<FaultStep> random_step(std::string_view text, std::string_view seed, FaultStep step,
                              bool has_count) {
  std::uint64_t number = 0;
  const auto [end, fault] = std::from_chars(seed.data(), seed.data() + seed.size(), number);
  if (seed.empty() || fault != std::errc() || end != seed.data() + seed.size()) {
    return refuse(text, "needs a seed after ':', a whole number from 0 to 18446744073709551615");
  }
  step.seed = number;
  if (!has_count) step.count = kEndless;
  return step;
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
  if (rest.substr(0, colon) == kRandom) {
    const auto seed = colon == rest.npos ? std::string_view() : rest.substr(colon + 1);
    return random_step(text, seed, step, rest.size() != text.size());
  }
  const auto* row = find_row(rest.substr(0, colon));
  if (row == nullptr) return refuse(text, "is not known");
  step.fault = {row->kind, row->default_milliseconds};
  if (colon == rest.npos) {
    if (row->seconds == Seconds::Required) return refuse(text, "needs ':SECONDS'");
    return step;
  }
  if (row->seconds == Seconds::None) return refuse(text, "takes no ':SECONDS'");
  const auto milliseconds = read_milliseconds(rest.substr(colon + 1), row->kind);
  if (!milliseconds) {
    return refuse(text, row->kind == FaultKind::Skew
                            ? "needs seconds from -315360000 to 315360000 after ':'"
                            : "needs seconds from 0.001 to 86400 after ':'");
  }
  step.fault.milliseconds = *milliseconds;
  return step;
}

// A number from 0 to bound - 1. The distributions of the standard library differ from one library
// to the next, but a seed must give the same steps everywhere.
std::size_t draw_below(std::size_t bound, std::mt19937_64& chance) {
  return static_cast<std::size_t>(chance() % bound);
}

}  // namespace

std::vector<FaultNote> fault_notes() {
  std::vector<FaultNote> notes;
  for (const auto& row : kRows) notes.push_back({form_of(row), row.documentation});
  notes.push_back({std::string(kRandomForm),
                   "Every later step is chosen at random; half of the requests are served "
                   "normally. The same SEED gives the same steps in every run. With `*COUNT` the "
                   "random steps end after COUNT of them."});
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

std::string_view fault_name(FaultKind kind) { return row_of(kind).name; }

bool is_of_connection(FaultKind kind) { return row_of(kind).meets == Meets::Connection; }

bool is_processed_under(FaultKind kind) { return row_of(kind).meets != Meets::RequestOnly; }

Delivery delivery_under(const Fault& fault) {
  const DeliveryKind kind = row_of(fault.kind).delivery;
  if (kind == DeliveryKind::Whole) return {};
  return {kind, std::chrono::milliseconds(fault.milliseconds)};
}

// Half of the draws are Ok. Waits are short, so that a client with common time-outs survives them.
// An endless hang is never drawn.
Fault draw_fault(std::mt19937_64& chance, bool has_tls) {
  std::vector<FaultKind> kinds;
  for (const auto& row : kRows) {
    const bool is_possible = row.meets != Meets::Connection || has_tls;
    if (row.kind != FaultKind::Ok && is_possible) kinds.push_back(row.kind);
  }
  if (draw_below(2, chance) == 0) return {};
  const FaultKind kind = kinds[draw_below(kinds.size(), chance)];
  const auto seconds = static_cast<std::int64_t>(1 + draw_below(3, chance));
  if (kind == FaultKind::Skew) return {kind, seconds == 1 ? 1'200'000 : -1'200'000};
  if (kind == FaultKind::Slow) return {kind, seconds};  // milliseconds
  return {kind, row_of(kind).seconds == Seconds::None ? 0 : seconds * 1000};
}

}  // namespace send_bounce::stand_in
