#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/values/error.h"
#include "send_bounce/values/instant.h"
#include "send_bounce/values/value.h"

/// What is known of a message that SES received, from whatever a user holds of it: a receipt
/// notification in any envelope, or the message as SES stored it.
/// Source: docs/reference/receipt-notifications.md.
namespace send_bounce {

/// The result of one of SES's checks. Unknown words count as Gray (when-not-to-bounce.md §5).
enum class Verdict : std::uint8_t { Missing, Pass, Gray, Disabled, ProcessingFailed, Fail };

struct Verdicts {
  Verdict spam = Verdict::Missing;
  Verdict virus = Verdict::Missing;
  Verdict spf = Verdict::Missing;
  Verdict dkim = Verdict::Missing;
  Verdict dmarc = Verdict::Missing;
  std::string dmarc_policy;  ///< "none", "quarantine", "reject" in small letters; empty if unknown
};

/// A region that the input names, and where it names it.
struct RegionEvidence {
  std::string region;  ///< "eu-west-1"; has the pattern of a region of one of the partitions
  std::string source;  ///< for messages: "SES's Received field", "receipt.action.functionArn"
};

/// A field of the original's header, in its order from the top.
struct OriginalField {
  std::string name;   ///< as spelled
  std::string value;  ///< unfolded and trimmed; encoded words as they are
};

/// Whether the original's header can be searched.
enum class HeaderKnowledge : std::uint8_t { Complete, Truncated, Absent };

struct ReceivedMessage {
  std::string message_id;       ///< what SendBounce calls OriginalMessageId; never empty
  std::string time_text;        ///< the time of receipt as the input writes it; may be empty
  std::optional<Instant> time;  ///< nullopt only for a stored message whose line
                                ///< of SES has none
  std::optional<std::string> return_path;  ///< envelope sender as it is; "" is the null path;
                                           ///< nullopt if the input does not tell
  /// Envelope recipients, spelled as the input spells them, in its order. Empty only for a stored
  /// message whose Received field names none: an address must then be given by the caller.
  std::vector<std::string> recipients;
  /// A stored message proves one recipient; others may have received it too. Notifications list
  /// all.
  bool recipients_are_complete = true;
  Verdicts verdicts;
  std::string action;  ///< receipt.action.type as spelled: "Bounce", "S3"; empty if unknown
  /// Only where the message was received (SES's Received field; ARNs of the receipt's action).
  std::optional<RegionEvidence> strong_region;
  /// Where it passed by: the topic, queue, bus. Those may be in another region.
  std::optional<RegionEvidence> weak_region;
  /// Sentences without their ends about evidence that names no region and so was ignored, one line
  /// of printable UTF-8 each. They are findings (late_checks): evidence builds the host that gets a
  /// signed request.
  std::vector<std::string> ignored_evidence;
  HeaderKnowledge header_knowledge = HeaderKnowledge::Absent;
  /// SES's own fields included. Of a notification's `content`, which is complete even if
  /// mail.headers are cut; else of mail.headers. Where both are missing, the few of commonHeaders,
  /// with names decoded, and the knowledge stays Absent.
  std::vector<OriginalField> header;
  /// The header as a DSN's third part shows it, from the topmost field of SES on: bytes of the
  /// stored message or of `content` with their line ends, or put together from `header` with CRLF.
  /// Empty if there is none. Without the empty line that ends a header.
  std::string header_block;
};

/// Where a record waits in SQS, so that a script can delete what is settled. Empty if it came by
/// another way.
struct SqsReference {
  std::string message_id;
  std::string receipt_handle;
  std::string queue_arn;  ///< eventSourceARN of the record; empty if there is none
};

/// One record of the input: a message, or why there is nothing to bounce in it.
struct ReceivedRecord {
  Result<ReceivedMessage> message;
  SqsReference sqs;
};

/// Input that is longer is refused: SNS carries 256 KB, SQS 1 MiB, a stored message 40 MB of which
/// only the header counts.
inline constexpr std::size_t kMaxNotificationBytes = 16 * 1024 * 1024;
/// Envelopes in each other: each key that is opened counts, and each string in a string; a list
/// makes one with its key and those of its elements.
inline constexpr int kMaxEnvelopeDepth = 8;
/// Lambda hands over 10,000 at most.
inline constexpr std::size_t kMaxRecords = 100'000;

/// Why input holds nothing that can be bounced (when-not-to-bounce.md §2, receipt-notifications.md
/// §4). These are the codes of ErrorKind::NothingToBounce.
inline constexpr std::string_view kMalformed = "malformed";
inline constexpr std::string_view kWrongEvent = "wrong-event";
inline constexpr std::string_view kSetupNotification = "setup-notification";
inline constexpr std::string_view kNoMessageId = "no-message-id";
inline constexpr std::string_view kNoRecipient = "no-recipient";
inline constexpr std::string_view kSeveral = "several";  ///< of a call that bounces one message

/// `return nothing_to_bounce(kMalformed, "The input is empty.");`
Failure nothing_to_bounce(std::string_view code, std::string message);

/// Reads whatever `--received` is given. JSON begins with '{', '[' or '"' after a byte order mark
/// and blanks; everything else is a stored message. Pure; linear in the input.
///
/// Errors are ErrorKind::NothingToBounce, whose `code` is one of the words above. The whole input
/// has one only where it cannot be taken apart: it is empty, too long, no text in UTF-8, broken
/// JSON, no message. Everything else is the error of a record, also where there is only one: an
/// event of another kind, a notification without an id. A message is one line, quotes at most a few
/// words of the input and says what to give instead. A result has at least one record.
Result<std::vector<ReceivedRecord>> read_received(std::string_view bytes);

/// The same for JSON that is read already: an item of a batch, an event.
Result<std::vector<ReceivedRecord>> read_received_json(const Value& json);

}  // namespace send_bounce
