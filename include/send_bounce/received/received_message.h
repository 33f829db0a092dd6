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

/// What is known of a message that SES received. The input is a receipt notification in any
/// envelope, or the message as SES stored it.
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
  std::optional<Instant> time;  ///< nullopt only for a stored message in which
                                ///< SES's Received field has no time
  std::optional<std::string> return_path;  ///< envelope sender, unchanged; "" is the null
                                           ///< path; nullopt if the input does not have it
  /// Envelope recipients, spelled as the input spells them, in its order. Empty only for a stored
  /// message whose Received field names none. The caller must then give an address.
  std::vector<std::string> recipients;
  /// False for a stored message: it proves one recipient, but others may also have received it.
  /// Notifications list all recipients.
  bool recipients_are_complete = true;
  Verdicts verdicts;
  std::string action;  ///< receipt.action.type as spelled: "Bounce", "S3"; empty if unknown
  /// The region that received the message (from SES's Received field, or ARNs of the receipt's
  /// action).
  std::optional<RegionEvidence> strong_region;
  /// A region that the notification passed: of a topic, queue or bus. It may be another region.
  std::optional<RegionEvidence> weak_region;
  /// Evidence that was ignored because it names no region: sentences without a full stop, each one
  /// line of printable UTF-8. They become findings (late_checks), because the region is part of the
  /// host that gets a signed request.
  std::vector<std::string> ignored_evidence;
  HeaderKnowledge header_knowledge = HeaderKnowledge::Absent;
  /// The header with SES's own fields. It comes from a notification's `content`, which is complete
  /// even if mail.headers are cut, otherwise from mail.headers. If both are missing, it has the few
  /// fields of commonHeaders, with names decoded, and the knowledge stays Absent.
  std::vector<OriginalField> header;
  /// The header for the third part of a DSN, from the topmost field of SES on: the bytes of the
  /// stored message or of `content` with their line ends, or `header` joined with CRLF. Empty if
  /// there is none. It does not have the empty line that ends a header.
  std::string header_block;
};

/// Where a record waits in SQS, so that a script can delete settled records. Empty if the record
/// did not come from SQS.
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

/// Longer input is refused. SNS carries 256 KB and SQS 1 MiB. A stored message has up to 40 MB, of
/// which only the header counts.
inline constexpr std::size_t kMaxNotificationBytes = 16 * 1024 * 1024;
/// The limit of nested envelopes. Each key that is opened counts, and each string in a string. A
/// list counts as one, together with its key and the keys of its elements.
inline constexpr int kMaxEnvelopeDepth = 8;
/// Lambda passes at most 10,000.
inline constexpr std::size_t kMaxRecords = 100'000;

/// Why input holds nothing that can be bounced (when-not-to-bounce.md §2, receipt-notifications.md
/// §4). These are the codes of ErrorKind::NothingToBounce.
inline constexpr std::string_view kMalformed = "malformed";
inline constexpr std::string_view kWrongEvent = "wrong-event";
inline constexpr std::string_view kSetupNotification = "setup-notification";
inline constexpr std::string_view kNoMessageId = "no-message-id";
inline constexpr std::string_view kNoRecipient = "no-recipient";
inline constexpr std::string_view kSeveral = "several";  ///< for a call that bounces one message

/// `return nothing_to_bounce(kMalformed, "The input is empty.");`
Failure nothing_to_bounce(std::string_view code, std::string message);

/// Reads the input of `--received`. JSON begins with '{', '[' or '"' after a byte order mark
/// and blanks; everything else is a stored message. Pure; linear in the input.
///
/// Errors are ErrorKind::NothingToBounce, with one of the words above as `code`. The whole input
/// has an error only if it cannot be split into records: it is empty, too long, not UTF-8, broken
/// JSON, or not a message. Every other error belongs to a record, even if there is only one: an
/// event of another kind, a notification without an id. An error's message is one line, quotes at
/// most a few words of the input and says what to give instead. A result has at least one record.
Result<std::vector<ReceivedRecord>> read_received(std::string_view bytes);

/// Like read_received, for JSON that was already read: an item of a batch, an event.
Result<std::vector<ReceivedRecord>> read_received_json(const Value& json);

}  // namespace send_bounce
