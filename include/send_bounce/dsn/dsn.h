#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/model/bounce.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/instant.h"

namespace send_bounce {

/// Whom a notification comes from. The API page names BounceSender. The one real SendBounce mail
/// that was described (dsn-as-ses-writes-it.md §1) came from MAILER-DAEMON@REGION.amazonses.com.
enum class DsnFrom : std::uint8_t { BounceSender, MailerDaemon };

/// What a notification needs beside the request. Its own return path is always null.
struct DsnEnvelope {
  std::string region;               ///< "us-east-1": in Reporting-MTA and Message-ID
  std::string outbound_message_id;  ///< "0100…-000000", what SendBounce returns
  /// To: the original's envelope sender, without "<>". nullopt: not known; To is an empty group.
  std::optional<std::string> recipient;
  /// Arrival-Date if the request names none. nullopt: not known; the field is left out.
  std::optional<Instant> original_received;
  Instant now;  ///< Date
  DsnFrom from = DsnFrom::BounceSender;
  std::uint32_t boundary_counter = 0;  ///< notifications written so far, as SES's servers count
  std::uint32_t boundary_hash = 0;     ///< any number; the upper bit does not count
};

/// What SES writes into Reporting-MTA where the request names none:
/// "dns; inbound-smtp.us-east-1.amazonaws.com".
std::string default_reporting_mta(std::string_view region);

/// The delivery status notification that SES makes of a SendBounce call, whole: RFC 6522 and RFC
/// 3464 in the layout of real mails that SES sent. A pure function: equal
/// arguments, equal bytes. CRLF line ends, 7-bit, no line longer than 998 bytes.
///
///   multipart/report; report-type=delivery-status
///     text/plain                the Explanation, or "This message could not be delivered."
///     message/delivery-status   Reporting-MTA, Arrival-Date; a group for each recipient
///     text/rfc822-headers       `original_header`, without what SES added to it on receipt
///
/// Where the request leaves a field open:
///   Reporting-MTA    dns; inbound-smtp.REGION.amazonaws.com
///   Arrival-Date     original_received
///   Action           failed
///   Final-Recipient  Recipient, which is always Original-Recipient
///   Status, Diagnostic-Code   those of BounceType (bounce_codes.h)
/// What RecipientDsnFields gives wins field by field over what BounceType implies; Remote-MTA,
/// Last-Attempt-Date and extension fields appear only when given. A recipient's extension fields
/// stand before Diagnostic-Code. Values that RFC 3464 wants typed ("dns; host", "smtp; 550 …")
/// stand as they were given.
///
/// `original_header` is the header as it was stored. If SES received the message, the third part
/// begins with Return-Path and SES's Received field, as in the bounces of 2015. Other fields above
/// SES's were added later and are left out. So is the block of verdicts below it (X-SES-*,
/// Received-SPF, Authentication-Results of amazonses.com): no known bounce of SES has any of them
/// (dsn-as-ses-writes-it.md §5, row 8). A header without a field of SES's stands whole.
///
/// Beyond ASCII: an Explanation is UTF-8 in quoted-printable; other values become encoded words of
/// RFC 2047; bytes that are no UTF-8 become U+FFFD. A line break inside a value becomes folding, so
/// no value can begin a field of its own.
///
/// On purpose unlike SES: dates of the second part have a four-digit year and a numeric zone, as
/// RFC 3464 §2.2.5 wants (SES writes "Thu, 01 Oct 15 13:48:54 UTC"). Left out, since only Amazon
/// can truthfully write them: DKIM-Signature, X-SES-Outgoing, Feedback-ID. As with SES there is no
/// Auto-Submitted.
///
/// ErrorKind::ParamValidation where an address or a name of a field cannot stand in a header: it is
/// empty, not ASCII, or contains control characters.
Result<std::string> render_dsn(const BounceContent& content, std::string_view original_header,
                               const DsnEnvelope& envelope);

/// The id of a message that SES sends: a prefix of the region, milliseconds since 1970 in twelve
/// hexadecimal digits, `uuid`, "000000"; joined by dashes. The prefix of a region that is not in
/// the table is "0000", SES's own before it had one for each (dsn-as-ses-writes-it.md §2).
std::string outbound_message_id(std::string_view region, Instant now, std::string_view uuid);

/// "MAILER-DAEMON@eu-west-1.amazonses.com"
std::string mailer_daemon(std::string_view region);

}  // namespace send_bounce
