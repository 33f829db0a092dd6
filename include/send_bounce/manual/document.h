#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// A page as a list of blocks, before it is laid out: as plain text for `help`, as roff and
/// Markdown by the generator of the installed pages (src/pages). Texts are ASCII; a part between
/// two backticks is typed as it stands and set apart where the layout can do that.
namespace send_bounce {

enum class BlockKind : std::uint8_t {
  Heading,  ///< of a section
  Text,     ///< a paragraph, one line here
  Term,     ///< what the deeper blocks after it explain
  Code,     ///< lines that are kept as they are, without a newline at the end; no backticks
};

struct Block {
  BlockKind kind = BlockKind::Text;
  int depth = 0;  ///< 0 for a section's own blocks; what explains a term is one deeper than it
  std::string text;
  friend bool operator==(const Block&, const Block&) = default;
};

using Document = std::vector<Block>;

struct TextLayout {
  int width = 80;     ///< columns of the terminal; code is never wrapped
  bool bold = false;  ///< headings, terms and typed parts by ANSI sequences, each within its line
};

/// Lines for a terminal or a pipe; ends with a newline unless there are no blocks.
std::string as_text(const Document& document, const TextLayout& layout = {});

/// A text in its parts, in turn: plain ones and those between backticks, from the first plain one,
/// which may be empty.
std::vector<std::string_view> inline_parts(std::string_view text);

void append(Document& document, Document more);

}  // namespace send_bounce
