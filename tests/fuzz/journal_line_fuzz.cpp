#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "send_bounce/journal/entry.h"

namespace {

using namespace send_bounce;

void require(bool condition) {
  if (!condition) std::abort();
}

bool is_same(const JournalEntry& a, const JournalEntry& b) {
  // A time is written in milliseconds, and that of receipt in seconds.
  return a.subject.realm == b.subject.realm && a.subject.region == b.subject.region &&
         a.subject.id == b.subject.id && a.subject.recipients == b.subject.recipients &&
         a.state == b.state && a.run == b.run && a.message_id == b.message_id &&
         a.at.seconds == b.at.seconds && a.invocation_id == b.invocation_id && a.code == b.code &&
         a.received.has_value() == b.received.has_value();
}

}  // namespace

// What was read is written as one line that reads the same, also behind one that was torn.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto entry = read_journal_line(bytes);
  if (!entry) return 0;
  std::string line = journal_line(*entry);
  require(line.find('\n') == line.size() - 1);
  line.pop_back();
  const auto again = read_journal_line(line);
  require(again && is_same(*entry, *again));
  const auto behind = read_journal_line(line.substr(0, line.size() / 2) + line);
  require(behind && is_same(*entry, *behind));
  return 0;
}
