#include "send_bounce/cli/command_line.h"

#include <algorithm>
#include <array>
#include <span>

#include "cli/argument_grammar.h"
#include "cli/cli11.h"
#include "cli/operation_check.h"
#include "cli/similar_names.h"
#include "send_bounce/input/json_reader.h"
#include "send_bounce/manual/command_manual.h"
#include "send_bounce/model/option_table.h"
#include "send_bounce/settings/settings.h"

namespace send_bounce {
namespace {

// Beside the global options, these two words are a command of their own.
const std::vector<std::string> kConfigureList = {"configure", "list"};

// What stands before our words where the reference is typed. Its nested parsers count these as
// positionals, and a "--" that follows them vanishes with them.
const std::vector<std::string> kCommandWords = {"ses", "send-bounce"};

std::vector<const Option*> options_of(OptionGroup group) {
  std::vector<const Option*> options;
  for (const Option& option : all_options()) {
    if (option.group == group) options.push_back(&option);
  }
  return options;
}

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// CLI11 takes the words from here, in the one form in which every value is safe with it: behind a
// colon, and so many of them as the option was told to expect, so that none is looked at.
std::vector<std::string> plain_words(const std::vector<OptionMatch>& matches) {
  std::vector<std::string> words;
  for (const OptionMatch& match : matches) {
    words.push_back("--" + std::string(match.option->name));
    for (const std::string& value : match.values) words.push_back(":" + value);
  }
  std::reverse(words.begin(), words.end());  // CLI11 reads a vector from its end
  return words;
}

// A later occurrence replaces an earlier one whole, also for the list option of the reference.
std::vector<OptionMatch> one_occurrence_each(std::vector<OptionMatch> matches) {
  std::vector<OptionMatch> kept;
  for (OptionMatch& match : matches) {
    const auto earlier = std::find_if(kept.begin(), kept.end(), [&](const OptionMatch& other) {
      return other.option == match.option;
    });
    if (earlier != kept.end()) {
      if (match.option->adds_up) {
        match.values.insert(match.values.begin(), earlier->values.begin(), earlier->values.end());
      }
      kept.erase(earlier);
    }
    kept.push_back(std::move(match));
  }
  return kept;
}

Result<TypedValues> read_values(std::vector<OptionMatch> all_matches) {
  const std::vector<OptionMatch> matches = one_occurrence_each(std::move(all_matches));
  CLI::App app;
  app.set_help_flag("");
  TypedValues values;
  for (const OptionMatch& match : matches) {
    const Option& option = *match.option;
    auto& words = values[std::string(option.name)];
    const auto store = [&words](const CLI::results_t& results) {
      words.reserve(results.size());
      for (const std::string& result : results) words.push_back(result.substr(1));
      return true;
    };
    const std::string name = "--" + std::string(option.name);
    if (match.values.empty()) {
      app.add_flag(name);
    } else {
      app.add_option(name, store)->expected(static_cast<int>(match.values.size()));
    }
  }
  try {
    std::vector<std::string> words = plain_words(matches);
    app.parse(std::move(words));
  } catch (const CLI::Error& error) {
    return fail(ErrorKind::Usage, error.what());
  }
  return values;
}

// The exact words, as the reference looks for them: "--cli-input-json=…" and abbreviations leave
// the required options required.
bool lifts_required_options(const std::vector<std::string>& words) {
  if (contains(words, "--cli-input-json") || contains(words, "--cli-input-yaml")) return true;
  const auto skeleton = std::find(words.begin(), words.end(), "--generate-cli-skeleton");
  if (skeleton == words.end()) return false;
  return std::next(skeleton) == words.end() || *std::next(skeleton) != "output";
}

bool lifts_required_options(const std::vector<OptionMatch>& matches) {
  return std::any_of(matches.begin(), matches.end(),
                     [](const OptionMatch& match) { return match.option->lifts_required; });
}

bool asks_for_help(std::string_view word) { return word == "--help" || word == "-h"; }

// "help NAME", where NAME is something that there is help for.
bool asks_about_one(const std::vector<std::string>& words) {
  return words.size() == 2 && (words[0] == "help" || asks_for_help(words[0])) &&
         manual_about(words[1]).has_value();
}

// Never a word behind an option that takes a value: a text that happens to be "-h" stays an error.
bool has_word_for_help(const std::vector<std::string>& words, const ParsedLevel& operation) {
  const auto dashes = std::find(words.begin(), words.end(), "--");
  return std::any_of(operation.rest.begin(), operation.rest.end(), [&](const std::string& word) {
    return asks_for_help(word) && std::find(words.begin(), dashes, word) != dashes;
  });
}

// "help NAME" and nothing else.
bool asks_about_nothing(const std::vector<std::string>& words, const ParsedLevel& operation) {
  return words.size() == 2 && operation.positional == "help" && operation.rest.size() == 1;
}

TypedValues values_of(const std::vector<OptionMatch>& matches) {
  TypedValues values;
  for (const OptionMatch& match : matches) values[std::string(match.option->name)] = match.values;
  return values;
}

CommandLine help_line(const TypedValues& globals, const std::string& topic = "") {
  CommandLine line;
  line.action = Action::Help;
  line.help_topic = topic;
  line.values = globals;
  return line;
}

Result<void> first_pass(const std::vector<std::string>& words) {
  if (contains(words, "--cli-auto-prompt") && contains(words, "--no-cli-auto-prompt")) {
    return invalid_parameter(
        "Both --cli-auto-prompt and --no-cli-auto-prompt cannot be specified at the same time.");
  }
  const std::array<const Option*, 2> options = {find_option("profile"), find_option("debug")};
  ASSIGN_OR_RETURN([[maybe_unused]] const auto level,
                   parse_level(words, options, Positional::None));
  return {};
}

Result<ParsedLevel> parse_global_level(const std::vector<std::string>& words) {
  std::vector<std::string> all = kCommandWords;
  all.insert(all.end(), words.begin(), words.end());
  return parse_level(all, options_of(OptionGroup::Global), Positional::Required);
}

// The words that the global options have left: the operation's own options, or help.
Result<CommandLine> parse_operation(const std::vector<std::string>& words, ParsedLevel main,
                                    const TypedValues& globals, CommandLine line) {
  ASSIGN_OR_RETURN(const ParsedLevel service, parse_level(main.rest, {}, Positional::Required));
  if (service.rest.size() == 1 && service.rest.front() == "help") return help_line(globals);
  if (service.rest == kConfigureList) {
    line.action = Action::ConfigureList;
    ASSIGN_OR_RETURN(line.values, read_values(std::move(main.matches)));
    return line;
  }
  ASSIGN_OR_RETURN(
      ParsedLevel operation,
      parse_level(service.rest, options_of(OptionGroup::Operation), Positional::Optional));
  if (has_word_for_help(words, operation)) return help_line(globals);
  if (!lifts_required_options(service.rest) && !lifts_required_options(operation.matches)) {
    if (asks_about_nothing(service.rest, operation)) {
      return invalid_parameter(no_help_on(operation.rest.front()));
    }
    RETURN_IF_ERROR(check_required_options(service.rest, operation));
  }
  if (operation.positional == "help") return help_line(globals);
  RETURN_IF_ERROR(check_unknown(service.rest, operation));

  auto& matches = main.matches;
  std::move(operation.matches.begin(), operation.matches.end(), std::back_inserter(matches));
  ASSIGN_OR_RETURN(line.values, read_values(std::move(matches)));
  return line;
}

// Of words that cannot be read, the value of an option that is spelled in full; the last counts.
std::optional<std::string> value_among(const std::vector<std::string>& words,
                                       std::string_view name) {
  const std::string option = "--" + std::string(name);
  std::optional<std::string> value;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].starts_with(option + "=")) {
      value = words[i].substr(option.size() + 1);
    } else if (words[i] == option && i + 1 < words.size()) {
      value = words[i + 1];
    }
  }
  return value;
}

// The one global option that then says how to report the error.
TypedValues error_format_among(const std::vector<std::string>& words) {
  constexpr std::string_view kName = "cli-error-format";
  TypedValues values;
  if (auto format = value_among(words, kName)) values[std::string(kName)] = {*std::move(format)};
  return values;
}

std::optional<std::string> log_file_of(const std::vector<std::string>& words,
                                       const Result<CommandLine>& line) {
  constexpr std::string_view kName = "log-file";
  if (!line) return value_among(words, kName);
  const std::string* file = line->text(kName);
  return file == nullptr ? std::nullopt : std::optional(*file);
}

Result<CommandLine> line_of(const std::vector<std::string>& words, Result<ParsedLevel> main,
                            const TypedValues& globals, bool& is_fault_of_operation) {
  if (asks_about_one(words)) return help_line({}, words[1]);
  RETURN_IF_ERROR(first_pass(words));
  if (!main) return tl::make_unexpected(std::move(main).error());
  CommandLine line;
  if (main->ended) {
    line.action = Action::Version;
    return line;
  }
  // Checked here, before the operation's own options are looked at.
  if (const auto query = globals.find("query"); query != globals.end()) {
    ASSIGN_OR_RETURN(line.query, Expression::compile(query->second.front(), read_json));
  }
  RETURN_IF_ERROR(check_option_values(settings_options(globals)));
  auto result = parse_operation(words, *std::move(main), globals, std::move(line));
  is_fault_of_operation = !result;
  return result;
}

}  // namespace

const std::string* CommandLine::text(std::string_view option) const {
  const auto found = values.find(option);
  return found == values.end() || found->second.empty() ? nullptr : &found->second.front();
}

std::vector<std::string> without_command_words(std::vector<std::string> words) {
  if (!contains(words, kCommandWords.back())) return words;
  const std::vector<const Option*> globals = options_of(OptionGroup::Global);
  auto at = words.begin();
  std::vector<std::vector<std::string>::iterator> found;
  for (const std::string& name : kCommandWords) {
    const auto word = std::find(at, words.end(), name);
    if (word == words.end()) return words;
    // Nothing but global options and their values may come before: else it is some option's value.
    const auto before = parse_level({at, word}, globals, Positional::None);
    if (!before || before->ended || !before->rest.empty()) return words;
    found.push_back(word);
    at = word + 1;
  }
  for (; !found.empty(); found.pop_back()) words.erase(found.back());
  return words;
}

ReadWords read_words(const std::vector<std::string>& typed) {
  const std::vector<std::string> words = without_command_words(typed);
  auto main = parse_global_level(words);
  ReadWords read;
  if (main) read.globals = values_of(main->matches);
  read.wants_debug =
      main ? read.globals.find("debug") != read.globals.end() : contains(words, "--debug");
  // Behind --version nothing else is read.
  if (!main || main->ended) read.globals = error_format_among(words);
  read.line = line_of(words, std::move(main), read.globals, read.is_fault_of_operation);
  read.log_file = log_file_of(words, read.line);
  return read;
}

SettingsOptions settings_options(const TypedValues& values) {
  const struct {
    std::string_view option;
    std::optional<std::string> SettingsOptions::*field;
  } kFields[] = {
      {"profile", &SettingsOptions::profile},
      {"region", &SettingsOptions::region},
      {"output", &SettingsOptions::output},
      {"endpoint-url", &SettingsOptions::endpoint_url},
      {"ca-bundle", &SettingsOptions::ca_bundle},
      {"cli-connect-timeout", &SettingsOptions::connect_timeout},
      {"cli-read-timeout", &SettingsOptions::read_timeout},
      {"cli-error-format", &SettingsOptions::error_format},
      {"cli-binary-format", &SettingsOptions::binary_format},
  };
  SettingsOptions options;
  for (const auto& [name, field] : kFields) {
    const auto found = values.find(name);
    if (found != values.end() && !found->second.empty()) options.*field = found->second.front();
  }
  // What is remembered must never be sent twice by one call either.
  for (const std::string_view name : {"batch", "journal", "once", "at-most-once"}) {
    if (values.find(name) != values.end()) options.at_most_once = "--" + std::string(name);
  }
  options.no_verify_ssl = values.find("no-verify-ssl") != values.end();
  options.no_sign_request = values.find("no-sign-request") != values.end();
  options.no_pager = values.find("no-cli-pager") != values.end();
  return options;
}

}  // namespace send_bounce
