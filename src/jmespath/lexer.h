#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "jmespath/syntax_error.h"
#include "send_bounce/jmespath/expression.h"
#include "send_bounce/words/value.h"

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

/// The tokens of the expression and an End behind them.
tl::expected<std::vector<Token>, SyntaxError> tokenize(std::string_view expression,
                                                       const JsonReader& read_json);

}  // namespace send_bounce::jmespath
