#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// A command line as it is being typed, for the auto-prompt and for TAB. The rules are those of
/// split_shell_words, but an open quote or a backslash at the end is no fault here, and every
/// character knows where it stands.
namespace send_bounce::shell {

struct LineWord {
  std::string text;  ///< quotes and backslashes removed
  /// Where each byte of `text` stands in the line, and, as one more, where the next would.
  std::vector<std::size_t> places;
  char open_quote = '\0';
  bool is_closed = false;  ///< a blank follows, so that nothing more can be typed at its end
};

std::vector<LineWord> scan_words(std::string_view line);

/// The word that a cursor at the end of the text is in; an empty one at the end behind a blank.
LineWord word_at_end(std::string_view text);

/// What a backslash must stand before, outside of quotes and inside double ones.
struct Quoting {
  std::string_view bare;
  std::string_view in_double;
};
inline constexpr Quoting kPlainQuoting{" \t\r\n'\"\\", "\"\\"};
/// Of a shell, which would make patterns, variables and commands of more than that.
inline constexpr Quoting kBashQuoting{" \t\r\n'\"\\{}[]$&;()|<>*?`!", "\"\\$`"};

/// The text as it must be typed behind an open quote, or outside of quotes ('\0').
std::string typed_form(std::string_view text, char open_quote,
                       const Quoting& quoting = kPlainQuoting);

/// A line that splits into these words: each quoted where it must be, as Python's shlex.join does.
std::string joined_words(const std::vector<std::string>& words);

}  // namespace send_bounce::shell
