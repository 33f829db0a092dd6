#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/received_properties.h"

namespace {

using namespace send_bounce;

const std::string kSesLine =
    "Received: from a by inbound-smtp.eu-west-1.amazonaws.com with SMTP id own for "
    "ann@example.com; "
    "Fri, 27 Nov 2026 11:50:00 +0000 (UTC)\n";

const std::string kSpfFailed = "Received-SPF: fail x; envelope-from=bob@sender.example;\n";

/// A message below SES's fields never says who SES received it for, nor that a check was passed.
void require_distrust(std::string_view below) {
  const auto records =
      read_received(kSesLine + kSpfFailed + "X-SES-DKIM-SIGNATURE: x\n" + std::string(below));
  require_sound(records);
  if (!records || !records->front().message) return;  // a header that is too long
  const ReceivedMessage& message = *records->front().message;
  require(message.message_id == "own" && message.strong_region->region == "eu-west-1");
  require(message.recipients == std::vector<std::string>{"ann@example.com"});
  require(message.return_path == "bob@sender.example");
  for (const Verdict verdict : {message.verdicts.spam, message.verdicts.virus, message.verdicts.spf,
                                message.verdicts.dkim, message.verdicts.dmarc})
    require(verdict != Verdict::Pass);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto records = read_received(bytes);
  require_sound(records);
  if (records && records->front().message && !records->front().message->recipients_are_complete)
    require(bytes.find(records->front().message->header_block) != std::string_view::npos);
  // A line that begins with a blank would continue SES's own.
  if (!bytes.starts_with(' ') && !bytes.starts_with('\t')) require_distrust(bytes);
  return 0;
}
