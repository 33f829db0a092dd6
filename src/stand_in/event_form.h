#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stand_in/receipt_notification.h"

/// What a handler gets when a message was received: the notification in the envelope of the service
/// that hands it over (receipt-notifications.md §2).
namespace send_bounce::stand_in {

enum class EventForm : std::uint8_t { Receipt, Lambda, Sns, Sqs, EventBridge };

struct EventFormRow {
  std::string_view word;  ///< what `--event` takes
  EventForm form = EventForm::Receipt;
};

/// The first is the default.
std::span<const EventFormRow> event_forms();

/// Usage, with the words that there are, for any other.
Result<EventForm> parse_event_form(const std::string& word);

/// The event of one received message, in one line of JSON with a line end:
///
///   receipt      the text that SES publishes through SNS, as raw delivery hands it on
///   lambda       the event of a Lambda action: Records[].ses, without content
///   sns          the event of a function that a topic calls: Records[].Sns
///   sqs          the event of a function that reads a queue: Records[].body, an SNS message
///   eventbridge  an event of a bus of the user's own, detail-type MailReceived, without content
///
/// Pure: what has an id or a signature gets one that is made from the message id, so that the same
/// message has the same event. A signature has the length of a real one and is none.
std::string event_text(EventForm form, const Receipt& receipt, const MailMessage& mail,
                       const std::optional<std::string>& content);

/// The body of a POST, and its headers without Host and length.
struct EventPost {
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

/// An event as an HTTP subscriber gets it. `sns` and `receipt` come as SNS posts them, without and
/// with raw delivery, the others as JSON. General where the text is no event of that form.
Result<EventPost> http_post(EventForm form, const std::string& event);

/// An event as the Invoke API of Lambda takes it, and its local runtime interface emulator.
EventPost function_post(const std::string& event);

}  // namespace send_bounce::stand_in
