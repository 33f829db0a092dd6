#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/model/bounce.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/instant.h"

namespace send_bounce {

/// The From address of a notification. The API page names BounceSender. The one real bounce of
/// SendBounce that was described (dsn-as-ses-writes-it.md §1) came from
/// MAILER-DAEMON@REGION.amazonses.com.
enum class DsnFrom : std::uint8_t { BounceSender, MailerDaemon };

/// What a notification needs in addition to the request. Its own return path is always null.
struct DsnEnvelope {
  std::string region;               ///< "us-east-1": in Reporting-MTA and Message-ID
  std::string outbound_message_id;  ///< "0100…-000000", what SendBounce returns
  /// To: the original's envelope sender, without "<>". nullopt: not known, and To is an empty
  /// group.
  std::optional<std::string> recipient;
  /// Arrival-Date if the request names none. nullopt: not known, and the field is left out.
  std::optional<Instant> original_received;
  Instant now;  ///< Date
  DsnFrom from = DsnFrom::BounceSender;
  std::uint32_t boundary_counter = 0;  ///< notifications written so far, as SES's servers count
  std::uint32_t boundary_hash = 0;     ///< any number; the upper bit does not count
};

/// The Reporting-MTA that SES writes if the request names none:
/// "dns; inbound-smtp.us-east-1.amazonaws.com".
std::string default_reporting_mta(std::string_view region);

/// The complete delivery status notification that SES makes of a SendBounce call: RFC 6522 and RFC
/// 3464 in the layout of real bounces of SES. A pure function: equal arguments give equal bytes. It
/// has CRLF line ends, is 7-bit, and has no line longer than 998 bytes.
///
///   multipart/report; report-type=delivery-status
///     text/plain                the Explanation, or "This message could not be delivered."
///     message/delivery-status   Reporting-MTA, Arrival-Date; a group for each recipient
///     text/rfc822-headers       `original_header`, without what SES added to it on receipt
///
/// If the request does not give a field, it is:
///   Reporting-MTA    dns; inbound-smtp.REGION.amazonaws.com
///   Arrival-Date     original_received
///   Action           failed
///   Final-Recipient  Recipient, which is always Original-Recipient
///   Status, Diagnostic-Code   as for the BounceType (bounce_codes.h)
/// Each field in RecipientDsnFields overrides the one that BounceType implies. Remote-MTA,
/// Last-Attempt-Date and extension fields appear only if they are given. A recipient's extension
/// fields come before Diagnostic-Code. Values to which RFC 3464 gives a type ("dns; host", "smtp;
/// 550 …") are written as they were given.
///
/// `original_header` is the header as it was stored. If SES received the message, the third part
/// begins with Return-Path and SES's Received field, as in the bounces of 2015. Other fields above
/// SES's were added later and are left out. So is the block of verdicts below it (X-SES-*,
/// Received-SPF, Authentication-Results of amazonses.com): no known bounce of SES has any of them
/// (dsn-as-ses-writes-it.md §5, row 8). A header without SES's fields is not cut.
///
/// Text outside ASCII: an Explanation is UTF-8 in quoted-printable, and other values become encoded
/// words of RFC 2047. Bytes that are not UTF-8 become U+FFFD. A line break inside a value becomes
/// folding, so that no value can begin a field of its own.
///
/// It differs from SES on purpose. Dates in the second part have a four-digit year and a numeric
/// zone, as RFC 3464 §2.2.5 requires (SES writes "Thu, 01 Oct 15 13:48:54 UTC"). DKIM-Signature,
/// X-SES-Outgoing and Feedback-ID are left out, because only Amazon can truthfully write them. As
/// in SES, there is no Auto-Submitted.
///
/// Fails with ErrorKind::ParamValidation if a header cannot hold an address or the name of a field,
/// because it is empty, not ASCII, or contains control characters.
Result<std::string> render_dsn(const BounceContent& content, std::string_view original_header,
                               const DsnEnvelope& envelope);

/// The id of a message that SES sends: the prefix of the region, the milliseconds since 1970 in
/// twelve hexadecimal digits, `uuid` and "000000", joined by dashes. A region that is not in the
/// table gets "0000", the prefix that SES used before each region had its own
/// (dsn-as-ses-writes-it.md §2).
std::string outbound_message_id(std::string_view region, Instant now, std::string_view uuid);

/// "MAILER-DAEMON@eu-west-1.amazonses.com"
std::string mailer_daemon(std::string_view region);

}  // namespace send_bounce
