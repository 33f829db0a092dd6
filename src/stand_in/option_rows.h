#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "send_bounce/shell/tab.h"

/// The options of ses-stand-in as rows: the parser, --help, the manual page and the completions
/// take their words from here.
namespace send_bounce::stand_in {

enum class OptionValue : unsigned char {
  None,
  Text,
  Folder,
  File,
  Region,
  Address,
  DsnSender,
  FaultScript,
  EventForm,
  ReceivedAt,
  Verdict
};

struct OptionRow {
  std::string_view name;  ///< without dashes
  OptionValue value = OptionValue::Text;
  std::string_view value_name = {};  ///< "DIR"; empty for a flag
  bool required = false;
  bool repeatable = false;
  std::string_view documentation = {};
};

std::span<const OptionRow> option_rows();

/// The row of an option that there is.
const OptionRow& option_row(std::string_view name);

/// What TAB is offered: the options that are not given yet, and their values. Nothing behind the
/// "--" of run, where a command of its own stands. Looks at folders, and nothing else.
std::vector<shell::Candidate> option_candidates(const shell::TabRequest& request,
                                                const shell::GetVariable& variable);

}  // namespace send_bounce::stand_in
