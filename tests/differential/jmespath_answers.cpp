// Answers JMESPath questions for jmespath_test.py. Each line of stdin is a list of JSON, expression
// and document: ["a.b", {"a": {"b": 1}}]. Each line of stdout is one character and a text:
//   =TEXT  the result, as --output json shows it, with blanks for its newlines
//   ?TEXT  the message of an expression that cannot be read, as JSON
//   !TEXT  the message of a search that failed, as JSON
#include <cstdio>
#include <string>

#include "send_bounce/input/json_reader.h"
#include "send_bounce/jmespath/expression.h"
#include "send_bounce/text/json_text.h"

namespace {

using send_bounce::Value;

std::string quoted(const std::string& text) {
  return send_bounce::json_text(Value(text), send_bounce::JsonSpacing::Indented);
}

std::string on_one_line(std::string text) {
  for (char& c : text) {
    if (c == '\n') c = ' ';
  }
  return text;
}

std::string answer(const std::string& line) {
  const auto question = send_bounce::read_json(line);
  const auto* parts = question ? question->get<Value::List>() : nullptr;
  const auto* text =
      parts != nullptr && parts->size() == 2 ? (*parts)[0].get<std::string>() : nullptr;
  if (text == nullptr) return "#not a question";
  const auto expression = send_bounce::Expression::compile(*text, send_bounce::read_json);
  if (!expression) return "?" + quoted(expression.error().message);
  const auto result = expression->search((*parts)[1]);
  if (!result) return "!" + quoted(result.error().message);
  return "=" + on_one_line(send_bounce::json_text(*result, send_bounce::JsonSpacing::Indented));
}

bool read_line(std::string& line) {
  line.clear();
  for (int c = std::getchar(); c != EOF; c = std::getchar()) {
    if (c == '\n') return true;
    line += static_cast<char>(c);
  }
  return !line.empty();
}

}  // namespace

int main() {
  std::string line;
  while (read_line(line)) std::puts(answer(line).c_str());
  return 0;
}
