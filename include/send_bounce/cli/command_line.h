#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/input/parameters.h"
#include "send_bounce/jmespath/expression.h"
#include "send_bounce/words/error.h"

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

/// A fault outside the command line that is told before one of the operation's own options: those
/// of the settings (configuration page §2.6). Handed the global options.
using EarlierFault = std::function<Result<void>(const TypedValues& globals)>;

/// Reads the words after the program's name (command-line page §1), with the reference's order of
/// errors; `earlier_fault` is asked only where the operation's options are wrong. Fails with
/// ErrorKind::Usage, UnknownOptions or ParamValidation, with General for a time-out that is no
/// integer.
/// Beyond the reference, "help NAME", "--help" and "-h" ask for help where they would be errors.
Result<CommandLine> parse_command_line(const std::vector<std::string>& words,
                                       const EarlierFault& earlier_fault = {});

/// Whether --debug is among them, whatever else is wrong with them.
bool wants_debug(const std::vector<std::string>& words);

/// Of words that are not read yet, or cannot be, the one option that says how to report an error:
/// the last --cli-error-format that is spelled in full.
TypedValues error_format_among(const std::vector<std::string>& words);

/// The global options alone, for reporting an error; error_format_among() where they cannot be read
/// themselves.
TypedValues read_global_options(const std::vector<std::string>& words);

}  // namespace send_bounce
