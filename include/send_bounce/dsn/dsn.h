#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "send_bounce/model/bounce.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/instant.h"

namespace send_bounce {

/// What a notification needs beside the request. Its own return path is always null.
struct DsnEnvelope {
  std::string region;               ///< "us-east-1": in Reporting-MTA and Message-ID
  std::string outbound_message_id;  ///< "0100…-000000", what SendBounce returns
  std::string recipient;            ///< To: the original's envelope sender, without "<>"
  Instant original_received;        ///< Arrival-Date where the request names none
  Instant now;                      ///< Date
  std::uint64_t boundary_seed = 0;  ///< any number; another one gives another boundary
};

/// The delivery status notification that SES makes of a SendBounce call, whole: RFC 6522 and RFC
/// 3464 in the layout of real mails that SES sent. A pure function: equal
/// arguments, equal bytes. CRLF line ends, 7-bit, no line longer than 998 bytes.
///
///   multipart/report; report-type=delivery-status
///     text/plain                the Explanation, or "This message could not be delivered."
///     message/delivery-status   Reporting-MTA, Arrival-Date; a group for each recipient
///     text/rfc822-headers       `original_header`, the original's header as it stands
///
/// Where the request leaves a field open:
///   Reporting-MTA    dns; inbound-smtp.REGION.amazonaws.com
///   Arrival-Date     original_received
///   Action           failed
///   Final-Recipient  Recipient, which is always Original-Recipient
///   Status, Diagnostic-Code   those of BounceType (bounce_codes.h)
/// What RecipientDsnFields gives wins field by field over what BounceType implies; Remote-MTA,
/// Last-Attempt-Date and extension fields appear only when given, extension fields last in their
/// group. Values that RFC 3464 wants typed ("dns; host", "smtp; 550 …") stand as they were given.
///
/// Beyond ASCII: an Explanation is UTF-8 in quoted-printable; other values become encoded words of
/// RFC 2047; bytes that are no UTF-8 become U+FFFD. A line break inside a value becomes folding, so
/// no value can begin a field of its own.
///
/// On purpose unlike SES: dates have a four-digit year and a numeric zone, as RFC 3464 §2.2.5 wants
/// (SES writes "Thu, 01 Oct 15 13:48:54 UTC"). Left out, since only Amazon can truthfully write
/// them: DKIM-Signature, X-SES-Outgoing, Feedback-ID. As with SES there is no Auto-Submitted.
/// From is BounceSender, as the API page says; SES has been seen to write its MAILER-DAEMON there.
///
/// ErrorKind::ParamValidation where an address or a name of a field cannot stand in a header: it is
/// empty, not ASCII, or contains control characters.
Result<std::string> render_dsn(const BounceContent& content, std::string_view original_header,
                               const DsnEnvelope& envelope);

}  // namespace send_bounce
