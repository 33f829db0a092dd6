#include <cstdint>
#include <cstdlib>
#include <string>

#include "prompt/cursor_context.h"
#include "prompt/panel.h"
#include "prompt/suggestions.h"
#include "send_bounce/prompt/history.h"
#include "send_bounce/prompt/tab_candidates.h"
#include "send_bounce/settings/profiles.h"
#include "send_bounce/shell/line_words.h"
#include "send_bounce/text/shell_words.h"
#include "send_bounce/world/paths.h"
#include "support/fake_world.h"

/// Whatever the line and wherever the cursor: words are those of the shell; every suggestion can be
/// put in, and replaces no more than what stands before the cursor; and what was put in is read as
/// one word more or the same number. What TAB offers is read back as it was meant.
namespace send_bounce {
namespace {

void check_words(std::string_view line) {
  const auto expected = split_shell_words(line);
  if (!expected) return;
  const auto words = shell::scan_words(line);
  if (words.size() != expected->size()) std::abort();
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].text != (*expected)[i]) std::abort();
  }
  const auto again = split_shell_words(shell::joined_words(*expected));
  if (!again || *again != *expected) std::abort();
}

void check_places(const shell::LineWord& word, std::size_t cursor) {
  if (word.places.size() != word.text.size() + 1) std::abort();
  for (std::size_t i = 0; i < word.places.size(); ++i) {
    if (word.places[i] > cursor || (i > 0 && word.places[i] < word.places[i - 1])) std::abort();
  }
}

// Each candidate that is told to a shell goes on from the word, and can be typed where it stands.
void check_tab(std::string_view line, std::size_t cursor, const TabSources& sources) {
  const std::string_view before = line.substr(0, cursor);
  const auto candidates = tab_candidates(before, line.substr(cursor), sources);
  const shell::LineWord word = shell::word_at_end(before);
  for (const shell::Candidate& one : candidates) {
    if (one.start > word.text.size() || one.text.empty()) std::abort();
    if (!shell::fits(one, word.text)) continue;
    const std::string typed = std::string(before.substr(0, word.places[one.start])) +
                              shell::typed_form(one.text, word.open_quote, shell::kBashQuoting);
    if (shell::word_at_end(typed).text != word.text.substr(0, one.start) + one.text) std::abort();
  }
  for (const shell::Kind kind : {shell::Kind::Bash, shell::Kind::Zsh, shell::Kind::Fish}) {
    shell::tab_reply({kind, std::string(before), "", " \t\n\"'@><=;|&(:"}, candidates);
  }
}

void check(std::string_view line, std::size_t cursor) {
  check_words(line);
  const prompt::CursorContext context = prompt::find_cursor_context(line, cursor);
  check_places(context.word, cursor);
  static const std::vector<std::string> profiles = {"default", "two words"};
  static const testing::FakeVariables variables{{"HOME", "/home/user"}};
  static const testing::FakeFileSystem files;
  static testing::FakeDirectories directories;
  directories.folders["."] = {{"it's \"here\"", DirectoryEntry::Kind::File}};
  const prompt::SuggestionSources sources{
      .profiles = profiles, .directories = directories, .variables = variables, .files = files};
  const std::function<std::vector<std::string>()> names = [&] { return profiles; };
  check_tab(line, cursor, {names, directories, variables, files});
  prompt::documentation_at(context, "");
  for (const prompt::Suggestion& suggestion : prompt::find_suggestions(context, sources)) {
    if (suggestion.start > context.word.text.size() || suggestion.name.empty()) std::abort();
    const std::string head = std::string(line.substr(0, context.word.places[suggestion.start])) +
                             shell::typed_form(suggestion.value, context.word.open_quote);
    const std::size_t before = shell::scan_words(line.substr(0, cursor)).size();
    const std::size_t after = shell::scan_words(head).size();
    if (after != before && after != before + 1) std::abort();
    prompt::documentation_at(context, suggestion.name);
  }
  history_with(line, line);
  lines_of_history(line);
}

}  // namespace
}  // namespace send_bounce

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view line(reinterpret_cast<const char*>(data) + 1, size - 1);
  send_bounce::check(line, data[0] < line.size() ? data[0] : line.size());
  return 0;
}
