#include "send_bounce/dsn/dsn.h"

#include <string>
#include <vector>

#include "dsn/mime_text.h"
#include "dsn/original_header.h"
#include "send_bounce/dsn/bounce_codes.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

constexpr std::string_view kDefaultExplanation = "This message could not be delivered.";
/// An empty group (RFC 5322 §3.4), since To takes nothing but addresses.
constexpr std::string_view kUnknownRecipient = "unknown envelope sender:;";
constexpr std::uint32_t kLargestHash = 0x7FFF'FFFF;  // SES's is a hash of Java: an int

struct RegionPrefix {
  std::string_view region;
  std::string_view prefix;
};

// What ids of messages from these regions begin with (dsn-as-ses-writes-it.md §2).
constexpr RegionPrefix kRegionPrefixes[] = {
    {"us-east-1", "0100"},      {"us-west-2", "0101"},      {"eu-west-1", "0102"},
    {"ap-northeast-1", "0106"}, {"eu-central-1", "0107"},   {"ap-southeast-2", "0108"},
    {"ap-south-1", "0109"},     {"eu-west-2", "010b"},      {"ap-northeast-2", "010c"},
    {"ca-central-1", "010d"},   {"ap-southeast-1", "010e"}, {"us-east-2", "010f"},
    {"eu-north-1", "0110"},     {"us-west-1", "0111"},      {"eu-west-3", "0113"},
};
constexpr std::string_view kOldestPrefix = "0000";

std::int64_t milliseconds_of(Instant instant) {
  return instant.seconds * 1000 + instant.microseconds / 1000;
}

/// "Thu, 1 Oct 2015 13:48:58 +0000": SES writes the day of Date without a zero in front, the days
/// of the second part with it.
std::string date_of_mail(Instant now) {
  std::string date = format_rfc5322(now);
  const std::size_t day = date.find(' ') + 1;
  if (date[day] == '0') date.erase(day, 1);
  return date;
}

Failure unusable(std::string_view field, std::string_view value) {
  return invalid_parameter(std::string(field) + ": \"" + std::string(value) +
                           "\" cannot be used in a message header. Use printable ASCII. Write a "
                           "domain in Punycode.");
}

Result<void> append_extensions(std::string& group, const std::vector<ExtensionField>& fields) {
  for (const ExtensionField& field : fields) {
    if (!is_field_name(field.name)) return unusable("Name of an extension field", field.name);
    group += header_field(field.name, field.value);
  }
  return {};
}

/// RFC 3464 §2.2.
Result<std::string> per_message_group(const BounceContent& content, const DsnEnvelope& envelope) {
  const MessageDsn given = content.message_dsn.value_or(MessageDsn{});
  const std::string reporting_mta =
      given.reporting_mta.empty() ? default_reporting_mta(envelope.region) : given.reporting_mta;
  std::string group = header_field("Reporting-MTA", reporting_mta);
  const auto arrival = given.arrival_date ? given.arrival_date : envelope.original_received;
  if (arrival) group += header_field("Arrival-Date", format_rfc5322(*arrival));
  RETURN_IF_ERROR(append_extensions(group, given.extension_fields));
  return group;
}

/// RFC 3464 §2.3, in SES's order. Where SES puts extension fields is not known; they stand where
/// the samples that a preview is compared with have them.
Result<std::string> per_recipient_group(const BouncedRecipient& recipient) {
  const RecipientDsnFields given = recipient.dsn_fields.value_or(RecipientDsnFields{});
  const BounceCodes& codes = bounce_codes(recipient.bounce_type.value_or(std::string()));
  const bool has_codes = recipient.bounce_type.has_value() || !recipient.dsn_fields.has_value();
  const std::string final_recipient = given.final_recipient.value_or(recipient.recipient);
  for (const std::string& address : {final_recipient, recipient.recipient})
    if (!is_header_safe(address)) return unusable("Recipient", address);

  std::string group = header_field("Action", given.action.empty() ? "failed" : given.action);
  group += header_field("Final-Recipient", "rfc822; " + final_recipient);
  group += header_field("Original-Recipient", "rfc822; " + recipient.recipient);
  if (given.remote_mta) group += header_field("Remote-MTA", *given.remote_mta);
  RETURN_IF_ERROR(append_extensions(group, given.extension_fields));
  if (given.diagnostic_code)
    group += header_field("Diagnostic-Code", *given.diagnostic_code);
  else if (has_codes)
    group += header_field("Diagnostic-Code", codes.diagnostic_code);
  group += header_field("Status", given.status.empty() ? codes.status : given.status);
  if (given.last_attempt_date)
    group += header_field("Last-Attempt-Date", format_rfc5322(*given.last_attempt_date));
  return group;
}

Result<std::string> delivery_status(const BounceContent& content, const DsnEnvelope& envelope) {
  ASSIGN_OR_RETURN(std::string text, per_message_group(content, envelope));
  for (const BouncedRecipient& recipient : content.recipients) {
    ASSIGN_OR_RETURN(const std::string group, per_recipient_group(recipient));
    text += "\r\n" + group;
  }
  return text + "\r\n";
}

std::string part(std::string_view content_type, const EncodedBody& body,
                 std::string_view description) {
  std::string text = header_field("Content-Type", content_type);
  text += header_field("Content-Transfer-Encoding", body.transfer_encoding);
  text += header_field("Content-Description", description);
  return text + "\r\n" + body.text + "\r\n";
}

/// Of SES's form, and in none of the parts (RFC 2046 §5.1.1).
std::string choose_boundary(const DsnEnvelope& envelope, const std::vector<std::string>& parts) {
  const std::string rest = "_" + std::to_string(envelope.boundary_hash & kLargestHash) + "." +
                           std::to_string(milliseconds_of(envelope.now));
  for (std::uint64_t counter = envelope.boundary_counter;; ++counter) {
    std::string boundary = "----=_Part_" + std::to_string(counter) + rest;
    bool is_free = true;
    for (const std::string& text : parts)
      is_free = is_free && text.find(boundary) == std::string::npos;
    if (is_free) return boundary;
  }
}

Result<void> check_envelope(const BounceContent& content, const DsnEnvelope& envelope) {
  if (!is_header_safe(content.bounce_sender))
    return unusable("BounceSender", content.bounce_sender);
  if (envelope.recipient && !is_header_safe(*envelope.recipient))
    return unusable("Envelope sender of the original", *envelope.recipient);
  if (!is_header_safe(envelope.outbound_message_id))
    return unusable("Message id", envelope.outbound_message_id);
  return {};
}

std::string header_of_mail(const BounceContent& content, const DsnEnvelope& envelope,
                           const std::string& boundary) {
  std::string header = header_field("Date", date_of_mail(envelope.now));
  header +=
      address_field("From", envelope.from == DsnFrom::MailerDaemon ? mailer_daemon(envelope.region)
                                                                   : content.bounce_sender);
  header += address_field("To", envelope.recipient ? *envelope.recipient : kUnknownRecipient);
  header += header_field(
      "Message-ID", "<" + envelope.outbound_message_id + "@" + envelope.region + ".amazonses.com>");
  header += header_field("Subject", "Delivery Status Notification (Failure)");
  header += header_field("MIME-Version", "1.0");
  return header + "Content-Type: multipart/report; \r\n\tboundary=\"" + boundary +
         "\"; \r\n\treport-type=delivery-status\r\n\r\n";
}

}  // namespace

std::string default_reporting_mta(std::string_view region) {
  return "dns; inbound-smtp." + std::string(region) + ".amazonaws.com";
}

Result<std::string> render_dsn(const BounceContent& content, std::string_view original_header,
                               const DsnEnvelope& envelope) {
  RETURN_IF_ERROR(check_envelope(content, envelope));
  const EncodedBody explanation = encode_body(
      replace_invalid_utf8(content.explanation.value_or(std::string(kDefaultExplanation))));
  ASSIGN_OR_RETURN(const std::string status, delivery_status(content, envelope));
  std::string header = undelivered_header(original_header);
  if (!header.empty() && header.back() != '\n') header += "\r\n";

  const std::vector<std::string> parts = {
      part(explanation.is_ascii ? "text/plain; charset=us-ascii" : "text/plain; charset=utf-8",
           explanation, "Notification"),
      part("message/delivery-status", encode_body(status), "Delivery Status Notification"),
      part("text/rfc822-headers", encode_body(header + "\r\n"), "Undelivered Message"),
  };
  const std::string boundary = choose_boundary(envelope, parts);

  std::string mail = header_of_mail(content, envelope, boundary);
  for (const std::string& text : parts) mail += "--" + boundary + "\r\n" + text;
  return mail + "--" + boundary + "--\r\n";
}

std::string outbound_message_id(std::string_view region, Instant now, std::string_view uuid) {
  std::string_view prefix = kOldestPrefix;
  for (const RegionPrefix& row : kRegionPrefixes)
    if (row.region == region) prefix = row.prefix;
  const std::int64_t milliseconds = milliseconds_of(now);
  std::string moment;
  for (int shift = 40; shift >= 0; shift -= 8)
    moment += static_cast<char>((milliseconds >> shift) & 0xFF);
  return std::string(prefix) + hex(moment) + "-" + std::string(uuid) + "-000000";
}

std::string mailer_daemon(std::string_view region) {
  return "MAILER-DAEMON@" + std::string(region) + ".amazonses.com";
}

}  // namespace send_bounce
