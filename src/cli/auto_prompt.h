#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/session.h"
#include "send_bounce/values/error.h"
#include "send_bounce/world/world.h"

/// The auto-prompt at its two ends: whether it is to open, and what comes of it. What is between,
/// the prompt itself, is the folder `prompt`.
namespace send_bounce {

enum class PromptMode : std::uint8_t {
  Off,
  OnPartial,  ///< after a run that ended with a fault of the command line
  On,
};

/// By option, variable and profile (command-line.md §9.1). Off where there is no terminal, unless
/// the option itself asks for it.
PromptMode prompt_mode(const World& world, AwsFiles& aws_files);

/// What the person at the prompt has decided.
struct PromptEnd {
  bool runs = false;               ///< else the prompt was left with Ctrl-C or Ctrl-D
  std::vector<std::string> words;  ///< the command line to run
};

/// Opens the prompt on world.arguments, closes it again and shows the line that came of it, on
/// stdout where it is to run, else on stderr. A line that runs goes to the history. General, naming
/// the remedy, where the terminal cannot show a prompt; Interrupted after a signal.
Result<PromptEnd> ask_for_command_line(World& world, AwsFiles& aws_files);

}  // namespace send_bounce
