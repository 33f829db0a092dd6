#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// Every option of the command as one row. The parser, the usage text, the help and the checks of
/// choices are read from here; nothing else knows an option by name but the code that acts on it.
namespace send_bounce {

enum class OptionKind : std::uint8_t {
  Flag,
  Action,         ///< a flag that ends the reading of the command line: --version
  Text,           ///< exactly one value
  List,           ///< zero or more values: --bounced-recipient-info-list
  OptionalValue,  ///< zero or one value: --generate-cli-skeleton
};

/// Which of the reference's parsers knows the option: an abbreviation is completed among the global
/// options first, and the order of errors follows (command-line.md §1.3).
enum class OptionGroup : std::uint8_t { Operation, Global };

struct Option {
  std::string_view name;  ///< without dashes
  OptionKind kind = OptionKind::Text;
  OptionGroup group = OptionGroup::Global;
  bool required = false;
  std::string_view value_name = {};                ///< "<value>" in help; empty for flags
  std::span<const std::string_view> choices = {};  ///< all that the reference accepts
  std::string_view documentation = {};  ///< our own words; the options of the API take the model's
  /// An option that the reference does not have. It counts only if it is spelled in full, so that
  /// every abbreviation that works there keeps its meaning.
  bool is_ours = false;
  bool adds_up = false;         ///< a later occurrence adds its values to an earlier one's
  bool lifts_required = false;  ///< given, no option is required: the rest may come from elsewhere
};

/// In the reference's order: operation options first, in model order, then the global ones.
std::span<const Option> all_options();

/// nullptr for a name that no option has.
const Option* find_option(std::string_view name);

}  // namespace send_bounce
