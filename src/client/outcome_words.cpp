#include "send_bounce/client/outcome_words.h"

namespace send_bounce {
namespace {

// By which AWS can find the request. A signal may come before that is known.
std::string trace(const CallRecord& call) {
  if (call.unknown_attempt == 0) return "";
  return " Invocation id " + call.invocation_id + ", attempt " +
         std::to_string(call.unknown_attempt) + ", " + format_iso8601(call.unknown_since) + ".";
}

}  // namespace

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::NotSent:
      return "not_sent";
    case Outcome::Unknown:
      return "unknown";
    case Outcome::Sent:
      break;
  }
  return "sent";
}

std::string what_is_known(const CallRecord& call) {
  switch (call.outcome) {
    case Outcome::NotSent:
      return call.request_went_out ? "The bounce was not accepted." : "Nothing was sent.";
    case Outcome::Unknown:
      return "The bounce may have been accepted. SES does not notice a bounce that comes twice, so "
             "check whether it arrived before you send it again." +
             trace(call);
    case Outcome::Sent:
      break;
  }
  return "The call itself succeeded; its answer: " + call.answer;
}

std::string earlier_attempt_warning(const CallRecord& call) {
  if (call.unknown_attempt == 0) return "";
  return "An earlier attempt may have been accepted as well, so the bounce may have gone out "
         "twice." +
         trace(call);
}

}  // namespace send_bounce
