#include "send_bounce/input/word_hints.h"

#include <algorithm>

#include "send_bounce/model/shape.h"
#include "send_bounce/text/blanks.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/shell_words.h"
#include "send_bounce/text/similar_words.h"
#include "send_bounce/world/paths.h"

namespace send_bounce {
namespace {

constexpr std::string_view kRecipientList = "--bounced-recipient-info-list";
constexpr std::string_view kRecipientKey = "Recipient=";
// Keys that go on describing a recipient.
constexpr std::string_view kFurtherKeys[] = {"BounceType=", "RecipientArn=", "RecipientDsnFields="};

bool opens_json(std::string_view word) {
  const std::string_view text = trim_blanks_before(word);
  return text.starts_with('{') || text.starts_with('[');
}

// The typographic quote that stands where a value begins; empty if there is none.
std::string_view typographic_quote(std::string_view word, std::string_view openings) {
  for (const std::string_view quote : kTypographicQuotes) {
    for (std::size_t at = word.find(quote); at != std::string_view::npos;
         at = word.find(quote, at + quote.size())) {
      const std::string_view before = trim_blanks_after(word.substr(0, at));
      if (!before.empty() && openings.find(before.back()) != std::string_view::npos) return quote;
    }
  }
  return {};
}

std::string on_quote(std::string_view quote) {
  return quote.empty() ? ""
                       : "The character " + std::string(quote) +
                             " is a typographic quote. Type \" instead, and put the whole value in "
                             "single quotes for the shell.";
}

std::string file_without_scheme(const UnreadWords& typed) {
  if (typed.words.size() != 1) return "";
  std::string_view path = typed.words.front();
  if (path.starts_with("file:")) path.remove_prefix(5);
  if (path.starts_with('@')) path.remove_prefix(1);
  if (path.empty() || path.starts_with("//") || !typed.is_file(path)) return "";
  return std::string(path) + " is a file. To read it, write: " + typed.option + " " +
         quote_shell_word("file://" + std::string(path));
}

std::string typographic_in_json(const UnreadWords& typed) {
  for (const std::string& word : typed.words) {
    if (!opens_json(word)) continue;
    if (auto hint = on_quote(typographic_quote(word, "{[,:")); !hint.empty()) return hint;
  }
  return "";
}

// "{'Recipient': …}", or without quotes since the shell has taken them.
std::string json_without_double_quotes(const UnreadWords& typed) {
  for (const std::string& word : typed.words) {
    if (!opens_json(word)) continue;
    const std::size_t brace = word.find('{');
    if (brace == std::string::npos) continue;
    const std::string_view name = trim_blanks_before(std::string_view(word).substr(brace + 1));
    if (name.empty() || name.front() == '"' || name.front() == '}') continue;
    return "JSON needs double quotes around names and strings. Put the whole value in single "
           "quotes, so that the shell keeps them.";
  }
  return "";
}

std::string bare_address(const UnreadWords& typed) {
  if (typed.option != kRecipientList || typed.words.empty()) return "";
  const std::string& word = typed.words.front();
  const std::string address = word.substr(0, word.find(','));
  if (address.find('@') == std::string::npos || word.find_first_of("={[") != std::string::npos) {
    return "";
  }
  return "An address needs its key. Write: " + quote_shell_word("Recipient=" + address) +
         ",BounceType=DoesNotExist. Or use: --recipient " + quote_shell_word(address) +
         " --bounce-type DoesNotExist";
}

std::string of_recipients(const UnreadWords& typed) {
  return typed.option == kRecipientList ? hint_on_recipients(typed.words) : "";
}

// The first that has something to say.
constexpr std::string (*kHints[])(const UnreadWords&) = {file_without_scheme, typographic_in_json,
                                                         json_without_double_quotes, bare_address,
                                                         of_recipients};

// "Recipient=ann@example.com, BounceType=DoesNotExist" in two words.
std::string split_recipient(const std::vector<std::string>& words) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    const bool goes_on = std::any_of(std::begin(kFurtherKeys), std::end(kFurtherKeys),
                                     [&](std::string_view key) { return word.starts_with(key); }) ||
                         word.starts_with(',');
    if (!goes_on || word.find(kRecipientKey) != std::string::npos || opens_json(words[i - 1])) {
      continue;
    }
    std::string first = words[i - 1];
    if (first.ends_with(',')) first.pop_back();
    return "A space starts a second recipient. Write one word: " +
           quote_shell_word(first + (word.starts_with(',') ? "" : ",") + word);
  }
  return "";
}

std::string typographic_in_shorthand(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (opens_json(word)) continue;
    if (auto hint = on_quote(typographic_quote(word, "={[")); !hint.empty()) return hint;
  }
  return "";
}

}  // namespace

std::string hint_on_unread(const UnreadWords& typed) {
  for (const auto& hint : kHints) {
    if (std::string text = hint(typed); !text.empty()) return text;
  }
  return "";
}

Failure with_hint(Error error, const UnreadWords& typed) {
  add_line(error.advice, hint_on_unread(typed));
  return Failure(std::move(error));
}

std::string hint_on_recipients(const std::vector<std::string>& words) {
  std::string hint = split_recipient(words);
  return hint.empty() ? typographic_in_shorthand(words) : hint;
}

IsFile is_file_in(const FileSystem& files, const Variables& variables) {
  return [&](std::string_view word) {
    const std::string path = expand_variables(expand_home(word, variables, files), variables);
    if (path.find('\0') != std::string::npos) return false;
    const auto kind = files.kind(path);
    return kind && *kind == FileKind::Regular;
  };
}

}  // namespace send_bounce
