#include "jmespath/syntax_error.h"

#include "send_bounce/words/encoding.h"

namespace send_bounce::jmespath {
namespace {

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

}  // namespace

tl::unexpected<SyntaxError> bad_character(std::string_view expression, std::size_t position,
                                          std::string_view reason) {
  const std::size_t column = code_point_count(expression.substr(0, position));
  return syntax_error("Bad jmespath expression: " + std::string(reason) + ":\n" +
                      std::string(expression) + "\n" + caret_after(column));
}

tl::unexpected<SyntaxError> bad_token(std::string_view expression, const TokenText& token,
                                      std::string_view reason) {
  const std::size_t column = code_point_count(expression.substr(0, token.position));
  return syntax_error(std::string(reason) + ": Parse error at column " + std::to_string(column) +
                      ", token \"" + token.value + "\" (" + upper_case(token.name) +
                      "), for expression:\n" + quoted(expression) + "\n" + caret_after(column + 1));
}

tl::unexpected<SyntaxError> incomplete(std::string_view expression) {
  return syntax_error("Invalid jmespath expression: Incomplete expression:\n" + quoted(expression) +
                      "\n" + caret_after(code_point_count(expression) + 1));
}

tl::unexpected<SyntaxError> empty_expression() {
  return syntax_error("Invalid JMESPath expression: cannot be empty.");
}

}  // namespace send_bounce::jmespath
