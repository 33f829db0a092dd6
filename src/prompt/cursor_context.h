#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "prompt/shorthand_place.h"
#include "send_bounce/model/option_table.h"
#include "send_bounce/model/shape.h"
#include "send_bounce/shell/line_words.h"

/// What the cursor is on: an option's name, or a value of which option, and where inside it.
namespace send_bounce::prompt {

struct CursorContext {
  enum class Part : std::uint8_t { OptionName, OptionValue };
  Part part = Part::OptionName;
  shell::LineWord word;    ///< the word at the cursor, up to the cursor
  std::size_t offset = 0;  ///< where the value begins in it: behind the "=" of --option=value

  /// OptionValue: whose value. OptionName: the option that the whole word names, if it is one.
  const Option* option = nullptr;
  const Member* member = nullptr;   ///< of the API, where the option is one
  std::vector<std::string> values;  ///< all words of that option, those behind the cursor included
  std::size_t value_index = 0;      ///< which of them the cursor is in
  /// In the value of a structure or list of structures that is not JSON and not a file.
  std::optional<ShorthandPlace> shorthand;

  std::vector<const Option*> used;  ///< the options of the line, but for one at the cursor

  std::string_view typed() const { return std::string_view(word.text).substr(offset); }
  /// Where in typed() the text begins that may name a file: of a member behind "@=", else all.
  std::size_t file_start() const {
    return shorthand && shorthand->loads_file ? shorthand->start : 0;
  }
  bool is_used(const Option& other) const;
};

/// Total: any text and any cursor position up to its size.
CursorContext find_cursor_context(std::string_view line, std::size_t cursor);

/// The option that the word is, in full or by an abbreviation that only one has; "=…" is left out.
const Option* option_of_word(std::string_view word);

}  // namespace send_bounce::prompt
