#pragma once

#include <string>
#include <string_view>

#include "send_bounce/input/json_reader.h"
#include "send_bounce/jmespath/expression.h"
#include "send_bounce/text/python_text.h"

/// A query from text to text, as the tables of these tests have it.
namespace send_bounce {

inline Result<Value> search(std::string_view expression, const Value& document) {
  ASSIGN_OR_RETURN(const Expression query, Expression::compile(expression, read_json));
  return query.search(document);
}

/// What is found, as Python's repr shows it, or "fails: " and the message.
inline std::string found(std::string_view expression, std::string_view document) {
  const auto result = search(expression, read_json(document).value());
  return result ? python_repr(*result) : "fails: " + result.error().message;
}

/// The message of a fault at run time, or else a word that is none.
inline std::string fault(std::string_view expression, std::string_view document) {
  const auto query = Expression::compile(expression, read_json);
  if (!query) return "cannot be read: " + query.error().message;
  const auto result = query->search(read_json(document).value());
  if (result) return "finds: " + python_repr(*result);
  return result.error().kind == ErrorKind::General ? result.error().message : "of another kind";
}

/// The message of a fault of the expression itself, or else a word that is none.
inline std::string syntax_fault(std::string_view expression) {
  const auto query = Expression::compile(expression, read_json);
  if (query) return "can be read";
  const bool is_of_kind = query.error().kind == ErrorKind::ParamValidation;
  return is_of_kind ? query.error().message : "of another kind";
}

inline constexpr std::string_view kQueriedDocument =
    R"({"a": {"b": {"c": 1}}, "list": [{"n": 1, "s": "x"}, {"n": 2}, {"n": 3, "s": "z"}], "deep": [[0, 1], 2, [[3]]], "t": "text", "zero": 0, "none": null, "empty": []})";

/// `result` is what Python's jmespath 1.0.1 says: print(repr(jmespath.search(expression,
/// json.loads(document)))).
struct QueryRow {
  std::string_view name;
  std::string_view expression;
  std::string_view result;
  std::string_view document = kQueriedDocument;
};

}  // namespace send_bounce
