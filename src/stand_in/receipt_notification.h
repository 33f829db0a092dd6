#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/mail/message.h"
#include "send_bounce/values/instant.h"

namespace send_bounce::stand_in {

struct Receipt {
  std::string message_id;
  Instant received;
  std::string sender;                   ///< without "<>"; empty for the null path
  std::vector<std::string> recipients;  ///< of the envelope
  std::string region;
};

/// SES sends no `content` of larger mails through SNS (SES Developer Guide, "Publish to Amazon
/// SNS").
inline constexpr std::size_t kMaxContentBytes = 150 * 1024;
/// What SES cuts the list of headers to, by the same guide.
inline constexpr std::size_t kMaxHeaderListBytes = 10 * 1024;

/// The notification that SES publishes for a received mail: the text of the SNS message, in one
/// line of JSON with a line end (SES Developer Guide, "Contents of notifications for Amazon SES
/// email receiving"). `content` is the whole mail, absent where it is larger than kMaxContentBytes.
/// A function of its arguments alone: a mail that is taken in again gets the same bytes.
///
/// True to what the stand-in does: it scans nothing, so the verdicts are DISABLED, but for spam and
/// virus where SES has left its own at the top of the mail (X-SES-Spam-Verdict, X-SES-Virus-Verdict
/// below SES's Received line). The action is an SNS action of a topic that does not exist, in the
/// account 000000000000. `content` is the mail as UTF-8 where it is that, else Base64, and
/// action.encoding says which. destination lists the addresses of To and Cc; receipt.recipients
/// those of the envelope; receipt.timestamp equals mail.timestamp.
std::string receipt_notification(const Receipt& receipt, const MailMessage& mail,
                                 const std::optional<std::string>& content);

}  // namespace send_bounce::stand_in
