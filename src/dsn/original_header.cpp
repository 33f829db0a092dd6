#include "dsn/original_header.h"

#include "send_bounce/mail/message.h"
#include "send_bounce/mail/received.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

/// A field of the block that SES writes below its Received field (receipt-notifications.md §5).
bool is_verdict_of_ses(const HeaderField& field) {
  const std::string name = to_lower(field.name);
  if (name == "authentication-results") {
    const std::string service = to_lower(field.value.substr(0, field.value.find(';')));
    return trim(service) == "amazonses.com";
  }
  return name == "received-spf" || name.starts_with("x-ses-");
}

std::string as_stored(const HeaderField& field) { return field.name + ":" + field.raw; }

}  // namespace

std::string undelivered_header(std::string_view stored) {
  const auto mail = read_mail(stored);
  const auto trace = mail ? find_ses_trace(*mail) : std::nullopt;
  if (!trace) return std::string(stored);

  std::string header;
  for (std::size_t i = 0; i < trace->field; ++i)
    if (is_same_in_any_case(mail->fields[i].name, "return-path"))
      header = as_stored(mail->fields[i]);
  header += as_stored(mail->fields[trace->field]);
  // Only what follows at once is SES's: a field of these names further down came with the message.
  std::size_t next = trace->field + 1;
  while (next < mail->fields.size() && is_verdict_of_ses(mail->fields[next])) ++next;
  for (; next < mail->fields.size(); ++next) header += as_stored(mail->fields[next]);
  return header;
}

}  // namespace send_bounce
