#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "send_bounce/received/received_message.h"
#include "send_bounce/words/encoding.h"
#include "send_bounce/words/json_document.h"

/// The sample inputs, each against what expected.json says is in it. Times are filled
/// in for one moment, as render.py does.
namespace send_bounce {
namespace {

const std::filesystem::path kSamples = std::filesystem::path(SEND_BOUNCE_SHARED) / "samples";
constexpr std::int64_t kNow = 1795780800;  // 2026-11-27T12:00:00Z

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

/// "-23h50m" in seconds.
std::int64_t seconds_of(const std::string& offset) {
  std::int64_t seconds = 0;
  std::int64_t count = 0;
  for (const char c : offset) {
    if (c >= '0' && c <= '9') {
      count = count * 10 + (c - '0');
      continue;
    }
    seconds += count * (c == 'd' ? 86400 : c == 'h' ? 3600 : c == 'm' ? 60 : c == 's' ? 1 : 0);
    count = 0;
  }
  return offset.starts_with('-') ? -seconds : seconds;
}

std::string rendered(const std::string& text);

/// {{kind:rest}}
std::string filled(const std::string& kind, const std::string& rest) {
  if (kind == "base64") return base64(rendered(bytes_of(kSamples / rest)));
  const std::size_t colon = rest.find(':');
  const Instant time{kNow + seconds_of(rest.substr(0, colon)), 0};
  if (kind == "rfc") return format_rfc5322(time);
  if (kind == "epoch") return std::to_string(time.seconds);
  const std::string milliseconds = colon == std::string::npos ? "000" : rest.substr(colon + 1);
  const std::string whole = format_iso8601(time);
  return whole.substr(0, whole.size() - 1) + "." + milliseconds + "Z";
}

std::string rendered(const std::string& text) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t start = 0; (start = text.find("{{", at)) != std::string::npos;) {
    const std::size_t colon = text.find(':', start);
    const std::size_t end = text.find("}}", start);
    const std::string kind = colon < end ? text.substr(start + 2, colon - start - 2) : "";
    const bool is_ours = kind == "iso" || kind == "rfc" || kind == "epoch" || kind == "base64";
    out += text.substr(at, start - at);
    out += is_ours ? filled(kind, text.substr(colon + 1, end - colon - 1)) : "{{";
    at = is_ours ? end + 2 : start + 2;
  }
  return out + text.substr(at);
}

std::string field(const Map& map, const char* key) {
  const auto* text = map.get<std::string>(key);
  return text == nullptr ? "" : *text;
}

/// One record as a line, from the message and from what is expected of it.
std::string told(const ReceivedMessage& message) {
  std::string line = message.message_id;
  const auto& region = message.strong_region ? message.strong_region : message.weak_region;
  line += " " + (region ? region->region : "nowhere");
  for (const std::string& recipient : message.recipients) line += " " + recipient;
  line += " <" + message.return_path.value_or("?") + ">";
  return line + " " + (message.time ? format_iso8601(*message.time) : "never");
}

std::string told(const Map& expected) {
  std::string line = field(expected, "OriginalMessageId") + " " + field(expected, "Region");
  if (const auto* recipients = expected.get<List>("Recipients"))
    for (const Value& recipient : *recipients) line += " " + *recipient.get<std::string>();
  line += " <" + field(expected, "ReturnPath") + ">";
  std::string time = field(expected, "ArrivalDate");
  const bool is_whole = time.ends_with(".000Z");
  time = time.substr(0, time.size() - 5 + (is_whole ? 0 : 4)) + (is_whole ? "Z" : "000Z");
  return line + " " + time;
}

std::vector<std::string> lines_of(const Result<std::vector<ReceivedRecord>>& records) {
  if (!records) return {records.error().code};
  std::vector<std::string> lines;
  for (const ReceivedRecord& record : *records)
    lines.push_back(record.message ? told(*record.message) : record.message.error().code);
  return lines;
}

std::vector<std::string> lines_of(const Map& expected) {
  const auto* records = expected.get<List>("records");
  if (records == nullptr) return {field(expected, "reason")};
  std::vector<std::string> lines;
  for (const Value& record : *records) lines.push_back(told(*record.get<Map>()));
  return lines;
}

TEST(Samples, HaveTheExpectedRecords) {
  const auto path = kSamples / "expected.json";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no samples: " << path;
  const auto expected = read_json_document(rendered(bytes_of(path)));
  ASSERT_TRUE(expected) << expected.error().message;
  int scored = 0;
  for (const Value& entry : *expected->get<List>()) {
    const Map& sample = *entry.get<Map>();
    const std::string file = field(sample, "file");
    if (!sample.has("records") && !sample.has("reason")) continue;   // batches, DSNs
    if (file == "notifications/60-broken-timestamp.json") continue;  // the guards judge times
    EXPECT_EQ(lines_of(read_received(rendered(bytes_of(kSamples / file)))), lines_of(sample))
        << file;
    ++scored;
  }
  EXPECT_GT(scored, 60);
}

TEST(Samples, WithABrokenTimeKeepItsText) {
  const auto path = kSamples / "notifications/60-broken-timestamp.json";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no samples: " << path;
  const auto records = read_received(rendered(bytes_of(path)));
  ASSERT_TRUE(records);
  ASSERT_TRUE(records->front().message);
  EXPECT_EQ(records->front().message->time, std::nullopt);
  EXPECT_NE(records->front().message->time_text, "");
}

}  // namespace
}  // namespace send_bounce
