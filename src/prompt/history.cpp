#include "send_bounce/prompt/history.h"

#include <algorithm>
#include <cstdint>

#include "send_bounce/input/json_reader.h"
#include "send_bounce/settings/profiles.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/json_text.h"
#include "send_bounce/text/shell_words.h"
#include "send_bounce/values/value.h"

namespace send_bounce {
namespace {

constexpr std::size_t kMostLines = 500;
constexpr std::string_view kCommand = "ses send-bounce";

// A map whose "commands", if it has any, are a list.
std::optional<Map> read_history(std::string_view file_text) {
  auto value = read_json(file_text);
  if (!value) return std::nullopt;
  auto* map = value->get<Map>();
  if (map == nullptr) return std::nullopt;
  const Value* commands = map->find("commands");
  if (commands != nullptr && commands->get<Value::List>() == nullptr) return std::nullopt;
  return std::move(*map);
}

Value::List commands_of(const Map& history) {
  const Value* commands = history.find("commands");
  return commands == nullptr ? Value::List{} : *commands->get<Value::List>();
}

// A user or password in a URL, the endpoint's own one with or without its scheme.
bool has_user_info(std::string_view line) {
  const auto words = split_shell_words(line);
  if (!words) return true;  // nobody knows what it is
  bool is_endpoint = false;
  for (const std::string& word : *words) {
    const std::size_t at = word.rfind('@');
    const bool is_url = is_endpoint || word.starts_with("--endpoint-url=") ||
                        word.find("://") < std::min(at, word.size());
    if (is_url && at != std::string::npos) return true;
    is_endpoint = word == "--endpoint-url";
  }
  return false;
}

}  // namespace

std::vector<std::string> lines_of_history(std::string_view file_text) {
  std::vector<std::string> lines;
  const auto history = read_history(file_text);
  if (!history) return lines;
  for (const Value& command : commands_of(*history)) {
    const auto* text = command.get<std::string>();
    if (text == nullptr) continue;
    std::string_view line = trim(*text);
    if (!line.starts_with(kCommand)) continue;
    line.remove_prefix(kCommand.size());
    if (line.starts_with(' ') && is_utf8(line)) lines.emplace_back(trim(line));
  }
  std::reverse(lines.begin(), lines.end());
  return lines;
}

std::optional<std::string> history_with(std::string_view file_text, std::string_view line) {
  if (!is_utf8(line) || has_user_info(line)) return std::nullopt;
  auto history = file_text.empty() ? Map{{"version", 1}} : read_history(file_text);
  if (!history) return std::nullopt;
  Value::List commands = commands_of(*history);
  commands.emplace_back(std::string(kCommand) + " " + std::string(line));
  if (commands.size() > kMostLines) {
    commands = List(commands.end() - kMostLines, commands.end());
  }
  history->set("commands", std::move(commands));
  return json_text(Value(*std::move(history)), JsonSpacing::Indented);
}

}  // namespace send_bounce
