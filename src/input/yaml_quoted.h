#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace send_bounce {

/// What is said of an escape that there is not, whoever finds it.
inline constexpr std::string_view kUnknownEscape = "no escape sequence begins with this character";

/// A scalar in quotes (YAML 1.2, chapter 7.3), with its escapes decoded and its lines folded.
struct QuotedScalar {
  std::string text;
  std::size_t end = 0;  ///< behind the closing quote; with a fault, where that is
  std::string_view fault = {};
};

/// Reads the scalar whose opening quote stands at `begin`, as the reference does it. yaml-cpp's own
/// text is not taken: it loses line breaks before the closing quote, knows one line end alone, and
/// has bytes where \N and \_ stand for characters.
QuotedScalar read_quoted_scalar(std::string_view document, std::size_t begin);

}  // namespace send_bounce
