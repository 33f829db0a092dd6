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

/// The bounce that a call asks for. Each recipient makes one key, together with the other three
/// members.
struct JournalSubject {
  std::string realm;   ///< the service: "aws", or "https://localhost:8080"
  std::string region;  ///< the region that signs
  std::string id;      ///< OriginalMessageId
  std::vector<std::string> recipients;
};

struct JournalEntry {
  Instant at;
  std::string run;  ///< a UUID that names the process that wrote the entry
  JournalSubject subject;
  JournalState state = JournalState::Sending;
  std::string invocation_id;        ///< Sending, Unknown; may be empty
  std::string message_id;           ///< Sent
  std::string code;                 ///< Rejected
  std::optional<Instant> received;  ///< Sending, if known
};

/// The entry as one line of UTF-8, with its line end, for every content of the texts.
std::string journal_line(const JournalEntry& entry);

/// Why a line is ignored.
enum class JournalLineFault : std::uint8_t {
  Torn,  ///< the beginning of a line, or zeros: the process or the machine stopped during the write
  Unreadable,  ///< not a JSON object with the required members
  Foreign,     ///< a state or a form of a later version, which this program can ignore
  Newer,       ///< a version that this program must not work with
};

/// Reads `line`, which has no line end. Bytes that a failed write or a loss of power left before
/// the entry are ignored.
tl::expected<JournalEntry, JournalLineFault> read_journal_line(std::string_view line);

}  // namespace send_bounce
