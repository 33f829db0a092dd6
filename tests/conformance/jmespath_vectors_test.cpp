#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <string>

#include "conformance/shared_data.h"
#include "send_bounce/input/json_reader.h"
#include "send_bounce/jmespath/expression.h"
#include "send_bounce/text/python_text.h"

/// The compliance suite of JMESPath: documents, expressions, and for each the result or the kind of
/// error. The file benchmarks.json holds expressions to time, without results.
namespace send_bounce::conformance {
namespace {

struct File {
  std::string name;
  std::size_t cases;
};

class JmespathVectors : public testing::TestWithParam<File> {};

Value value_of(const Json& json) { return read_json(json.dump()).value(); }

// Texts of values, so that 1 is told from 1.0, and objects keep their order.
void expect_result(const Expression& expression, const Value& document, const Json& vector) {
  const auto result = expression.search(document);
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(python_repr(*result), python_repr(value_of(vector.at("result"))));
}

// A fault of syntax shows when the expression is read, every other when it is evaluated.
void expect_error(const Result<Expression>& expression, const Value& document,
                  const std::string& error) {
  ASSERT_EQ(expression.has_value(), error != "syntax");
  if (!expression) return;
  const auto result = expression->search(document);
  ASSERT_FALSE(result) << python_repr(*result);
  EXPECT_EQ(result.error().kind, ErrorKind::General);
}

void check(const Json& vector, const Value& document) {
  const auto text = vector.at("expression").get<std::string>();
  SCOPED_TRACE(text);
  const auto expression = Expression::compile(text, read_json);
  if (vector.contains("error")) {
    expect_error(expression, document, vector.at("error").get<std::string>());
  } else if (expression) {
    expect_result(*expression, document, vector);
  } else {
    ADD_FAILURE() << expression.error().message;
  }
}

TEST_P(JmespathVectors, Hold) {
  const std::string path = "vectors/jmespath/" + GetParam().name + ".json";
  SKIP_UNLESS_SHARED(path);
  std::size_t run = 0;
  for (const Json& suite : shared_json(path)) {
    const Value document = value_of(suite.at("given"));
    for (const Json& vector : suite.at("cases")) {
      check(vector, document);
      ++run;
    }
  }
  EXPECT_EQ(run, GetParam().cases);
}

const std::array<File, 15> kFiles = {{
    {"basic", 18},
    {"boolean", 60},
    {"current", 3},
    {"escape", 8},
    {"filters", 88},
    {"functions", 175},
    {"identifiers", 125},
    {"indices", 59},
    {"literal", 41},
    {"multiselect", 53},
    {"pipe", 17},
    {"slice", 41},
    {"syntax", 135},
    {"unicode", 4},
    {"wildcard", 65},
}};

INSTANTIATE_TEST_SUITE_P(Suite, JmespathVectors, testing::ValuesIn(kFiles),
                         [](const auto& row) { return row.param.name; });

TEST(JmespathVectors, AreWhole) {
  std::size_t cases = 0;
  for (const File& file : kFiles) cases += file.cases;
  EXPECT_EQ(cases, 892U);
}

}  // namespace
}  // namespace send_bounce::conformance
