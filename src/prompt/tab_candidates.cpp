#include "send_bounce/prompt/tab_candidates.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "prompt/cursor_context.h"
#include "prompt/suggestions.h"
#include "send_bounce/manual/command_manual.h"

namespace send_bounce {
namespace {

using prompt::CursorContext;
using prompt::ShorthandPlace;
using prompt::Suggestion;
using shell::Candidate;
using Candidates = std::vector<Candidate>;

// Without the full stop: shells show it beside the name.
std::string in_short(std::string_view sentence) {
  if (sentence.ends_with('.')) sentence.remove_suffix(1);
  return std::string(sentence);
}

bool is_bracket(std::string_view value) { return value == "{" || value == "["; }

// The candidates that a bracket at the end of the line would open, with the bracket.
Candidates behind_bracket(const Suggestion& bracket, std::string_view line,
                          const TabSources& sources) {
  Candidates inner = tab_candidates(std::string(line) + bracket.value, "", sources);
  for (Candidate& one : inner) {
    one.start = bracket.start;
    one.text.insert(0, bracket.value);
  }
  return inner;
}

Candidate candidate_of(const Suggestion& suggestion, const CursorContext& context) {
  Candidate candidate{suggestion.start, suggestion.value, in_short(suggestion.help)};
  const bool is_option = suggestion.value.starts_with("--");
  candidate.goes_on = (context.shorthand && !is_option) || suggestion.value.ends_with('/');
  if (candidate.text.ends_with("={") || candidate.text.ends_with("=[")) candidate.text.pop_back();
  return candidate;
}

// One of those that the member may have, to its last letter: another member may come behind it.
bool is_whole_value(const CursorContext& context) {
  const ShorthandPlace& place = *context.shorthand;
  if (place.part != ShorthandPlace::Part::Value || place.member == nullptr) return false;
  const auto values = place.member->shape->enumeration;
  const std::string_view typed = context.typed().substr(place.start);
  return std::find(values.begin(), values.end(), typed) != values.end();
}

Candidates suggested(const CursorContext& context, std::string_view line,
                     const TabSources& sources) {
  const bool wants_profile = context.option != nullptr && context.option->name == "profile";
  const std::vector<std::string> profiles =
      wants_profile ? sources.profiles() : std::vector<std::string>();
  Candidates found;
  std::optional<Candidate> closing;
  for (const Suggestion& one : prompt::find_suggestions(
           context, {false, profiles, sources.directories, sources.variables, sources.files})) {
    if (context.shorthand && is_bracket(one.value)) {
      Candidates inner = behind_bracket(one, line, sources);
      std::move(inner.begin(), inner.end(), std::back_inserter(found));
    } else if (one.closes) {
      closing = Candidate{one.start, one.value, "Close all brackets", true};
    } else if (shell::fits({one.start, one.value}, context.word.text)) {
      found.push_back(candidate_of(one, context));
    }
  }
  if (!found.empty()) return found;
  if (context.shorthand && is_whole_value(context)) {
    found.push_back({context.word.text.size(), ",", "Add another member", true});
  }
  if (closing) found.push_back(*std::move(closing));
  return found;
}

// The names of schemes, where a value may come from a file and nothing speaks against it.
Candidates schemes(const CursorContext& context) {
  if (context.part != CursorContext::Part::OptionValue) return {};
  const Option& option = *context.option;
  if (option.group != OptionGroup::Operation || !option.choices.empty()) return {};
  const bool loads_file = context.shorthand && context.shorthand->loads_file;
  const std::string_view typed = context.typed().substr(context.file_start());
  // Of a text most are typed, so one must begin as a scheme does.
  if (typed.empty() && !loads_file && option.value_name != "<document>") return {};
  Candidates found;
  for (const std::string_view scheme : {"file://", "fileb://"}) {
    if (typed.size() >= scheme.size()) continue;
    found.push_back({context.offset + context.file_start(), std::string(scheme), {}, true});
  }
  return found;
}

// Words that are no options, by the words before them.
Candidates plain_words(const std::vector<std::string>& before) {
  if (before.empty()) {
    return {{0, "help", "Show the manual, or a part of it"},
            {0, "configure", "Show the settings and where each comes from"}};
  }
  Candidates found;
  if (before == std::vector<std::string>{"configure"}) found.push_back({0, "list"});
  if (before == std::vector<std::string>{"help"}) {
    for (std::string& topic : manual_topics()) found.push_back({0, std::move(topic)});
  }
  return found;
}

// "configure list" takes no option of the operation.
void keep_those_for(const std::vector<std::string>& before, Candidates& found) {
  const auto list = std::find(before.begin(), before.end(), "configure");
  if (list == before.end() || std::next(list) == before.end() || *std::next(list) != "list") return;
  std::erase_if(found, [](const Candidate& one) {
    const Option* option = prompt::option_of_word(one.text);
    return option != nullptr && option->group == OptionGroup::Operation;
  });
}

}  // namespace

std::vector<Candidate> tab_candidates(std::string_view line, std::string_view rest,
                                      const TabSources& sources) {
  std::vector<std::string> before;
  for (shell::LineWord& word : shell::scan_words(line)) {
    if (word.is_closed) before.push_back(std::move(word.text));
  }
  Candidates found = plain_words(before);
  if (!before.empty() && !found.empty()) return found;
  const CursorContext context =
      prompt::find_cursor_context(std::string(line) + std::string(rest), line.size());
  for (Candidates more : {suggested(context, line, sources), schemes(context)}) {
    std::move(more.begin(), more.end(), std::back_inserter(found));
  }
  keep_those_for(before, found);
  return found;
}

}  // namespace send_bounce
