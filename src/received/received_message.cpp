#include "send_bounce/received/received_message.h"

#include <algorithm>
#include <utility>

#include "received/envelope.h"
#include "received/notification.h"
#include "received/ses_header.h"
#include "received/wrong_input.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/json_document.h"

namespace send_bounce {
namespace {

constexpr std::string_view kSetupSubject = "Amazon SES Setup Notification";

/// A byte order mark of UTF-16, or ASCII in two bytes a character.
bool is_utf16(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return true;
  return bytes.size() >= 2 && (bytes[0] == '\0') != (bytes[1] == '\0');
}

Result<std::vector<ReceivedRecord>> read_json(std::string_view json) {
  if (json.size() > kMaxNotificationBytes) {
    return nothing_to_bounce(kMalformed,
                             "The JSON is longer than " + std::to_string(kMaxNotificationBytes) +
                                 " bytes (16 MiB). Give fewer notifications at a time.");
  }
  const auto value = parse_json_document(json);
  if (!value) return refuse_json(value.error(), json, {});
  return open_envelopes(*value);
}

/// What SES stores when a rule is made has passed through no SMTP server, so it may have no
/// Received field.
bool is_stored_setup_notification(const StoredHeader& header) {
  if (header.ses) return header.ses->received.message_id == kSetupId;
  return std::any_of(header.fields.begin(), header.fields.end(), [](const OriginalField& field) {
    return field.value.find(kSetupId) != std::string::npos || field.value == kSetupSubject;
  });
}

/// Recipient, sender, verdicts and time are SES's alone: nothing that the sender wrote counts.
Result<ReceivedMessage> read_stored_message(std::string_view bytes) {
  auto stored = read_stored_header(bytes);
  if (!stored) {
    return nothing_to_bounce(
        kMalformed, "The input is neither JSON nor a message: " + stored.error().message + "." +
                        std::string(kGiveANotification));
  }
  StoredHeader& header = *stored;
  if (is_stored_setup_notification(header)) return setup_notification();
  if (!header.ses) {
    return nothing_to_bounce(
        kNoMessageId,
        "The message has no Received field from SES, so the id that SES gave it is unknown. Its "
        "Message-ID is a different id. Give the message as SES stored it, or its receipt "
        "notification.");
  }

  SesHeader& ses = *header.ses;
  ReceivedMessage message;
  message.message_id = std::move(ses.received.message_id);
  message.time_text = std::move(ses.time_text);
  message.time = ses.received.time;
  message.return_path = std::move(ses.return_path);
  if (!ses.received.recipient.empty())
    message.recipients.push_back(std::move(ses.received.recipient));
  message.recipients_are_complete = false;
  message.verdicts = std::move(ses.verdicts);
  message.strong_region = region_evidence(ses.received.region, ses.received.region,
                                          kSesReceivedField, message.ignored_evidence);
  message.header_knowledge = HeaderKnowledge::Complete;
  message.header = std::move(header.fields);
  message.header_block = std::move(header.block);
  return message;
}

}  // namespace

Result<std::vector<ReceivedRecord>> read_received(std::string_view bytes) {
  if (is_utf16(bytes)) {
    return nothing_to_bounce(kMalformed,
                             "The input is UTF-16, not UTF-8. Convert it: iconv -f UTF-16 -t UTF-8 "
                             "FILE | send-bounce --received -");
  }
  bytes = without_byte_order_mark(bytes);
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) {
    return nothing_to_bounce(kMalformed, "The input is empty." + std::string(kGiveANotification));
  }
  if (std::string_view("{[\"").find(bytes[first]) != std::string_view::npos)
    return read_json(bytes);
  // A blank at the start of a header's line would matter, line ends do not.
  bytes.remove_prefix(bytes.find_first_not_of("\r\n"));
  auto message = read_stored_message(bytes);
  if (!message && message.error().code == kMalformed)
    return tl::make_unexpected(std::move(message).error());
  std::vector<ReceivedRecord> records;
  records.push_back({std::move(message), {}});
  return records;
}

Result<std::vector<ReceivedRecord>> read_received_json(const Value& json) {
  return open_envelopes(json);
}

}  // namespace send_bounce
