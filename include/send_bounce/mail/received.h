#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/mail/message.h"
#include "send_bounce/values/instant.h"

/// What the trace fields at the top of a stored mail tell of its envelope.
namespace send_bounce {

/// A line as SES writes it on receipt (SES Developer Guide, examples of stored mail):
///   from HOST (…) by inbound-smtp.REGION.amazonaws.com with SMTP id ID for RCPT; DATE
struct SesReceived {
  std::string message_id;  ///< what SendBounce calls OriginalMessageId; its shape is not checked
  std::string region;      ///< "eu-west-1"
  std::string recipient;   ///< one of the envelope recipients; empty where the line names none
  std::optional<Instant> time;
};

/// The value of one Received field, unfolded or not; nullopt where SES did not write it. An id
/// longer than 128 bytes or with anything but printable ASCII is none.
std::optional<SesReceived> parse_ses_received(std::string_view value);

/// The parts of a field's value between semicolons, trimmed; one inside of a comment or of quotes
/// does not count, since the sender chooses what is in there.
std::vector<std::string_view> parts_between_semicolons(std::string_view value);

/// envelope-from of a Received-SPF field (RFC 7208 §9.1), without quotes around it; nullopt where
/// the field has none.
std::optional<std::string_view> spf_envelope_from(std::string_view value);

/// The topmost one that SES wrote, and where it stands among the fields.
struct SesTrace {
  SesReceived received;
  std::size_t field = 0;
};
std::optional<SesTrace> find_ses_trace(const MailMessage& mail);

/// The envelope, as far as the header keeps it.
struct Envelope {
  std::string sender;  ///< MAIL FROM; empty for the null path
  std::vector<std::string> recipients;
};

/// Only fields above SES's Received line count, or above the topmost Received line where SES wrote
/// none: what stands lower came from the sender or belongs to an earlier hop.
///
/// Sender, the first that is there: Return-Path ("<>" is the null path); X-Envelope-From;
/// envelope-from in the Received-SPF that SES writes below its line; the address in From, then in
/// Sender. An unknown sender is empty, too: no bounce can go anywhere.
///
/// Recipients, the first kind that is there: X-Envelope-To (every one); X-Original-To, Envelope-To,
/// Delivered-To (the topmost one); else the one in SES's line with the addresses of To and Cc in
/// the same domain, since SES names a single recipient there; else all addresses of To and Cc.
/// None is named twice.
Envelope find_envelope(const MailMessage& mail);
/// The same, for a caller who has `find_ses_trace(mail)`.
Envelope find_envelope(const MailMessage& mail, const std::optional<SesTrace>& trace);

}  // namespace send_bounce
