#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The file in which the AWS CLI's prompt keeps the lines that it ran (command-line.md §9.5),
/// which is shared with it: ~/.aws/cli/cache/prompt_history.json.
namespace send_bounce {

inline constexpr const char* kPromptHistoryPath = "~/.aws/cli/cache/prompt_history.json";

/// The lines of this command, newest first, without the words "ses send-bounce". Nothing of a text
/// that is no such file.
std::vector<std::string> lines_of_history(std::string_view file_text);

/// The file with one more line, the last 500 of all commands kept. nullopt where nothing may be
/// written: the text is there but is no such file, or the line has
/// a user or password in a URL.
std::optional<std::string> history_with(std::string_view file_text, std::string_view line);

}  // namespace send_bounce
