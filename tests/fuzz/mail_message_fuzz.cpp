#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "send_bounce/mail/address.h"
#include "send_bounce/mail/date.h"
#include "send_bounce/mail/encoded_word.h"
#include "send_bounce/mail/message.h"
#include "send_bounce/mail/received.h"
#include "send_bounce/text/encoding.h"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

/// An address that was read is read again as itself.
void require_stable(const std::string& address) {
  if (address.empty()) return;
  const auto again = send_bounce::parse_mailbox(address);
  require(again && again->address == address);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace send_bounce;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);

  parse_mail_date(bytes);
  parse_ses_received(bytes);
  require(is_utf8(decode_encoded_words(bytes)));
  for (const MailAddress& entry : parse_address_list(bytes)) require_stable(entry.address);

  const auto mail = read_mail(bytes);
  if (!mail) return 0;
  require(!mail->fields.empty() && mail->body_offset <= size);
  require(bytes.find(mail->header_block) != std::string_view::npos);
  for (const HeaderField& field : mail->fields) {
    require(!field.name.empty());
    require(field.value.find('\n') == std::string::npos);
  }
  const Envelope envelope = find_envelope(*mail);
  require_stable(envelope.sender);
  for (const std::string& recipient : envelope.recipients) require_stable(recipient);
  return 0;
}
