#include "cli/similar_names.h"

#include <algorithm>

#include "cli/argument_grammar.h"
#include "send_bounce/input/parameters.h"
#include "send_bounce/manual/command_manual.h"
#include "send_bounce/model/option_table.h"
#include "send_bounce/text/encoding.h"

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

std::string either_of(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) {
    if (!out.empty()) out += &name == &names.back() ? " or " : ", ";
    out += name;
  }
  return out;
}

std::string advice_on_topic(const std::string& word) {
  const std::vector<std::string> topics = manual_topics();
  const std::vector<std::string_view> names(topics.begin(), topics.end());
  std::vector<std::string> similar;
  for (const std::string_view name : close_matches(word, names, kSimilar)) {
    similar.emplace_back(name);
  }
  if (similar.empty()) similar = similar_options(word);
  std::string advice = "There is no help on " + word + ".";
  if (!similar.empty()) advice += " Did you mean " + either_of(similar) + "?";
  return advice;
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

std::string advice_on_unknown(const std::vector<std::string>& words, bool after_help) {
  if (after_help && words.size() == 1) return advice_on_topic(words.front());
  std::string advice;
  for (const std::string& word : words) {
    if (!word.starts_with('-')) continue;
    const std::vector<std::string> similar = similar_options(word);
    if (similar.empty()) continue;
    if (!advice.empty()) advice += "\n";
    advice += "Did you mean " + either_of(similar) + " by " + word.substr(0, word.find('=')) + "?";
  }
  return advice;
}

}  // namespace send_bounce
