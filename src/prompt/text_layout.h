#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// Text in columns of a terminal.
namespace send_bounce::prompt {

/// Columns of a character: Screen::columns_of.
using Columns = std::function<int(char32_t)>;

/// What marks text that is cut.
inline constexpr std::string_view kEllipsis = "...";

/// The end of the character at `position`: a code point, or a stray byte, with all that combine
/// with it.
std::size_t character_end(std::string_view text, std::size_t position, const Columns& columns_of);

/// What may be shown as it is: stray bytes and control characters become U+FFFD.
std::string shown_text(std::string_view text, const Columns& columns_of);

int width_of(std::string_view text, const Columns& columns_of);

/// As much of the text as fits, with "..." at the end where it is cut.
std::string clipped(std::string_view text, int width, const Columns& columns_of);

/// Lines of at most `width` columns, broken at blanks where there are any, else anywhere. What goes
/// on keeps the indent of its line.
std::vector<std::string> wrapped(std::string_view text, int width, const Columns& columns_of);

/// The first `height` of these lines, with "..." at the end of the last one if more follow.
std::vector<std::string> wrapped_into(std::string_view text, int width, int height,
                                      const Columns& columns_of);

/// "12 more", or "..." if that does not fit; empty for none, or if neither fits.
std::string more_note(std::size_t count, int width, const Columns& columns_of);

}  // namespace send_bounce::prompt
