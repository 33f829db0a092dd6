#include "cli/similar_names.h"

#include <algorithm>

#include "cli/argument_grammar.h"
#include "send_bounce/input/parameters.h"
#include "send_bounce/manual/command_manual.h"
#include "send_bounce/model/option_table.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/similar_words.h"

namespace send_bounce {
namespace {

constexpr std::size_t kShortestPart = 3;
constexpr std::size_t kMostNames = 3;

// "--BounceSender=x" and "--bounce_sender" as an option would be spelt: "bounce-sender".
std::string spelt_as_option(std::string_view word) {
  word.remove_prefix(std::min(word.find_first_not_of('-'), word.size()));
  word = word.substr(0, word.find('='));
  std::string name = option_name(word);
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

std::vector<std::string_view> option_names() {
  std::vector<std::string_view> names;
  for (const Option& option : all_options()) names.push_back(option.name);
  return names;
}

std::string either_name(const std::vector<std::string>& names) {
  const std::vector<std::string_view> views(names.begin(), names.end());
  return either_of(views);
}

// The words in front of our options if the AWS CLI is called.
bool is_command_word(std::string_view word) { return word == "ses" || word == "send-bounce"; }

std::string line_on_option(const std::string& word, const std::vector<std::string>& similar) {
  std::string line = "Unknown option " + word.substr(0, word.find('=')) + ".";
  if (!similar.empty()) line += " Did you mean " + either_name(similar) + "?";
  return line;
}

std::string line_on_command_words(const std::vector<std::string>& words) {
  const bool is_there = std::any_of(words.begin(), words.end(), is_command_word);
  return is_there ? "Write \"ses send-bounce\" before all other words, or leave it out." : "";
}

bool is_ours(std::string_view name) {
  const Option* option = find_option(name);
  return option != nullptr && option->is_ours;
}

}  // namespace

std::vector<std::string> similar_options(std::string_view word) {
  const std::string name = spelt_as_option(word);
  const std::vector<std::string_view> names = option_names();
  std::vector<std::string_view> found = close_matches(name, names, kSimilar);
  if (found.empty() && name.size() >= kShortestPart) {
    std::copy_if(names.begin(), names.end(), std::back_inserter(found),
                 [&](std::string_view each) { return each.find(name) != std::string_view::npos; });
  }
  // Where the reference has the most similar one, its own are all that is named, as there.
  if (!found.empty() && !is_ours(found.front())) std::erase_if(found, is_ours);
  if (found.size() > kMostNames) found.clear();  // a part of everything means nothing
  std::vector<std::string> similar;
  similar.reserve(found.size());
  for (const std::string_view each : found) similar.push_back("--" + std::string(each));
  return similar;
}

std::string advice_on_unknown(const std::vector<std::string>& words) {
  std::string advice;
  for (const std::string& word : words) {
    if (!word.starts_with('-')) continue;
    const std::vector<std::string> similar = similar_options(word);
    if (!similar.empty()) add_line(advice, line_on_option(word, similar));
  }
  add_line(advice, line_on_command_words(words));
  return advice;
}

std::string unknown_words(const std::vector<std::string>& words) {
  std::string advice;
  bool is_behind_option = false;
  for (const std::string& word : words) {
    const bool is_option = word.starts_with('-');
    if (is_option) {
      add_line(advice, line_on_option(word, similar_options(word)));
    } else if (!is_behind_option && !is_command_word(word)) {
      add_line(advice, "Unexpected word \"" + word + "\".");
    }
    is_behind_option = is_option && word.find('=') == std::string::npos;
  }
  add_line(advice, line_on_command_words(words));
  return advice;
}

std::string no_help_on(const std::string& word) {
  const std::vector<std::string> topics = manual_topics();
  const std::vector<std::string_view> names(topics.begin(), topics.end());
  std::string question = did_you_mean(word, names);
  if (question.empty()) {
    const std::vector<std::string> similar = similar_options(word);
    if (!similar.empty()) question = "Did you mean " + either_name(similar) + "?";
  }
  if (question.empty()) question = "For all topics, type: send-bounce help";
  return "There is no help on " + word + ". " + question;
}

}  // namespace send_bounce
