#include "send_bounce/received/received_message.h"

#include <utility>

#include "received/envelope.h"
#include "received/plain_words.h"
#include "received/stored_message.h"
#include "received/wrong_input.h"
#include "send_bounce/text/json_document.h"

namespace send_bounce {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// A byte order mark of UTF-16, or ASCII in two bytes a character.
bool is_utf16(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return true;
  return bytes.size() >= 2 && (bytes[0] == '\0') != (bytes[1] == '\0');
}

Result<std::vector<ReceivedRecord>> read_json(std::string_view json) {
  if (json.size() > kMaxNotificationBytes) {
    return nothing_to_bounce(kMalformed,
                             "The JSON has " + std::to_string(json.size()) + " bytes; at most " +
                                 std::to_string(kMaxNotificationBytes) +
                                 " (16 MiB) are read. Give fewer notifications at a time.");
  }
  const auto value = parse_json_document(json);
  if (!value) return refuse_json(value.error(), json, {});
  return open_envelopes(*value);
}

}  // namespace

Result<std::vector<ReceivedRecord>> read_received(std::string_view bytes) {
  if (is_utf16(bytes)) {
    return nothing_to_bounce(kMalformed,
                             "The input is UTF-16, not UTF-8. Convert it: iconv -f UTF-16 -t UTF-8 "
                             "FILE | send-bounce --received -");
  }
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) {
    return nothing_to_bounce(kMalformed, "The input is empty." + std::string(kGiveANotification));
  }
  if (std::string_view("{[\"").find(bytes[first]) != std::string_view::npos)
    return read_json(bytes);
  // A blank at the start of a header's line would matter, line ends do not.
  bytes.remove_prefix(bytes.find_first_not_of("\r\n"));
  auto message = read_stored_message(bytes);
  if (!message && message.error().code == kMalformed)
    return tl::make_unexpected(std::move(message).error());
  std::vector<ReceivedRecord> records;
  records.push_back({std::move(message), {}});
  return records;
}

Result<std::vector<ReceivedRecord>> read_notification(const Value& value) {
  return open_envelopes(value);
}

}  // namespace send_bounce
