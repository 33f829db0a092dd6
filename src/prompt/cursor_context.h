#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/model/option_table.h"
#include "send_bounce/model/shape.h"
#include "send_bounce/shell/line_words.h"

/// What the cursor is on: an option's name, or a value of which option, and where inside it. In a
/// word of shorthand (grammar: input/shorthand.h) that is a place among its members, so that names
/// and values can be offered and explained there.
namespace send_bounce::prompt {

/// A structure or list that is open at the cursor.
struct ShorthandLevel {
  const Shape* shape = nullptr;    ///< of the structure; of the elements for a list; may be unknown
  char closing = '\0';             ///< '}' or ']'; none for the word itself
  std::vector<std::string> keys;   ///< the keys that are complete, in order
  const Member* holder = nullptr;  ///< the member whose value this is
};

struct ShorthandPlace {
  enum class Part : std::uint8_t {
    Key,      ///< a key may stand here
    Value,    ///< the value of `member`
    Element,  ///< an element of a list in brackets
    Behind,   ///< a comma or a bracket must come next
  };
  Part part = Part::Key;
  std::vector<ShorthandLevel> levels;  ///< from the word itself inwards; never empty
  const Member* member = nullptr;      ///< whose value is typed; nullptr for an unknown key
  bool loads_file = false;             ///< its key ends in "@", so the value may name a file
  std::size_t start = 0;               ///< in the text: what is typed of this part begins here
};

/// `text` is the word up to the cursor, `structure` what it is to become. Total and linear.
ShorthandPlace find_shorthand_place(std::string_view text, const Shape& structure);

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
