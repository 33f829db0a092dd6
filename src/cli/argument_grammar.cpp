#include "cli/argument_grammar.h"

#include <algorithm>

#include "cli/similar_names.h"
#include "send_bounce/text/number_text.h"
#include "send_bounce/text/python_text.h"
#include "send_bounce/text/shell_words.h"

namespace send_bounce {
namespace {

enum class WordKind : std::uint8_t { Argument, Option, Separator };

/// What a word was taken for before any is consumed, as argparse's first sweep does.
struct Word {
  WordKind kind = WordKind::Argument;
  const Option* option = nullptr;       ///< nullptr for an option-like word that nobody knows
  std::optional<std::string> attached;  ///< after "="
};

// -1, -.5 and -1.5 are values, in the digits of any script; -1e3 looks like an option. As Python's
// "$" has it, one line end may follow.
bool is_negative_number(std::string_view typed) {
  if (typed.ends_with('\n')) typed.remove_suffix(1);
  const std::string plain = ascii_digits_and_blanks(typed);
  std::string_view word(plain);
  word.remove_prefix(1);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto dot = word.find('.');
  const std::string_view whole = word.substr(0, dot);
  const std::string_view fraction = dot == std::string_view::npos ? "" : word.substr(dot + 1);
  if (!std::all_of(whole.begin(), whole.end(), is_digit)) return false;
  if (dot == std::string_view::npos) return !whole.empty();
  return !fraction.empty() && std::all_of(fraction.begin(), fraction.end(), is_digit);
}

class LevelParser {
 public:
  LevelParser(const std::vector<std::string>& words, std::span<const Option* const> options,
              Positional positional)
      : words_(words), options_(options), positional_(positional) {}

  Result<ParsedLevel> parse() {
    RETURN_IF_ERROR(classify_all());
    std::size_t at = 0;
    while (const auto option = next_option(at)) {
      if (at != *option) {
        const std::size_t taken_to = take_positional(at);
        if (taken_to > at) {
          at = taken_to;
          continue;
        }
        for (; at < *option; ++at) level_.rest.push_back(words_[at]);
      }
      ASSIGN_OR_RETURN(at, take_option(at));
      if (level_.ended) return std::move(level_);
    }
    at = take_positional(at);
    for (; at < words_.size(); ++at) level_.rest.push_back(words_[at]);
    return std::move(level_);
  }

 private:
  Result<void> classify_all() {
    bool separated = false;
    for (const std::string& text : words_) {
      if (!separated && text == "--") {
        separated = true;
        kinds_.push_back({WordKind::Separator, nullptr, {}});
      } else if (separated) {
        kinds_.push_back({});
      } else {
        ASSIGN_OR_RETURN(Word word, classify(text));
        kinds_.push_back(std::move(word));
      }
    }
    return {};
  }

  Result<Word> classify(const std::string& text) const {
    if (text.empty() || text[0] != '-' || text.size() == 1) return Word{};
    if (const Option* option = find_exact(text)) return Word{WordKind::Option, option, {}};
    const std::size_t equals = text.find('=');
    const std::string name = text.substr(0, equals);
    std::optional<std::string> attached;
    if (equals != std::string::npos) {
      attached = text.substr(equals + 1);
      if (const Option* option = find_exact(name)) return Word{WordKind::Option, option, attached};
    }
    const std::vector<const Option*> candidates = find_abbreviated(name);
    if (candidates.size() > 1) return ambiguous(text, candidates);
    if (candidates.size() == 1) return Word{WordKind::Option, candidates[0], attached};
    if (is_negative_number(text) || text.find(' ') != std::string::npos) return Word{};
    return Word{WordKind::Option, nullptr, {}};
  }

  const Option* find_exact(std::string_view text) const {
    if (!text.starts_with("--")) return nullptr;
    for (const Option* option : options_) {
      if (option->name == text.substr(2)) return option;
    }
    return nullptr;
  }

  std::vector<const Option*> find_abbreviated(std::string_view text) const {
    std::vector<const Option*> found;
    if (!text.starts_with("--")) return found;
    for (const Option* option : options_) {
      if (!option->is_ours && option->name.starts_with(text.substr(2))) found.push_back(option);
    }
    return found;
  }

  static Failure ambiguous(const std::string& text, const std::vector<const Option*>& candidates) {
    std::string message = "ambiguous option: " + text + " could match ";
    for (const Option* option : candidates) {
      if (option != candidates.front()) message += ", ";
      message += "--" + std::string(option->name);
    }
    return fail(ErrorKind::Usage, message);
  }

  std::optional<std::size_t> next_option(std::size_t from) const {
    for (std::size_t i = from; i < kinds_.size(); ++i) {
      if (kinds_[i].kind == WordKind::Option) return i;
    }
    return std::nullopt;
  }

  // The positional takes one argument and the separators around it; an optional one is also
  // satisfied, and gone, where there are only separators or nothing at all.
  std::size_t take_positional(std::size_t at) {
    if (positional_done_ || positional_ == Positional::None) return at;
    std::size_t end = at;
    while (end < kinds_.size() && kinds_[end].kind == WordKind::Separator) ++end;
    const bool found = end < kinds_.size() && kinds_[end].kind == WordKind::Argument;
    if (!found && positional_ == Positional::Required) return at;
    positional_done_ = true;
    if (!found) return end;
    level_.positional = words_[end++];
    while (end < kinds_.size() && kinds_[end].kind == WordKind::Separator) ++end;
    return end;
  }

  /// Takes the option at `at` with its values; returns where to go on.
  Result<std::size_t> take_option(std::size_t at) {
    const Word& word = kinds_[at];
    if (word.option == nullptr) {
      level_.rest.push_back(words_[at]);
      return at + 1;
    }
    const Option& option = *word.option;
    OptionMatch match{&option, {}};
    std::size_t end = at + 1;
    if (word.attached) {
      if (most_values(option) == 0) {
        return fault(option,
                     "ignored explicit argument " + python_repr(std::string_view(*word.attached)));
      }
      match.values.push_back(*word.attached);
    } else {
      while (match.values.size() < most_values(option) && end < kinds_.size() &&
             kinds_[end].kind == WordKind::Argument) {
        match.values.push_back(words_[end++]);
      }
      if (option.kind == OptionKind::Text && match.values.empty()) {
        return fault(option, "expected one argument", advice_on_dash(option, end));
      }
    }
    RETURN_IF_ERROR(check_choice(option, match.values));
    level_.matches.push_back(std::move(match));
    level_.ended = option.kind == OptionKind::Action;
    return end;
  }

  static std::size_t most_values(const Option& option) {
    switch (option.kind) {
      case OptionKind::Flag:
      case OptionKind::Action:
        return 0;
      case OptionKind::Text:
      case OptionKind::OptionalValue:
        return 1;
      case OptionKind::List:
        return static_cast<std::size_t>(-1);
    }
    return 0;
  }

  static Result<void> check_choice(const Option& option, const std::vector<std::string>& values) {
    if (option.choices.empty() || values.empty()) return {};
    const std::string& value = values.front();
    if (std::find(option.choices.begin(), option.choices.end(), value) != option.choices.end()) {
      return {};
    }
    std::string message = "Found invalid choice '" + value + "'\n";
    const auto close = close_matches(value, option.choices);
    if (!close.empty()) {
      message += "\nMaybe you meant:\n\n";
      for (const std::string_view name : close) message += "  * " + std::string(name) + "\n";
      message.pop_back();
    }
    return fault(option, message, "Valid values are " + listed(option.choices) + ".");
  }

  // A value such as "-x" looks like an option, here as in the reference.
  std::string advice_on_dash(const Option& option, std::size_t next) const {
    const bool is_unknown = next < kinds_.size() && kinds_[next].kind == WordKind::Option &&
                            kinds_[next].option == nullptr;
    if (!is_unknown) return "";
    const std::string& word = words_[next];
    // At this level the options of the other one are unknown, too.
    if (word.starts_with("--") && find_option(word.substr(2, word.find('=') - 2)) != nullptr) {
      return "";
    }
    return "A value that begins with a dash needs an equals sign. Write: --" +
           std::string(option.name) + "=" + quote_shell_word(word);
  }

  static std::string listed(std::span<const std::string_view> names) {
    std::string out;
    for (const std::string_view name : names) {
      if (!out.empty()) out += name == names.back() ? " and " : ", ";
      out += name;
    }
    return out;
  }

  static Failure fault(const Option& option, const std::string& what, std::string advice = {}) {
    return fail(ErrorKind::Usage, "argument --" + std::string(option.name) + ": " + what,
                std::move(advice));
  }

  const std::vector<std::string>& words_;
  std::span<const Option* const> options_;
  Positional positional_;
  bool positional_done_ = false;
  std::vector<Word> kinds_;
  ParsedLevel level_;
};

}  // namespace

Result<ParsedLevel> parse_level(const std::vector<std::string>& words,
                                std::span<const Option* const> options, Positional positional) {
  return LevelParser(words, options, positional).parse();
}

}  // namespace send_bounce
