#include "cli/operation_check.h"

#include <algorithm>
#include <iterator>

#include "cli/similar_names.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/similar_words.h"

namespace send_bounce {
namespace {

constexpr std::string_view kRequired = "the following arguments are required: ";

std::string missing_options(const ParsedLevel& operation) {
  const std::vector<OptionMatch>& matches = operation.matches;
  std::string missing;
  for (const Option& option : all_options()) {
    const auto is_this = [&](const OptionMatch& match) { return match.option == &option; };
    if (!option.required || std::any_of(matches.begin(), matches.end(), is_this)) continue;
    missing += (missing.empty() ? "--" : ", --") + std::string(option.name);
  }
  return missing;
}

// In the reference's order: last what was taken for the word "help". An empty word in its place is
// none there.
std::vector<std::string> unknown_in(const ParsedLevel& operation) {
  std::vector<std::string> unknown = operation.rest;
  if (!operation.positional.value_or("").empty()) unknown.push_back(*operation.positional);
  return unknown;
}

// As they were typed, so that a word is seen behind the unknown option that it belongs to.
std::vector<std::string> unknown_as_typed(const std::vector<std::string>& words,
                                          const ParsedLevel& operation) {
  const std::vector<std::string> unknown = unknown_in(operation);
  std::vector<std::string> typed;
  std::copy_if(words.begin(), words.end(), std::back_inserter(typed), [&](const std::string& word) {
    return word != "help" && std::find(unknown.begin(), unknown.end(), word) != unknown.end();
  });
  return typed;
}

Result<void> check_missing(const std::vector<std::string>& words, const ParsedLevel& operation) {
  const std::string missing = missing_options(operation);
  if (missing.empty()) return {};
  return fail(ErrorKind::Usage, std::string(kRequired) + missing,
              unknown_words(unknown_as_typed(words, operation)));
}

bool may_lift_required(const std::vector<std::string>& unknown) {
  return std::any_of(unknown.begin(), unknown.end(), [](const std::string& word) {
    const std::vector<std::string> similar = similar_options(word);
    return std::any_of(similar.begin(), similar.end(), [](const std::string& name) {
      return find_option(name.substr(2))->lifts_required;
    });
  });
}

}  // namespace

Result<void> check_unknown(const std::vector<std::string>& words, const ParsedLevel& operation) {
  const std::vector<std::string> unknown = unknown_in(operation);
  if (unknown.empty()) return {};
  return fail(ErrorKind::UnknownOptions, "Unknown options: " + joined(unknown, ", "),
              advice_on_unknown(unknown_as_typed(words, operation)));
}

std::string unknown_words_first(const Error& error) {
  const bool names_words = error.kind == ErrorKind::UnknownOptions ||
                           (error.kind == ErrorKind::Usage && error.message.starts_with(kRequired));
  if (!names_words || error.advice.empty()) return error.message;
  return error.advice + "\n" + error.message;
}

// The reference tells what is missing, and not which word is unknown. With an option of our own
// the unknown word comes first: it may be what would have made the others needless (--recieved).
Result<void> check_required_options(const std::vector<std::string>& words,
                                    const ParsedLevel& operation) {
  const bool has_ours = std::any_of(operation.matches.begin(), operation.matches.end(),
                                    [](const OptionMatch& match) { return match.option->is_ours; });
  if (!has_ours || operation.positional == "help") return check_missing(words, operation);
  const auto unknown = check_unknown(words, operation);
  if (unknown) return check_missing(words, operation);
  Error error = unknown.error();
  const std::string missing = missing_options(operation);
  if (!missing.empty() && !may_lift_required(unknown_in(operation))) {
    add_line(error.advice, "Required: " + missing + ".");
  }
  return Failure(std::move(error));
}

}  // namespace send_bounce
