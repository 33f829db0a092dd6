#include "cli/job_log.h"

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

#include "cli/bounce_input.h"
#include "cli/reporting.h"
#include "cli/session.h"
#include "send_bounce/text/json_text.h"
#include "send_bounce/text/redaction.h"
#include "send_bounce/values/instant.h"
#include "send_bounce/world/shared_file.h"

namespace send_bounce {
namespace {

constexpr const char* kLogVariable = "SEND_BOUNCE_LOG";
constexpr std::string_view kNoLog = "off";
constexpr std::string_view kSystemLog = "syslog";
constexpr const char* kSystemSocket = "/dev/log";
// Codes and ids come from servers and from whoever wrote the input. A line stays a line.
constexpr std::size_t kLongestField = 256;

// RFC 3164 §4.1.1: eight times the facility, which is mail (2), and the severity.
constexpr int kMailFacility = 16;

int priority_of(BounceState state) {
  constexpr int kError = 3;
  constexpr int kWarning = 4;
  constexpr int kNotice = 5;
  constexpr int kInformation = 6;
  switch (state) {
    case BounceState::Sent:
    case BounceState::Already:
    case BounceState::WouldSend:
      return kMailFacility + kInformation;
    case BounceState::Refused:
      return kMailFacility + kNotice;
    case BounceState::Unreadable:
    case BounceState::Invalid:
      return kMailFacility + kWarning;
    case BounceState::Rejected:
    case BounceState::Unknown:
    case BounceState::Failed:
      break;
  }
  return kMailFacility + kError;
}

// "Nov  8 09:05:00" (RFC 3164 §4.1.2), in local time like all lines of that log; made of
// "Sun, 08 Nov 2026 09:05:00 +0000".
std::string system_log_time(const CivilTime& local) {
  const std::string date = format_rfc5322(instant_from_civil(local));
  std::string day = date.substr(5, 2);
  if (day.front() == '0') day.front() = ' ';
  return date.substr(8, 3) + " " + day + " " + date.substr(17, 8);
}

// A word such as "https://host/log" is no path, whatever a file system could make of it.
bool names_another_scheme(std::string_view place) {
  const std::size_t end = place.find("://");
  if (end == std::string_view::npos || end == 0 || place.starts_with("file://")) return false;
  return std::all_of(place.begin(), place.begin() + static_cast<std::ptrdiff_t>(end), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '-' || c == '.';
  });
}

void set_text(Map& map, const char* name, std::string text) {
  if (text.empty()) return;
  if (text.size() > kLongestField) text.resize(kLongestField);
  map.set(name, std::move(text));
}

}  // namespace

bool asks_for_bounce(const ReadWords& words) {
  if (!words.line) return true;
  const CommandLine& line = *words.line;
  return line.action == Action::Send && !line.has("dry-run") && skeleton_of(line) == Skeleton::None;
}

JobLog::JobLog(const ReadWords& words, const World& world, StderrGate& err)
    : world_(world),
      err_(err),
      place_(words.log_file ? *words.log_file : world.variables.get(kLogVariable).value_or("")),
      has_addresses_(words.line && words.line->has("log-addresses")) {
  if (place_ == kNoLog) place_.clear();
}

std::chrono::microseconds JobLog::moment() const {
  return is_on() ? world_.clock.elapsed() : std::chrono::microseconds{0};
}

void JobLog::write(const JobPlace& place, const BounceResult& result, int exit_code,
                   std::chrono::microseconds spent) {
  if (!is_on()) return;
  const auto done = pass(result.state, line_of(place, result, exit_code, spent));
  if (done || std::exchange(has_warned_, true)) return;
  warn(err_, "the log \"" + without_url_secrets(place_) + "\" cannot be written: " +
                 done.error().text + ". The bounce and the exit code are not affected.");
}

std::string JobLog::line_of(const JobPlace& place, const BounceResult& result, int exit_code,
                            std::chrono::microseconds spent) const {
  const auto shown = [&](const std::string& text) {
    return has_addresses_ ? text : without_addresses(text);
  };
  Map map{{"Time", format_iso8601_milliseconds(world_.clock.now())},
          {"State", std::string(name_of(result.state))},
          {"Exit", std::int64_t{exit_code}}};
  if (place.line > 0) map.set("Line", place.line);
  if (place.record > 0) map.set("Record", static_cast<std::int64_t>(place.record));
  if (result.error) set_text(map, "Code", shown(code_for_programs(*result.error)));
  if (result.state == BounceState::Refused) map.set("Reasons", texts_of(result.reasons()));
  set_text(map, "Region", shown(result.region));
  set_text(map, "OriginalMessageId", shown(result.original_message_id));
  set_text(map, "MessageId", shown(result.message_id()));
  set_text(map, "InvocationId", result.call.invocation_id);
  set_text(map, "RequestId", shown(result.call.request_id));
  map.set("Attempts", result.call.attempts);
  map.set("DurationMs", std::int64_t{spent.count() / 1000});
  if (has_addresses_ && !result.recipients.empty()) {
    map.set("Recipients", texts_of(result.recipients));
  }
  return err_.without_secrets(json_text(map, JsonSpacing::None));
}

tl::expected<void, SystemError> JobLog::pass(BounceState state, const std::string& line) const {
  if (place_ == kSystemLog) {
    return world_.shared_files.send_datagram(
        kSystemSocket, "<" + std::to_string(priority_of(state)) + ">" +
                           system_log_time(world_.zone.local(world_.clock.now())) +
                           " send-bounce: " + line);
  }
  if (place_ == "-" || names_another_scheme(place_)) {
    return tl::make_unexpected(SystemError{EINVAL, "give a file, \"syslog\" or \"off\""});
  }
  return world_.shared_files.append_line(input_path(place_, world_.files, world_.variables),
                                         line + "\n");
}

}  // namespace send_bounce
