#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "send_bounce/values/instant.h"

/// A line of the journal (docs/journal.md).
namespace send_bounce {

enum class JournalState : std::uint8_t {
  Sending,   ///< claimed: a request may have gone out
  Sent,      ///< accepted
  Rejected,  ///< refused by the service
  Failed,    ///< provably not accepted
  Unknown,   ///< it may have been accepted
};

/// What a call is about. Each recipient is a key of its own, together with the other three.
struct JournalSubject {
  std::string realm;   ///< "aws", or "https://localhost:8080": whose memory it is
  std::string region;  ///< that signs
  std::string id;      ///< OriginalMessageId
  std::vector<std::string> recipients;
};

struct JournalEntry {
  Instant at;
  std::string run;  ///< which process wrote it, a UUID
  JournalSubject subject;
  JournalState state = JournalState::Sending;
  std::string invocation_id;        ///< Sending, Unknown; may be empty
  std::string message_id;           ///< Sent
  std::string code;                 ///< Rejected
  std::optional<Instant> received;  ///< Sending, if known
};

/// With its line end. One line of UTF-8, whatever is in the texts.
std::string journal_line(const JournalEntry& entry);

/// Why a line is passed over.
enum class JournalLineFault : std::uint8_t {
  Torn,        ///< the beginning of a line, or zeros: its process or machine ended while it wrote
  Unreadable,  ///< no JSON object with the members that count
  Foreign,     ///< a state or a form of a later version, which pass
  Newer,       ///< a version that this program must not work with
};

/// `line` without its end. What a failed write or a loss of power has left in front of an entry is
/// passed over.
tl::expected<JournalEntry, JournalLineFault> read_journal_line(std::string_view line);

/// "2026-11-27T12:00:00.123Z", as the journal and the results of a batch write moments.
std::string journal_time(Instant instant);

}  // namespace send_bounce
