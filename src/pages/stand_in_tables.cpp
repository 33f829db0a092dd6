#include "pages/stand_in_tables.h"

#include "pages/shell_code.h"
#include "pages/shell_tables.h"
#include "stand_in/faults.h"
#include "stand_in/option_table.h"

namespace send_bounce {
namespace {

using stand_in::OptionRow;
using stand_in::OptionValue;

/// How a kind of value is completed in each shell.
struct Completer {
  OptionValue value;
  const char* kind;  ///< for bash
  const char* zsh;   ///< an action of _arguments
  const char* fish;  ///< options of complete
};

constexpr Completer kCompleters[] = {
    {OptionValue::None, "", "", ""},
    {OptionValue::Text, "text", " ", " -x"},
    {OptionValue::Folder, "folder", "_ses_stand_in_folders", " -x -a '(__ses_stand_in_folders)'"},
    {OptionValue::Region, "region", "_ses_stand_in_regions", " -x -a '(__ses_stand_in_regions)'"},
    {OptionValue::Address, "address", "(127.0.0.1 \\:\\:1)", " -x -a '127.0.0.1 ::1'"},
    {OptionValue::FaultScript, "fault", "_ses_stand_in_faults",
     " -x -k -a '(__ses_stand_in_steps)'"},
};

const Completer& completer_of(const OptionRow& row) {
  for (const Completer& completer : kCompleters) {
    if (completer.value == row.value) return completer;
  }
  return kCompleters[0];
}

Names step_names() {
  Names names;
  for (const stand_in::FaultNote& note : stand_in::fault_notes()) {
    names.push_back(note.form.substr(0, note.form.find_first_of("[:")));
  }
  return names;
}

// The words before what --help says of the default and the like.
std::string short_words(const OptionRow& row) {
  std::string_view text = row.documentation;
  for (const char* end : {". ", "; ", ": "}) text = text.substr(0, text.find(end));
  return std::string(text);
}

}  // namespace

std::string stand_in_posix_tables() {
  Rows rows;
  Names names;
  for (const OptionRow& row : stand_in::option_rows()) {
    names.push_back("--" + std::string(row.name));
    if (row.value != OptionValue::None) rows.push_back({names.back(), {completer_of(row).kind}});
  }
  return posix_case("_ses_stand_in_option", "kind=", rows,
                    [](const Names& values) { return "kind=" + values.front(); }) +
         "_ses_stand_in_lists() {\n  names=" + shell_quoted(joined(names)) +
         "\n  regions=" + shell_quoted(joined(region_names())) +
         "\n  steps=" + shell_quoted(joined(step_names())) + "\n}\n";
}

std::string stand_in_zsh_arguments() {
  std::string out;
  for (const OptionRow& row : stand_in::option_rows()) {
    std::string spec = (row.repeatable ? "*--" : "--") + std::string(row.name);
    const bool has_value = row.value != OptionValue::None;
    spec += "[" + short_words(row) + "]";
    if (has_value) spec += ":value:" + std::string(completer_of(row).zsh);
    out += "    " + shell_quoted(spec) + " \\\n";
  }
  return out;
}

std::string stand_in_fish_tables() {
  return fish_list("__ses_stand_in_regions", region_names()) +
         fish_list("__ses_stand_in_step_names", step_names());
}

std::string stand_in_fish_completions() {
  std::string out;
  for (const OptionRow& row : stand_in::option_rows()) {
    const std::string name(row.name);
    out += "complete -c ses-stand-in -l " + name;
    // An option whose value is being typed is given, and still the one to be completed.
    const char* given = row.value == OptionValue::None ? "" : "[1..-2]";
    if (!row.repeatable)
      out += " -n 'not contains -- --" + name + " (commandline -opc)" + given + "'";
    out += completer_of(row).fish;
    out += " -d " + shell_quoted(short_words(row)) + "\n";
  }
  return out;
}

}  // namespace send_bounce
