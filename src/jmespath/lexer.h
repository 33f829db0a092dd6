#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "send_bounce/jmespath/expression.h"
#include "send_bounce/values/value.h"

namespace send_bounce::jmespath {

enum class TokenKind : std::uint8_t {
  And,
  Colon,
  Comma,
  Current,
  Dot,
  Equal,
  End,
  ExpressionReference,
  Filter,
  Flatten,
  Greater,
  GreaterOrEqual,
  LeftBrace,
  LeftBracket,
  LeftParenthesis,
  Less,
  LessOrEqual,
  Literal,
  Not,
  NotEqual,
  Number,
  Or,
  Pipe,
  QuotedIdentifier,
  RightBrace,
  RightBracket,
  RightParenthesis,
  Star,
  UnquotedIdentifier,
};

/// As messages name it: "unquoted_identifier".
std::string_view token_name(TokenKind kind);

struct Token {
  TokenKind kind;
  /// What the token stands for: the name, the number (Foreign "int" beyond 64 bits), the literal's
  /// value; of any other token its text.
  Value value;
  std::size_t position;  ///< of its first byte in the expression
};

/// Why an expression cannot be read, as the user sees it, with the expression and a caret below it.
/// Places are counted in code points, and the expression is taken for one line.
struct SyntaxError {
  std::string message;
};

template <class T>
using Parsed = tl::expected<T, SyntaxError>;

tl::unexpected<SyntaxError> bad_token(std::string_view expression, const Token& token,
                                      std::string_view reason);
/// The expression ends too early.
tl::unexpected<SyntaxError> incomplete(std::string_view expression);

/// The tokens of the expression and an End behind them.
Parsed<std::vector<Token>> tokenize(std::string_view expression, const JsonReader& read_json);

}  // namespace send_bounce::jmespath
