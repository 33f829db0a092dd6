#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/model/shape.h"

/// Where in a word of shorthand the cursor stands (grammar: input/shorthand.h), so that names and
/// values can be offered and explained there.
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

}  // namespace send_bounce::prompt
