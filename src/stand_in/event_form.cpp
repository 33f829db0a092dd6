#include "stand_in/event_form.h"

#include <algorithm>

#include "send_bounce/protocol/partitions.h"
#include "send_bounce/signing/digest.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/json_document.h"
#include "send_bounce/text/json_text.h"
#include "send_bounce/text/similar_words.h"
#include "send_bounce/values/value.h"

namespace send_bounce::stand_in {
namespace {

constexpr EventFormRow kForms[] = {
    {"receipt", EventForm::Receipt},
    {"lambda", EventForm::Lambda},
    {"sns", EventForm::Sns},
    {"sqs", EventForm::Sqs},
    {"eventbridge", EventForm::EventBridge},
};

constexpr std::string_view kSubject = "Amazon SES Email Receipt Notification";
constexpr std::size_t kSignatureBytes = 256;  // of RSA with 2048 bits
constexpr std::size_t kHandleBytes = 144;

std::string compact(const Value& value) { return json_text(value, JsonSpacing::None); }

/// Bytes that only look random: the same for the same text.
std::string bytes_from(std::string_view text, std::size_t count) {
  std::string bytes = sha256(text);
  while (bytes.size() < count) bytes += sha256(std::string(text) + bytes);
  return bytes.substr(0, count);
}

/// A UUID of version 5 by its form, from a text.
std::string uuid_from(std::string_view text) {
  std::string digits = hex(bytes_from(text, 16));
  digits[12] = '5';
  digits[16] = "89ab"[static_cast<unsigned char>(digits[16]) % 4];
  for (const std::size_t place : {20U, 16U, 12U, 8U}) digits.insert(place, "-");
  return digits;
}

std::string sns_host(std::string_view region) {
  return "https://sns." + std::string(region) + "." + std::string(partition_of(region).suffix);
}

std::string subscription_arn(std::string_view region, std::string_view id) {
  return arn_of("sns", region) + ":" + uuid_from("subscription " + std::string(id));
}

/// SNS spells two of the fields in another way where it calls a function.
Map sns_message(const Receipt& receipt, std::string notification, bool is_for_function) {
  const std::string& id = receipt.message_id;
  const std::string host = sns_host(receipt.region);
  const std::string url = is_for_function ? "Url" : "URL";
  Map message = {
      {"Type", "Notification"},
      {"MessageId", uuid_from("sns " + id)},
      {"TopicArn", arn_of("sns", receipt.region)},
      {"Subject", std::string(kSubject)},
      {"Message", std::move(notification)},
      {"Timestamp", format_iso8601_milliseconds(receipt.received)},
      {"SignatureVersion", "1"},
      {"Signature", base64(bytes_from("signature " + id, kSignatureBytes))},
  };
  message.set("SigningCert" + url,
              host + "/SimpleNotificationService-" + std::string(32, '0') + ".pem");
  message.set("Unsubscribe" + url, host + "/?Action=Unsubscribe&SubscriptionArn=" +
                                       subscription_arn(receipt.region, id));
  if (is_for_function) message.set("MessageAttributes", Map());
  return message;
}

Value record_list(Map record) { return Map{{"Records", List{Value(std::move(record))}}}; }

std::string sns_event(const Receipt& receipt, std::string notification) {
  return compact(
      record_list({{"EventSource", "aws:sns"},
                   {"EventVersion", "1.0"},
                   {"EventSubscriptionArn", subscription_arn(receipt.region, receipt.message_id)},
                   {"Sns", sns_message(receipt, std::move(notification), true)}}));
}

std::string sqs_event(const Receipt& receipt, std::string notification) {
  const std::string& id = receipt.message_id;
  std::string body = compact(sns_message(receipt, std::move(notification), false));
  std::string digest = hex(md5(body));
  const std::string sent =
      std::to_string(receipt.received.seconds * 1000 + receipt.received.microseconds / 1000);
  return compact(record_list({{"messageId", uuid_from("sqs " + id)},
                              {"receiptHandle", base64(bytes_from("handle " + id, kHandleBytes))},
                              {"body", std::move(body)},
                              {"attributes", Map{{"ApproximateReceiveCount", "1"},
                                                 {"SentTimestamp", sent},
                                                 {"SenderId", "AIDAEXAMPLEEXAMPLEEXA"},
                                                 {"ApproximateFirstReceiveTimestamp", sent}}},
                              {"messageAttributes", Map()},
                              {"md5OfBody", std::move(digest)},
                              {"eventSource", "aws:sqs"},
                              {"eventSourceARN", arn_of("sqs", receipt.region)},
                              {"awsRegion", receipt.region}}));
}

std::string eventbridge_event(const Receipt& receipt, const std::string& notification) {
  std::string event = compact(Map{{"version", "0"},
                                  {"id", uuid_from("eventbridge " + receipt.message_id)},
                                  {"detail-type", "MailReceived"},
                                  {"source", "ses-stand-in"},
                                  {"account", std::string(kAccount)},
                                  {"time", format_iso8601({receipt.received.seconds, 0})},
                                  {"region", receipt.region},
                                  {"resources", List()}});
  event.pop_back();
  return event + ",\"detail\":" + notification + "}";
}

}  // namespace

std::span<const EventFormRow> event_forms() { return kForms; }

Result<EventForm> parse_event_form(const std::string& word) {
  std::vector<std::string_view> words;
  for (const EventFormRow& row : kForms) {
    if (row.word == word) return row.form;
    words.push_back(row.word);
  }
  return fail(ErrorKind::Usage, "--event '" + word + "' is unknown. Use " + either_of(words));
}

std::string event_text(EventForm form, const Receipt& receipt, const MailMessage& mail,
                       const std::optional<std::string>& content) {
  const auto published = [&](const std::optional<std::string>& with) {
    return receipt_notification(ReceiptAction::Sns, receipt, mail, with);
  };
  switch (form) {
    case EventForm::Receipt:
      break;
    case EventForm::Lambda:
      return R"({"Records":[{"eventSource":"aws:ses","eventVersion":"1.0","ses":)" +
             receipt_notification(ReceiptAction::Lambda, receipt, mail, std::nullopt) + "}]}\n";
    case EventForm::Sns:
      return sns_event(receipt, published(content)) + "\n";
    case EventForm::Sqs:
      return sqs_event(receipt, published(content)) + "\n";
    case EventForm::EventBridge:
      return eventbridge_event(receipt, published(std::nullopt)) + "\n";
  }
  return published(content) + "\n";
}

namespace {

constexpr std::string_view kSnsAgent = "Amazon Simple Notification Service Agent";

/// Records[0] of the event of a function, back to what SNS posts.
struct SnsDelivery {
  Map message;
  std::string subscription;
};

Result<SnsDelivery> sns_delivery(const std::string& event) {
  const auto broken = [] {
    return fail(ErrorKind::General, "its notification is not an SNS event");
  };
  const auto document = read_json_document(event);
  const auto* top = document ? document->get<Map>() : nullptr;
  const auto* records = top != nullptr ? top->get<List>("Records") : nullptr;
  if (records == nullptr || records->size() != 1) return broken();
  const auto* record = records->front().get<Map>();
  const auto* inner = record != nullptr ? record->get<Map>("Sns") : nullptr;
  if (inner == nullptr) return broken();
  SnsDelivery delivery;
  delivery.subscription = text_at(*record, "EventSubscriptionArn");
  for (const MapEntry& entry : *inner) {
    if (entry.key == "MessageAttributes") continue;
    std::string key = entry.key;
    if (key.ends_with("Url")) key.replace(key.size() - 3, 3, "URL");
    delivery.message.set(std::move(key), entry.value);
  }
  return delivery;
}

}  // namespace

Result<EventPost> http_post(EventForm form, const std::string& event) {
  EventPost post;
  if (form == EventForm::Sns) {
    ASSIGN_OR_RETURN(const SnsDelivery delivery, sns_delivery(event));
    post.headers = {{"x-amz-sns-message-type", "Notification"},
                    {"x-amz-sns-message-id", text_at(delivery.message, "MessageId")},
                    {"x-amz-sns-topic-arn", text_at(delivery.message, "TopicArn")},
                    {"x-amz-sns-subscription-arn", delivery.subscription},
                    {"Content-Type", "text/plain; charset=UTF-8"},
                    {"User-Agent", std::string(kSnsAgent)}};
    post.body = compact(delivery.message);
    return post;
  }
  post.body = event;
  if (form == EventForm::Receipt) {
    post.headers = {{"x-amz-sns-message-type", "Notification"},
                    {"x-amz-sns-rawdelivery", "true"},
                    {"Content-Type", "text/plain; charset=UTF-8"},
                    {"User-Agent", std::string(kSnsAgent)}};
  } else {
    post.headers = {{"Content-Type", "application/json"}, {"User-Agent", "ses-stand-in"}};
  }
  return post;
}

EventPost function_post(const std::string& event) {
  return {{{"X-Amz-Invocation-Type", "Event"},
           {"Content-Type", "application/json"},
           {"User-Agent", "ses-stand-in"}},
          event};
}

}  // namespace send_bounce::stand_in
