#include "send_bounce/dsn/dsn.h"

#include <string>
#include <vector>

#include "dsn/mime_text.h"
#include "send_bounce/dsn/bounce_codes.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

constexpr std::string_view kDefaultExplanation = "This message could not be delivered.";

Failure unusable(std::string_view field, std::string_view value) {
  return invalid_parameter(std::string(field) + ": \"" + std::string(value) +
                           "\" cannot stand in the header of a mail. Use printable ASCII; write a "
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
  const std::string reporting_mta = given.reporting_mta.empty()
                                        ? "dns; inbound-smtp." + envelope.region + ".amazonaws.com"
                                        : given.reporting_mta;
  std::string group = header_field("Reporting-MTA", reporting_mta);
  group += header_field("Arrival-Date",
                        format_rfc5322(given.arrival_date.value_or(envelope.original_received)));
  RETURN_IF_ERROR(append_extensions(group, given.extension_fields));
  return group;
}

/// RFC 3464 §2.3, in SES's order.
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
  if (given.diagnostic_code)
    group += header_field("Diagnostic-Code", *given.diagnostic_code);
  else if (has_codes)
    group += header_field("Diagnostic-Code", codes.diagnostic_code);
  group += header_field("Status", given.status.empty() ? codes.status : given.status);
  if (given.last_attempt_date)
    group += header_field("Last-Attempt-Date", format_rfc5322(*given.last_attempt_date));
  RETURN_IF_ERROR(append_extensions(group, given.extension_fields));
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
  const std::int64_t milliseconds = envelope.now.seconds * 1000 + envelope.now.microseconds / 1000;
  for (std::uint64_t number = envelope.boundary_seed;; ++number) {
    std::string boundary =
        "----=_Part_0_" + std::to_string(number) + "." + std::to_string(milliseconds);
    bool is_free = true;
    for (const std::string& text : parts)
      is_free = is_free && text.find(boundary) == std::string::npos;
    if (is_free) return boundary;
  }
}

}  // namespace

Result<std::string> render_dsn(const BounceContent& content, std::string_view original_header,
                               const DsnEnvelope& envelope) {
  if (!is_header_safe(content.bounce_sender))
    return unusable("BounceSender", content.bounce_sender);
  if (!is_header_safe(envelope.recipient))
    return unusable("Envelope sender of the original", envelope.recipient);
  if (!is_header_safe(envelope.outbound_message_id))
    return unusable("Message id", envelope.outbound_message_id);

  const EncodedBody explanation = encode_body(
      replace_invalid_utf8(content.explanation.value_or(std::string(kDefaultExplanation))));
  ASSIGN_OR_RETURN(const std::string status, delivery_status(content, envelope));
  std::string header(original_header);
  if (!header.empty() && header.back() != '\n') header += "\r\n";

  const std::vector<std::string> parts = {
      part(explanation.is_ascii ? "text/plain; charset=us-ascii" : "text/plain; charset=utf-8",
           explanation, "Notification"),
      part("message/delivery-status", encode_body(status), "Delivery Status Notification"),
      part("text/rfc822-headers", encode_body(header + "\r\n"), "Undelivered Message"),
  };
  const std::string boundary = choose_boundary(envelope, parts);

  std::string mail = header_field("Date", format_rfc5322(envelope.now));
  mail += address_field("From", content.bounce_sender);
  mail += address_field("To", envelope.recipient);
  mail += header_field(
      "Message-ID", "<" + envelope.outbound_message_id + "@" + envelope.region + ".amazonses.com>");
  mail += header_field("Subject", "Delivery Status Notification (Failure)");
  mail += header_field("MIME-Version", "1.0");
  mail += "Content-Type: multipart/report; \r\n\tboundary=\"" + boundary +
          "\"; \r\n\treport-type=delivery-status\r\n\r\n";
  for (const std::string& text : parts) mail += "--" + boundary + "\r\n" + text;
  return mail + "--" + boundary + "--\r\n";
}

}  // namespace send_bounce
