#include "send_bounce/journal/entry.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "send_bounce/dates/timestamp.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/json_document.h"
#include "send_bounce/text/json_text.h"
#include "send_bounce/values/value.h"

namespace send_bounce {
namespace {

constexpr std::int64_t kVersion = 1;

constexpr std::pair<JournalState, std::string_view> kStateNames[] = {
    {JournalState::Sending, "sending"},   {JournalState::Sent, "sent"},
    {JournalState::Rejected, "rejected"}, {JournalState::Failed, "failed"},
    {JournalState::Unknown, "unknown"},
};

std::string_view name_of(JournalState state) {
  const auto* found = std::find_if(std::begin(kStateNames), std::end(kStateNames),
                                   [&](const auto& row) { return row.first == state; });
  return found->second;
}

std::optional<JournalState> state_of(std::string_view name) {
  for (const auto& [state, known] : kStateNames) {
    if (known == name) return state;
  }
  return std::nullopt;
}

std::optional<Instant> moment_of(const Map& map, std::string_view key) {
  const auto* text = map.get<std::string>(key);
  // A bare number would be read as seconds.
  if (text == nullptr || !text->ends_with('Z')) return std::nullopt;
  const auto read = parse_timestamp(Value(*text), TimestampContext{});
  return read ? std::optional(read->instant) : std::nullopt;
}

std::string text_at(const Map& map, std::string_view key) {
  const auto* text = map.get<std::string>(key);
  return text == nullptr ? std::string() : *text;
}

void set_text(Map& map, const char* key, const std::string& text) {
  if (!text.empty()) map.set(key, replace_invalid_utf8(text));
}

std::optional<std::vector<std::string>> texts_at(const Map& map, std::string_view key) {
  const auto* list = map.get<List>(key);
  if (list == nullptr || list->empty()) return std::nullopt;
  std::vector<std::string> texts;
  for (const Value& value : *list) {
    const auto* text = value.get<std::string>();
    if (text == nullptr) return std::nullopt;
    texts.push_back(*text);
  }
  return texts;
}

tl::expected<JournalEntry, JournalLineFault> read_whole_line(std::string_view line) {
  using enum JournalLineFault;
  const auto value = parse_json_document(line);
  if (!value) {
    const bool is_cut = value.error().kind == JsonFaultKind::CutOff;
    return tl::make_unexpected(is_cut ? Torn : Unreadable);
  }
  const auto* map = value->get<Map>();
  const auto* version = map == nullptr ? nullptr : map->get<std::int64_t>("V");
  if (version == nullptr) return tl::make_unexpected(Unreadable);
  if (*version > kVersion) return tl::make_unexpected(Newer);

  const auto* state_name = map->get<std::string>("State");
  const auto* id = map->get<std::string>("Id");
  auto recipients = texts_at(*map, "Recipients");
  const auto at = moment_of(*map, "At");
  if (state_name == nullptr || id == nullptr || !recipients || !at)
    return tl::make_unexpected(Unreadable);
  const auto state = state_of(*state_name);
  if (!state) return tl::make_unexpected(Foreign);

  JournalEntry entry;
  entry.at = *at;
  entry.run = text_at(*map, "Run");
  entry.subject = {text_at(*map, "Realm"), text_at(*map, "Region"), *id, *std::move(recipients)};
  entry.state = *state;
  entry.invocation_id = text_at(*map, "InvocationId");
  entry.message_id = text_at(*map, "MessageId");
  entry.code = text_at(*map, "Code");
  entry.received = moment_of(*map, "Received");
  return entry;
}

}  // namespace

std::string journal_time(Instant instant) {
  const std::string milliseconds = std::to_string(1000 + instant.microseconds / 1000).substr(1);
  std::string text = format_iso8601({instant.seconds, 0});
  text.insert(text.size() - 1, "." + milliseconds);
  return text;
}

std::string journal_line(const JournalEntry& entry) {
  List recipients;
  for (const std::string& recipient : entry.subject.recipients)
    recipients.emplace_back(replace_invalid_utf8(recipient));
  Map map;
  map.set("V", kVersion);
  map.set("At", journal_time(entry.at));
  map.set("Run", entry.run);
  map.set("Realm", replace_invalid_utf8(entry.subject.realm));
  map.set("Region", replace_invalid_utf8(entry.subject.region));
  map.set("Id", replace_invalid_utf8(entry.subject.id));
  map.set("Recipients", std::move(recipients));
  map.set("State", std::string(name_of(entry.state)));
  set_text(map, "InvocationId", entry.invocation_id);
  set_text(map, "MessageId", entry.message_id);
  set_text(map, "Code", entry.code);
  if (entry.received) map.set("Received", format_iso8601({entry.received->seconds, 0}));
  return json_text(map, JsonSpacing::None) + "\n";
}

// What a process left behind that was killed, or whose bytes never reached the disk, has no line
// end of its own: then it stands in front of the next line. Inside a string the quote would be
// escaped.
tl::expected<JournalEntry, JournalLineFault> read_journal_line(std::string_view line) {
  // Zeros are what a file has where its bytes never reached the disk. An entry that ends in them is
  // cut off.
  line = line.substr(0, line.find_last_not_of('\0') + 1);
  auto entry = read_whole_line(line);
  const std::size_t start = line.rfind("{\"V\":");
  if (entry || start == std::string_view::npos || start == 0) return entry;
  auto last = read_whole_line(line.substr(start));
  const bool says_more = last || last.error() == JournalLineFault::Newer;
  return says_more ? last : entry;
}

}  // namespace send_bounce
