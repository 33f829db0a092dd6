#include "received/wrong_input.h"

#include <algorithm>
#include <utility>

#include "received/shown_text.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/shell_words.h"

namespace send_bounce {
namespace {

constexpr std::size_t kLongestObjectName = 256;

/// The map that is found along `keys`; nullptr where one is missing.
const Map* map_at(const Map& map, std::initializer_list<std::string_view> keys) {
  const Map* found = &map;
  for (const std::string_view key : keys) {
    if (found != nullptr) found = found->get<Map>(key);
  }
  return found;
}

/// The command that hands the object on; without names that cannot be shown on a line.
std::string copy_command(const std::string& bucket, const std::string& key) {
  const std::string name = bucket + "/" + key;
  const bool is_shown = !bucket.empty() && !key.empty() && name.size() <= kLongestObjectName &&
                        is_printable_ascii(name);
  return "aws s3 cp " + (is_shown ? quote_shell_word("s3://" + name) : "s3://BUCKET/KEY") +
         " - | send-bounce --received -";
}

Error refuse_stored_object(const std::string& bucket, const std::string& key) {
  if (key.substr(key.rfind('/') + 1) == kSetupId) return setup_notification().value();
  return nothing_to_bounce(kWrongEvent,
                           "This event from S3 names a stored message, but not its sender and "
                           "recipients. Give the message itself: " +
                               copy_command(bucket, key))
      .value();
}

/// Events of S3 in both forms: its own, where the key is URL-encoded, and EventBridge's.
std::optional<Error> refuse_s3(const Map& object) {
  if (const Map* s3 = map_at(object, {"s3"})) {
    const Map* bucket = map_at(*s3, {"bucket"});
    const Map* stored = map_at(*s3, {"object"});
    const std::string key = stored == nullptr ? std::string() : text_at(*stored, "key");
    return refuse_stored_object(bucket == nullptr ? std::string() : text_at(*bucket, "name"),
                                form_decode(key).value_or(key));
  }
  if (text_at(object, "source") == "aws.s3") {
    const Map* bucket = map_at(object, {"detail", "bucket"});
    const Map* stored = map_at(object, {"detail", "object"});
    return refuse_stored_object(bucket == nullptr ? std::string() : text_at(*bucket, "name"),
                                stored == nullptr ? std::string() : text_at(*stored, "key"));
  }
  if (text_at(object, "eventSource") == "aws:s3" || text_at(object, "Event") == "s3:TestEvent")
    return refuse_stored_object({}, {});
  return std::nullopt;
}

Failure wrong_event(std::string message) {
  return nothing_to_bounce(kWrongEvent, std::move(message));
}

/// Notifications and events about what the account sent. `type` is "Bounce", "Delivery" …
Failure refuse_sent(const std::string& type) {
  const std::string of_type = type.empty() ? "" : " of type " + quoted(type, kLongestQuote);
  return wrong_event("This is a notification" + of_type +
                     " about a message that you sent. A bounce answers a message that SES received "
                     "for you." +
                     std::string(kGiveANotification));
}

/// A few of the keys, so that whoever has many files sees which one this is.
std::string keys_of(const Map& object) {
  std::string keys;
  for (const MapEntry& entry : object) {
    if (keys.size() > 60) break;
    keys += (keys.empty() ? "" : ", ") + entry.key;
  }
  return object.empty() ? " It is empty." : " It has " + quoted(keys, kLongestQuote) + ".";
}

/// Line and column of a byte, from 1; columns count characters.
std::string place_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t start = lines == 0 ? 0 : before.rfind('\n') + 1;
  return "line " + std::to_string(lines + 1) + ", column " +
         std::to_string(code_point_count(before.substr(start)) + 1);
}

}  // namespace

Failure nothing_to_bounce(std::string_view code, std::string message) {
  Failure failure = fail(ErrorKind::NothingToBounce, std::move(message));
  failure.value().code = code;
  return failure;
}

Failure setup_notification() {
  return nothing_to_bounce(
      kSetupNotification,
      "SES wrote this message itself when a receipt rule was created (its id is " +
          std::string(kSetupId) + "). There is no message to bounce.");
}

std::optional<Error> refuse_unopened(const Map& object) {
  const std::string type = text_at(object, "Type");
  if (type == "SubscriptionConfirmation" || type == "UnsubscribeConfirmation") {
    return wrong_event("This is a " + type +
                       " from SNS, not a notification. Its URL was not opened. Confirm the "
                       "subscription yourself, then give the notifications that follow.")
        .value();
  }
  return refuse_s3(object);
}

Failure refuse_ses_event(std::string_view detail_type) {
  return wrong_event("This is SES's event " + quoted(detail_type, kLongestQuote) +
                     " in EventBridge, where SES reports only what you send. A bounce answers a "
                     "message that SES received for you." +
                     std::string(kGiveANotification));
}

Failure refuse_object(const Map& object) {
  for (const std::string_view key : {"notificationType", "eventType"}) {
    const std::string type = text_at(object, key);
    if (!type.empty() && type != "Received") return refuse_sent(type);
  }
  for (const std::string_view key :
       {"OriginalMessageId", "BounceSender", "BouncedRecipientInfoList"}) {
    if (object.has(key)) {
      return wrong_event(
          "The input has " + std::string(key) +
          ", so it holds request parameters, not a received message. Give it to --cli-input-json.");
    }
  }
  const Map* mail = map_at(object, {"mail"});
  if (mail != nullptr &&
      (mail->has("sendingAccountId") || mail->has("sourceArn") || mail->has("callerIdentity"))) {
    return refuse_sent("");
  }
  if (mail != nullptr) {
    return nothing_to_bounce(kNoRecipient,
                             "The notification has no \"receipt\", which names the recipients. "
                             "Give the complete notification.");
  }
  if (object.has("receipt")) {
    return nothing_to_bounce(kNoMessageId,
                             "The notification has no \"mail\", which names the id that SES gave "
                             "the message. Give the complete notification.");
  }
  return wrong_event("The JSON is not a receipt notification from SES." + keys_of(object) +
                     std::string(kGiveANotification));
}

Failure refuse_scalar(std::string_view key) {
  const std::string where = key.empty() ? "The JSON" : "\"" + std::string(key) + "\"";
  return wrong_event(where + " holds a number, true, false or null, not a receipt notification." +
                     std::string(kGiveANotification));
}

Failure refuse_text(std::string_view text, std::string_view key) {
  const std::string where = key.empty() ? "The JSON is" : "\"" + std::string(key) + "\" holds";
  return wrong_event(where + " plain text, not a receipt notification: " +
                     quoted(text, kLongestQuote) + "." + std::string(kGiveANotification));
}

Failure refuse_json(const JsonFault& fault, std::string_view json, std::string_view key) {
  const std::string subject =
      key.empty() ? std::string("The JSON") : "The JSON in \"" + std::string(key) + "\"";
  const std::string place = place_of(json, fault.offset);
  const auto malformed = [&](const std::string& message) {
    return nothing_to_bounce(kMalformed, subject + message);
  };
  switch (fault.kind) {
    case JsonFaultKind::NotUtf8:
      return malformed(" is not UTF-8 at " + place + ". Save it as UTF-8.");
    case JsonFaultKind::TooDeep:
      return malformed(" is nested deeper than " + std::to_string(kMaxNesting) +
                       " levels. Give the notification as SES wrote it.");
    case JsonFaultKind::CutOff:
      return malformed(" is cut off: it ends at " + place + ", before it is complete." +
                       " Give the complete notification.");
    case JsonFaultKind::MoreFollows:
      return malformed(" is followed by more text at " + place + ". Give one notification.");
    case JsonFaultKind::Syntax:
      break;
  }
  return malformed(" has an error at " + place + ". Give the notification as SES wrote it.");
}

}  // namespace send_bounce
