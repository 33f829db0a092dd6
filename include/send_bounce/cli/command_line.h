#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/input/parameters.h"
#include "send_bounce/jmespath/expression.h"
#include "send_bounce/settings/settings.h"
#include "send_bounce/values/error.h"

namespace send_bounce {

enum class Action : std::uint8_t { Send, Help, Version, ConfigureList };

/// What was typed, sorted by option and still text, but for the query: nothing has been opened,
/// looked up or guessed.
struct CommandLine {
  Action action = Action::Send;
  std::string help_topic;  ///< Help: a word that the manual knows; empty for all of it
  /// Full option name without dashes → its words; a flag has none. The last occurrence counts.
  TypedValues values;
  /// --query, compiled at once, so that a fault in it is found before anything is sent.
  std::optional<Expression> query;

  bool has(std::string_view option) const { return values.find(option) != values.end(); }
  /// The single value of an option; nullptr where it was not given, or given without one.
  const std::string* text(std::string_view option) const;
};

/// The words after the program's name, read (command-line.md §1).
struct ReadWords {
  /// With the reference's order of errors: ErrorKind::Usage, UnknownOptions or ParamValidation,
  /// General for a time-out that is no integer. Beyond the reference, "help NAME", "--help" and
  /// "-h" ask for help where they would be errors.
  Result<CommandLine> line;
  /// The fault is one of the operation's own options. Those of the settings, which need more than
  /// the words to be found, are told before it (configuration-and-credentials.md §2.6).
  bool is_fault_of_operation = false;
  /// The global options, as far as they can be read: where not, the last --cli-error-format that is
  /// spelled in full.
  TypedValues globals;
  /// --log-file, also where the words cannot be read: the last that is spelled in full.
  std::optional<std::string> log_file;
  bool wants_debug = false;  ///< --debug is among them, whatever else is wrong
};

ReadWords read_words(const std::vector<std::string>& words);

/// Without the words "ses send-bounce", if they stand in front of everything but global options:
/// what was typed for the AWS CLI. No other words are changed.
std::vector<std::string> without_command_words(std::vector<std::string> words);

/// The options among the typed values that have a say in settings.
SettingsOptions settings_options(const TypedValues& values);

}  // namespace send_bounce
