#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/mail/message.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/instant.h"

namespace send_bounce::stand_in {

/// What `--verdict` says, by the words of a receipt ("FAIL"); empty where it says nothing.
struct VerdictChoice {
  std::string spam;
  std::string virus;
  std::string spf;
  std::string dkim;
  std::string dmarc;
  std::string dmarc_policy;  ///< "reject"
};

/// Adds NAME=STATUS[:POLICY] of `--verdict` to the choice; words in any case. Usage, with the words
/// that there are, for anything else.
Result<void> add_verdict(const std::string& text, VerdictChoice& choice);

/// What `--verdict` takes: "spam=FAIL", for completion.
std::vector<std::string> verdict_texts();

struct Receipt {
  std::string message_id;
  Instant received;
  std::string sender;                   ///< without "<>"; empty for the null path
  std::vector<std::string> recipients;  ///< of the envelope
  std::string region;
  VerdictChoice verdicts = {};
};

/// SES sends no `content` of larger mails through SNS (SES Developer Guide, "Publish to Amazon
/// SNS").
inline constexpr std::size_t kMaxContentBytes = 150 * 1024;
/// What SES cuts the list of headers to, by the same guide.
inline constexpr std::size_t kMaxHeaderListBytes = 10 * 1024;

/// The account in all that has one.
inline constexpr std::string_view kAccount = "000000000000";

/// "arn:aws:sns:us-east-1:000000000000:ses-stand-in": `resource` is what follows the account.
std::string arn_of(std::string_view service, std::string_view region,
                   std::string_view resource = "ses-stand-in");

/// "2015-09-11T20:32:33.936Z"
std::string receipt_time(Instant instant);

/// The action of a receipt rule that hands a message over.
enum class ReceiptAction : std::uint8_t {
  Sns,     ///< with `notificationType` and, up to kMaxContentBytes, `content`
  Lambda,  ///< `mail` and `receipt` alone
};

/// What SES tells of a received mail, in one line of JSON without a line end (SES Developer Guide,
/// "Contents of notifications for Amazon SES email receiving"; receipt-notifications.md §1).
/// `content` is the whole mail. A function of its arguments alone: a mail that is taken in again
/// gets the same bytes.
///
/// True to what the stand-in does: it scans nothing, so a verdict is DISABLED, unless SES has left
/// its own at the top of the mail (receipt-notifications.md §5) or `--verdict` chooses one. The
/// action is one of a topic or function that does not exist, in the account 000000000000. `content`
/// is the mail as UTF-8 where it is that, else Base64, and action.encoding says which. destination
/// lists the addresses of To and Cc; receipt.recipients those of the envelope; receipt.timestamp
/// equals mail.timestamp.
std::string receipt_notification(ReceiptAction action, const Receipt& receipt,
                                 const MailMessage& mail,
                                 const std::optional<std::string>& content);

}  // namespace send_bounce::stand_in
