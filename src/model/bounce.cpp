#include "send_bounce/model/bounce.h"

namespace send_bounce {
namespace {

std::optional<std::string> text_in(const Map& map, std::string_view name) {
  const auto* text = map.get<std::string>(name);
  return text == nullptr ? std::nullopt : std::optional(*text);
}

std::string required_text(const Map& map, std::string_view name) {
  return text_in(map, name).value_or("");
}

std::optional<Instant> instant_in(const Map& map, std::string_view name) {
  const auto* instant = map.get<Instant>(name);
  return instant == nullptr ? std::nullopt : std::optional(*instant);
}

// The elements of a list that are structures, each made into a T.
template <class T>
std::vector<T> elements_of(const Map& map, std::string_view name, T (*make)(const Map&)) {
  const auto* list = map.get<Value::List>(name);
  std::vector<T> elements;
  if (list == nullptr) return elements;
  elements.reserve(list->size());
  for (const Value& element : *list) {
    if (const auto* fields = element.get<Map>()) elements.push_back(make(*fields));
  }
  return elements;
}

ExtensionField extension_field(const Map& map) {
  return {required_text(map, "Name"), required_text(map, "Value")};
}

MessageDsn message_dsn(const Map& map) {
  return {required_text(map, "ReportingMta"), instant_in(map, "ArrivalDate"),
          elements_of(map, "ExtensionFields", extension_field)};
}

RecipientDsnFields recipient_dsn_fields(const Map& map) {
  return {text_in(map, "FinalRecipient"),
          required_text(map, "Action"),
          text_in(map, "RemoteMta"),
          required_text(map, "Status"),
          text_in(map, "DiagnosticCode"),
          instant_in(map, "LastAttemptDate"),
          elements_of(map, "ExtensionFields", extension_field)};
}

BouncedRecipient bounced_recipient(const Map& map) {
  BouncedRecipient recipient{required_text(map, "Recipient"), text_in(map, "RecipientArn"),
                             text_in(map, "BounceType"), std::nullopt};
  if (const Map* fields = map.get<Map>("RecipientDsnFields")) {
    recipient.dsn_fields = recipient_dsn_fields(*fields);
  }
  return recipient;
}

}  // namespace

BounceContent bounce_content(const SendBounceRequest& request) {
  const Map& map = request.parameters();
  BounceContent content;
  content.original_message_id = required_text(map, "OriginalMessageId");
  content.bounce_sender = required_text(map, "BounceSender");
  content.explanation = text_in(map, "Explanation");
  if (const Map* dsn = map.get<Map>("MessageDsn")) content.message_dsn = message_dsn(*dsn);
  content.recipients = elements_of(map, "BouncedRecipientInfoList", bounced_recipient);
  content.bounce_sender_arn = text_in(map, "BounceSenderArn");
  return content;
}

}  // namespace send_bounce
