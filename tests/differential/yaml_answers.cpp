// Reads YAML for yaml_test.py. Each line of stdin is a document as a JSON string. Each line of
// stdout is one character and a JSON string:
//   =TEXT  the value, as Python's repr() shows it
//   !TEXT  the message about a document that is refused, 252
//   ?TEXT  the message about one that is read and cannot be used, 255
#include <cstdio>
#include <string>

#include "send_bounce/input/json_reader.h"
#include "send_bounce/input/yaml_reader.h"
#include "send_bounce/text/json_text.h"
#include "send_bounce/text/python_text.h"

namespace {

using send_bounce::Value;

std::string quoted(const std::string& text) {
  return send_bounce::json_text(Value(text), send_bounce::JsonSpacing::Indented);
}

std::string answer(const std::string& line) {
  const auto question = send_bounce::read_json(line);
  const auto* document = question ? question->get<std::string>() : nullptr;
  if (document == nullptr) return "#not a question";
  const auto value = send_bounce::read_yaml(*document);
  if (value) return "=" + quoted(send_bounce::python_repr(*value));
  const bool refused = value.error().kind == send_bounce::ErrorKind::ParamValidation;
  return (refused ? "!" : "?") + quoted(value.error().message);
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
