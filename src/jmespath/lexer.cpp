#include "jmespath/lexer.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "send_bounce/text/blanks.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/number_text.h"
#include "send_bounce/text/python_text.h"

namespace send_bounce::jmespath {
namespace {

constexpr std::string_view kBlanks = " \t\n\r";
constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kNameStart = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
constexpr std::string_view kNameRest =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

struct TokenRow {
  TokenKind kind;
  std::string_view name;
  std::string_view text;  // "" where it differs from token to token
};

// The longer text before the shorter that it begins with.
constexpr TokenRow kTokens[] = {
    {TokenKind::Flatten, "flatten", "[]"},
    {TokenKind::Filter, "filter", "[?"},
    {TokenKind::LeftBracket, "lbracket", "["},
    {TokenKind::Or, "or", "||"},
    {TokenKind::Pipe, "pipe", "|"},
    {TokenKind::And, "and", "&&"},
    {TokenKind::ExpressionReference, "expref", "&"},
    {TokenKind::LessOrEqual, "lte", "<="},
    {TokenKind::Less, "lt", "<"},
    {TokenKind::GreaterOrEqual, "gte", ">="},
    {TokenKind::Greater, "gt", ">"},
    {TokenKind::NotEqual, "ne", "!="},
    {TokenKind::Not, "not", "!"},
    {TokenKind::Equal, "eq", "=="},
    {TokenKind::Dot, "dot", "."},
    {TokenKind::Star, "star", "*"},
    {TokenKind::RightBracket, "rbracket", "]"},
    {TokenKind::Comma, "comma", ","},
    {TokenKind::Colon, "colon", ":"},
    {TokenKind::Current, "current", "@"},
    {TokenKind::LeftParenthesis, "lparen", "("},
    {TokenKind::RightParenthesis, "rparen", ")"},
    {TokenKind::LeftBrace, "lbrace", "{"},
    {TokenKind::RightBrace, "rbrace", "}"},
    {TokenKind::Literal, "literal", ""},
    {TokenKind::Number, "number", ""},
    {TokenKind::QuotedIdentifier, "quoted_identifier", ""},
    {TokenKind::UnquotedIdentifier, "unquoted_identifier", ""},
    {TokenKind::End, "eof", ""},
};

std::string caret_after(std::size_t columns) { return std::string(columns, ' ') + "^"; }

std::string quoted(std::string_view expression) { return '"' + std::string(expression) + '"'; }

std::string upper_case(std::string_view name) {
  std::string out(name);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

tl::unexpected<SyntaxError> syntax_error(std::string message) {
  return tl::make_unexpected(SyntaxError{std::move(message)});
}

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

  Parsed<std::vector<Token>> tokens() {
    if (expression_.empty()) return syntax_error("Invalid JMESPath expression: cannot be empty.");
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
  Parsed<Token> next() {
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

  Parsed<Token> symbol() {
    const auto* found = std::find_if(
        std::begin(kTokens), std::end(kTokens),
        [this](const TokenRow& row) { return !row.text.empty() && rest().starts_with(row.text); });
    if (found != std::end(kTokens)) return token(found->kind, found->text, found->text.size());
    if (rest().starts_with('=')) return refuse("Unknown token '='");
    std::size_t end = position_;
    if (!next_code_point(expression_, end)) ++end;
    return refuse("Unknown token " + std::string(rest().substr(0, end - position_)));
  }

  Token unquoted_identifier() {
    const std::string_view name = rest().substr(0, rest().find_first_not_of(kNameRest));
    return token(TokenKind::UnquotedIdentifier, name, name.size());
  }

  Parsed<Token> number() {
    const std::size_t end = std::min(rest().find_first_not_of(kDigits, 1), rest().size());
    const std::string_view text = rest().substr(0, end);
    if (text == "-") return refuse("Unknown token '-'");
    return token(TokenKind::Number, *integer_value(text), end);
  }

  Parsed<Token> raw_string() {
    ASSIGN_OR_RETURN(const std::string_view inside, delimited());
    return token(TokenKind::Literal, replaced(inside, "\\'", "'"), inside.size() + 2);
  }

  Parsed<Token> quoted_identifier() {
    ASSIGN_OR_RETURN(const std::string_view inside, delimited());
    auto name = read_json_(rest().substr(0, inside.size() + 2));
    if (!name) return refuse_for(name.error());
    return token(TokenKind::QuotedIdentifier, *std::move(name), inside.size() + 2);
  }

  // Text that is not JSON is tried again as the inside of a string (JMESPath proposal JEP-12).
  Parsed<Token> literal() {
    ASSIGN_OR_RETURN(const std::string_view inside, delimited());
    const std::string text = replaced(inside, "\\`", "`");
    if (is_nested_too_deep(text)) {
      return refuse("Nested deeper than " + std::to_string(kMaxNesting) + " levels");
    }
    auto value = read_json_(text);
    if (!value && value.error().kind == ErrorKind::ParamValidation) {
      value = read_json_('"' + std::string(trim_blanks_before(text)) + '"');
      if (!value && value.error().kind == ErrorKind::ParamValidation) {
        return refuse("Bad token " + text);
      }
    }
    if (!value) return refuse_for(value.error());
    return token(TokenKind::Literal, *std::move(value), inside.size() + 2);
  }

  // What stands between the delimiter at the position and the next that no backslash precedes.
  Parsed<std::string_view> delimited() const {
    const char delimiter = rest().front();
    std::size_t end = 1;
    while (end < rest().size() && rest()[end] != delimiter) end += rest()[end] == '\\' ? 2U : 1U;
    if (end < rest().size()) return rest().substr(1, end - 1);
    return refuse(std::string("Unclosed ") + delimiter + " delimiter");
  }

  tl::unexpected<SyntaxError> refuse(std::string_view reason) const {
    const std::size_t column = code_point_count(expression_.substr(0, position_));
    return syntax_error("Bad jmespath expression: " + std::string(reason) + ":\n" +
                        std::string(expression_) + "\n" + caret_after(column));
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
  const auto* found = std::find_if(std::begin(kTokens), std::end(kTokens),
                                   [kind](const TokenRow& row) { return row.kind == kind; });
  return found->name;
}

tl::unexpected<SyntaxError> bad_token(std::string_view expression, const Token& token,
                                      std::string_view reason) {
  const std::size_t column = code_point_count(expression.substr(0, token.position));
  return syntax_error(std::string(reason) + ": Parse error at column " + std::to_string(column) +
                      ", token \"" + python_str(token.value) + "\" (" +
                      upper_case(token_name(token.kind)) + "), for expression:\n" +
                      quoted(expression) + "\n" + caret_after(column + 1));
}

tl::unexpected<SyntaxError> incomplete(std::string_view expression) {
  return syntax_error("Invalid jmespath expression: Incomplete expression:\n" + quoted(expression) +
                      "\n" + caret_after(code_point_count(expression) + 1));
}

Parsed<std::vector<Token>> tokenize(std::string_view expression, const JsonReader& read_json) {
  return Lexer(expression, read_json).tokens();
}

}  // namespace send_bounce::jmespath
