#include "query/lexer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "query/number.h"
#include "send_bounce/words/encoding.h"
#include "send_bounce/words/number_text.h"

namespace send_bounce::jmespath {
namespace {

template <class T>
using Lexed = tl::expected<T, SyntaxError>;

constexpr std::string_view kBlanks = " \t\n\r";
constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kNameStart = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
constexpr std::string_view kNameRest =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

struct Symbol {
  std::string_view text;
  TokenKind kind;
};

// The longer before the shorter that it begins with.
constexpr Symbol kSymbols[] = {
    {"[]", TokenKind::Flatten},
    {"[?", TokenKind::Filter},
    {"[", TokenKind::LeftBracket},
    {"||", TokenKind::Or},
    {"|", TokenKind::Pipe},
    {"&&", TokenKind::And},
    {"&", TokenKind::ExpressionReference},
    {"<=", TokenKind::LessOrEqual},
    {"<", TokenKind::Less},
    {">=", TokenKind::GreaterOrEqual},
    {">", TokenKind::Greater},
    {"!=", TokenKind::NotEqual},
    {"!", TokenKind::Not},
    {"==", TokenKind::Equal},
    {".", TokenKind::Dot},
    {"*", TokenKind::Star},
    {"]", TokenKind::RightBracket},
    {",", TokenKind::Comma},
    {":", TokenKind::Colon},
    {"@", TokenKind::Current},
    {"(", TokenKind::LeftParenthesis},
    {")", TokenKind::RightParenthesis},
    {"{", TokenKind::LeftBrace},
    {"}", TokenKind::RightBrace},
};

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  while (true) {
    const std::size_t found = text.find(from);
    out += text.substr(0, found);
    if (found == std::string_view::npos) return out;
    out += to;
    text.remove_prefix(found + from.size());
  }
}

std::string_view without_leading_blanks(std::string_view text) {
  std::size_t position = 0;
  while (position < text.size()) {
    const std::size_t start = position;
    if (!next_code_point(text, position)) return text.substr(start);
    if (ascii_digits_and_blanks(text.substr(start, position - start)) != " ") {
      return text.substr(start);
    }
  }
  return {};
}

// True for text that no reader of JSON would follow to its end, and that must not pass as a string
// for that reason.
bool is_nested_too_deep(std::string_view json) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (in_string && json[i] == '\\') {
      ++i;
    } else if (json[i] == '"') {
      in_string = !in_string;
    } else if (!in_string && (json[i] == '[' || json[i] == '{')) {
      if (++depth > kMaxNesting) return true;
    } else if (!in_string && (json[i] == ']' || json[i] == '}')) {
      --depth;
    }
  }
  return false;
}

class Lexer {
 public:
  Lexer(std::string_view expression, const JsonReader& read_json)
      : expression_(expression), read_json_(read_json) {}

  Lexed<std::vector<Token>> tokens() {
    if (expression_.empty()) return empty_expression();
    std::vector<Token> tokens;
    while (true) {
      position_ = expression_.find_first_not_of(kBlanks, position_);
      if (position_ == std::string_view::npos) break;
      ASSIGN_OR_RETURN(Token token, next());
      tokens.push_back(std::move(token));
    }
    tokens.push_back({TokenKind::End, "", expression_.size()});
    return tokens;
  }

 private:
  std::string_view rest() const { return expression_.substr(position_); }

  // REQUIRES: no blank at the position, and not at the end.
  Lexed<Token> next() {
    const char first = rest().front();
    if (kNameStart.find(first) != std::string_view::npos) return unquoted_identifier();
    if (first == '"') return quoted_identifier();
    if (first == '\'') return raw_string();
    if (first == '`') return literal();
    if (first == '-' || kDigits.find(first) != std::string_view::npos) return number();
    return symbol();
  }

  Token token(TokenKind kind, Value value, std::size_t length) {
    const std::size_t start = std::exchange(position_, position_ + length);
    return {kind, std::move(value), start};
  }

  Lexed<Token> symbol() {
    const auto* found = std::find_if(std::begin(kSymbols), std::end(kSymbols),
                                     [&](const Symbol& s) { return rest().starts_with(s.text); });
    if (found != std::end(kSymbols)) return token(found->kind, found->text, found->text.size());
    if (rest().starts_with('=')) return refuse("Unknown token '='");
    std::size_t end = position_;
    if (!next_code_point(expression_, end)) ++end;
    return refuse("Unknown token " + std::string(rest().substr(0, end - position_)));
  }

  Token unquoted_identifier() {
    const std::string_view name = rest().substr(0, rest().find_first_not_of(kNameRest));
    return token(TokenKind::UnquotedIdentifier, name, name.size());
  }

  Lexed<Token> number() {
    const std::size_t end = std::min(rest().find_first_not_of(kDigits, 1), rest().size());
    const std::string_view text = rest().substr(0, end);
    if (text == "-") return refuse("Unknown token '-'");
    return token(TokenKind::Number, integer_of(text), end);
  }

  Lexed<Token> raw_string() {
    ASSIGN_OR_RETURN(const std::string_view inside, delimited());
    return token(TokenKind::Literal, replaced(inside, "\\'", "'"), inside.size() + 2);
  }

  Lexed<Token> quoted_identifier() {
    ASSIGN_OR_RETURN(const std::string_view inside, delimited());
    auto name = read_json_(rest().substr(0, inside.size() + 2));
    if (!name) return refuse_for(name.error());
    return token(TokenKind::QuotedIdentifier, *std::move(name), inside.size() + 2);
  }

  // Text that is not JSON is tried again as the inside of a string (JMESPath proposal JEP-12).
  Lexed<Token> literal() {
    ASSIGN_OR_RETURN(const std::string_view inside, delimited());
    const std::string text = replaced(inside, "\\`", "`");
    if (is_nested_too_deep(text)) {
      return refuse("Nested deeper than " + std::to_string(kMaxNesting) + " levels");
    }
    auto value = read_json_(text);
    if (!value && value.error().kind == ErrorKind::ParamValidation) {
      value = read_json_('"' + std::string(without_leading_blanks(text)) + '"');
      if (!value && value.error().kind == ErrorKind::ParamValidation) {
        return refuse("Bad token " + text);
      }
    }
    if (!value) return refuse_for(value.error());
    return token(TokenKind::Literal, *std::move(value), inside.size() + 2);
  }

  // What stands between the delimiter at the position and the next that no backslash precedes.
  Lexed<std::string_view> delimited() const {
    const char delimiter = rest().front();
    std::size_t end = 1;
    while (end < rest().size() && rest()[end] != delimiter) end += rest()[end] == '\\' ? 2U : 1U;
    if (end < rest().size()) return rest().substr(1, end - 1);
    return refuse(std::string("Unclosed ") + delimiter + " delimiter");
  }

  tl::unexpected<SyntaxError> refuse(std::string_view reason) const {
    return bad_character(expression_, position_, reason);
  }

  // Without the place in the JSON text, which is none in the expression.
  tl::unexpected<SyntaxError> refuse_for(const Error& json_error) const {
    const std::string_view message = json_error.message;
    return refuse(message.substr(0, message.find(':')));
  }

  std::string_view expression_;
  const JsonReader& read_json_;
  std::size_t position_ = 0;
};

}  // namespace

std::string_view token_name(TokenKind kind) {
  // In the order of the enumeration.
  constexpr auto kNames = std::to_array<std::string_view>({"and",
                                                           "colon",
                                                           "comma",
                                                           "current",
                                                           "dot",
                                                           "eq",
                                                           "eof",
                                                           "expref",
                                                           "filter",
                                                           "flatten",
                                                           "gt",
                                                           "gte",
                                                           "lbrace",
                                                           "lbracket",
                                                           "lparen",
                                                           "lt",
                                                           "lte",
                                                           "literal",
                                                           "not",
                                                           "ne",
                                                           "number",
                                                           "or",
                                                           "pipe",
                                                           "quoted_identifier",
                                                           "rbrace",
                                                           "rbracket",
                                                           "rparen",
                                                           "star",
                                                           "unquoted_identifier"});
  return kNames[static_cast<std::size_t>(kind)];
}

tl::expected<std::vector<Token>, SyntaxError> tokenize(std::string_view expression,
                                                       const JsonReader& read_json) {
  return Lexer(expression, read_json).tokens();
}

}  // namespace send_bounce::jmespath
