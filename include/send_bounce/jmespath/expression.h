#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"

namespace send_bounce {

namespace jmespath {
struct Node;
}

/// Reads the JSON text of a literal or of a quoted identifier: input's read_json. A parameter,
/// because folders of one layer do not include each other. A fault's message begins with the words
/// to show, up to the first colon; its kind is ParamValidation where the text is not JSON.
using JsonReader = std::function<Result<Value>(std::string_view)>;

/// What one search may do before it gives up: visits of nodes, values made, copied or compared, and
/// text in units of 16 bytes. Enough to walk through a document of 10 MiB several times, and few
/// enough that no expression fills the memory: `[@,@] | [@,@] | …` doubles with each step.
inline constexpr std::size_t kMaxQuerySteps = 40'000'000;

/// A query in JMESPath (jmespath.org, specification), which says what to keep of a document:
///
///   ASSIGN_OR_RETURN(const auto query, Expression::compile("MessageId", read_json));
///   ASSIGN_OR_RETURN(const Value shown, query.search(reply));
///
/// The language is that of the Python library (1.0.1) that the reference uses: its functions, its
/// messages, and its treatment of what the specification leaves open: ordering of strings, a
/// literal that is not JSON, Python's numbers. docs/differences.md lists what differs.
class Expression {
 public:
  /// Errors: ParamValidation, "Bad value for --query TEXT: …" with the place marked by a caret on a
  /// line of its own, for text that is no expression or is nested deeper than kMaxNesting.
  static Result<Expression> compile(std::string_view text, const JsonReader& read_json);

  Expression(Expression&&) noexcept;
  Expression& operator=(Expression&&) noexcept;
  ~Expression();

  /// What the expression keeps of the document; null where it names nothing. Takes time in
  /// proportion to the document for each part of the expression that walks through it, and does
  /// not copy what it does not keep. May be called any number of times, from any thread.
  ///
  /// Errors: General, with the reference's words, for a call with wrong arguments, for an unknown
  /// function, which shows only when it is called, and for what cannot be compared or computed;
  /// also beyond `max_steps`, or for values nested too deep.
  Result<Value> search(const Value& document, std::size_t max_steps = kMaxQuerySteps) const;

 private:
  explicit Expression(std::unique_ptr<const jmespath::Node> root);

  std::unique_ptr<const jmespath::Node> root_;
};

}  // namespace send_bounce
