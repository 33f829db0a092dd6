#include "received/stored_message.h"

#include <algorithm>
#include <utility>

#include "received/plain_words.h"
#include "received/region_evidence.h"
#include "send_bounce/mail/message.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

constexpr std::string_view kSetupId = "AMAZON_SES_SETUP_NOTIFICATION";
constexpr std::string_view kSetupSubject = "Amazon SES Setup Notification";

/// A header from its field number `first` on. Each line that does not begin with a blank begins a
/// field.
std::string_view block_from(std::string_view block, std::size_t first) {
  std::size_t start = 0;
  while (first > 0) {
    const std::size_t end = block.find('\n', start);
    if (end == std::string_view::npos) return {};
    start = end + 1;
    if (start < block.size() && block[start] != ' ' && block[start] != '\t') --first;
  }
  return block.substr(start);
}

/// What SES stores when a rule is made has passed through no SMTP server, so it may have no
/// Received field.
bool is_stored_setup_notification(const StoredHeader& header) {
  if (header.ses) return is_setup_id(header.ses->received.message_id);
  return std::any_of(header.fields.begin(), header.fields.end(), [](const OriginalField& field) {
    return field.value.find(kSetupId) != std::string::npos || field.value == kSetupSubject;
  });
}

}  // namespace

bool is_setup_id(std::string_view message_id) { return message_id == kSetupId; }

Failure setup_notification() {
  return nothing_to_bounce(kSetupNotification,
                           "SES wrote this itself when a receipt rule was made (its id is " +
                               std::string(kSetupId) + "). There is no email to bounce.");
}

Result<StoredHeader> read_stored_header(std::string_view bytes) {
  ASSIGN_OR_RETURN(MailMessage mail, read_mail(bytes));
  StoredHeader header;
  header.fields.reserve(mail.fields.size());
  for (HeaderField& field : mail.fields)
    header.fields.push_back({std::move(field.name), std::move(field.value)});
  header.ses = read_ses_header(header.fields);
  header.block = header.ses ? std::string(block_from(mail.header_block, header.ses->first_field))
                            : std::move(mail.header_block);
  const std::string_view before_body = bytes.substr(0, mail.body_offset);
  header.is_whole = before_body.ends_with("\n\n") || before_body.ends_with("\n\r\n");
  return header;
}

Result<ReceivedMessage> read_stored_message(std::string_view bytes) {
  auto stored = read_stored_header(bytes);
  if (!stored) {
    return nothing_to_bounce(
        kMalformed, "The input is neither JSON nor an email: " + stored.error().message + "." +
                        std::string(kGiveANotification));
  }
  StoredHeader& header = *stored;
  if (is_stored_setup_notification(header)) return setup_notification();
  if (!header.ses) {
    return nothing_to_bounce(
        kNoMessageId,
        "The email has no Received field from SES, so the id that SES gave it is unknown. Its "
        "Message-ID is another id. Give the email as SES stored it, or its receipt notification.");
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

}  // namespace send_bounce
