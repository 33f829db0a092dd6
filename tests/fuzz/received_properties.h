#pragma once

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "send_bounce/protocol/partitions.h"
#include "send_bounce/received/received_message.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/python_text.h"

/// What is true of whatever a reader makes of received bytes.
namespace send_bounce {

inline void require(bool condition) {
  if (!condition) std::abort();
}

inline void require_plain(const std::string& text, std::size_t longest) {
  require(!text.empty() && text.size() <= longest);
  for (const char c : text) require(c >= ' ' && c <= '~');
}

/// One line of printable UTF-8.
inline void require_shown(const std::string& text, std::size_t longest) {
  require(!text.empty() && text.size() <= longest);
  for (std::size_t position = 0; position < text.size();) {
    const auto code_point = next_code_point(text, position);
    require(code_point && is_python_printable(*code_point));
  }
}

inline void require_region(const std::optional<RegionEvidence>& evidence) {
  if (evidence) require(is_region(evidence->region) && !evidence->source.empty());
}

inline void require_clear(const Error& error) {
  require(error.kind == ErrorKind::NothingToBounce);
  const auto codes = {kMalformed, kWrongEvent, kSetupNotification, kNoMessageId, kNoRecipient};
  require(std::find(codes.begin(), codes.end(), error.code) != codes.end());
  require_shown(error.message, 700);
}

inline void require_usable(const ReceivedMessage& message) {
  require_plain(message.message_id, 128);
  require(!message.recipients.empty() || !message.recipients_are_complete);
  require_region(message.strong_region);
  require_region(message.weak_region);
  for (const std::string& sentence : message.ignored_evidence) require_shown(sentence, 200);
  for (const OriginalField& field : message.header) require(!field.name.empty());
  if (message.header_knowledge != HeaderKnowledge::Absent) require(!message.header.empty());
}

inline void require_sound(const Result<std::vector<ReceivedRecord>>& records) {
  if (!records) return require_clear(records.error());
  require(!records->empty() && records->size() <= kMaxRecords);
  for (const ReceivedRecord& record : *records) {
    if (record.message) {
      require_usable(*record.message);
    } else {
      require_clear(record.message.error());
    }
  }
}

}  // namespace send_bounce
