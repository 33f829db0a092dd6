#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/mail/received.h"
#include "send_bounce/received/received_message.h"
#include "send_bounce/values/error.h"

/// What SES wrote into the header of a message that it received: the one part of a header that the
/// sender has not written. Source: docs/reference/receipt-notifications.md §5.
namespace send_bounce {

/// How messages call the Received field that SES wrote.
inline constexpr std::string_view kSesReceivedField = "SES's Received field";

struct SesHeader {
  SesReceived received;
  std::string time_text;  ///< the time in SES's Received field as it stands
  /// Return-Path above SES's Received field, else envelope-from in SES's Received-SPF; "" is the
  /// null path.
  std::optional<std::string> return_path;
  Verdicts verdicts;            ///< spam, virus, SPF, DKIM, DMARC; there is no policy in a header
  std::size_t field = 0;        ///< where SES's Received field is
  std::size_t first_field = 0;  ///< the same, or that of the Return-Path right above it
};

/// Of the topmost Received field that SES wrote; nullopt where there is none. What stands below the
/// next Received field came with the message. So did what is above it and not in SES's order: that
/// counts only where it speaks against the message.
std::optional<SesHeader> read_ses_header(const std::vector<OriginalField>& fields);

/// The header of a message as SES stored it: an object of the S3 action, or `content` of a
/// notification.
struct StoredHeader {
  std::vector<OriginalField> fields;
  std::optional<SesHeader> ses;
  std::string block;      ///< the bytes from SES's first field on; all of them without one
  bool is_whole = false;  ///< an empty line follows: nothing was cut off
};

/// The error's message is a clause, as read_mail's is.
Result<StoredHeader> read_stored_header(std::string_view bytes);

/// The result of a check as a receipt writes it: "PASS", in any case.
Verdict verdict_of_status(std::string_view status);

/// Makes each verdict of `verdicts` the worse one of both. A Pass in `others` fills a verdict that
/// is missing only where they are `trusted`.
void keep_worse(Verdicts& verdicts, const Verdicts& others, bool trusted);

/// An address in an envelope, as it stands but for "<" and ">": tags and odd forms are kept, since
/// a notice must arrive by them. "" for the null path.
std::string path_of(std::string_view text);

}  // namespace send_bounce
