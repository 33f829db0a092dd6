#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace send_bounce::jmespath {

/// Why an expression cannot be read, as the user sees it, with the expression and a caret below it.
struct SyntaxError {
  std::string message;
};

/// How messages name the token at fault.
struct TokenText {
  std::string_view name;  ///< "unquoted_identifier"
  std::string value;      ///< its value, as Python shows it
  std::size_t position;   ///< of its first byte in the expression
};

/// Each message counts its place in code points, and takes the expression for one line.
tl::unexpected<SyntaxError> bad_character(std::string_view expression, std::size_t position,
                                          std::string_view reason);
tl::unexpected<SyntaxError> bad_token(std::string_view expression, const TokenText& token,
                                      std::string_view reason);
tl::unexpected<SyntaxError> incomplete(std::string_view expression);
tl::unexpected<SyntaxError> empty_expression();

}  // namespace send_bounce::jmespath
