#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "send_bounce/input/json_reader.h"
#include "send_bounce/jmespath/expression.h"
#include "send_bounce/text/encoding.h"

/// The first line is an expression, the rest the document it searches. Whatever they are, reading
/// and searching end within their bounds; texts that are UTF-8 give messages that are.
namespace send_bounce {
namespace {

// Far below what users may: a run has many inputs to try.
constexpr std::size_t kMaxSteps = 200'000;

void check_message(const Error& error, ErrorKind kind, std::string_view input) {
  if (error.kind != kind || error.message.empty()) std::abort();
  if (is_utf8(input) && !is_utf8(error.message)) std::abort();
}

void check(std::string_view input) {
  const std::size_t line_end = input.find('\n');
  const auto expression = Expression::compile(input.substr(0, line_end), read_json);
  if (!expression) return check_message(expression.error(), ErrorKind::ParamValidation, input);
  const bool has_document = line_end != std::string_view::npos;
  const Value document =
      has_document ? read_json(input.substr(line_end + 1)).value_or(Value()) : Value();
  const auto result = expression->search(document, kMaxSteps);
  if (!result) check_message(result.error(), ErrorKind::General, input);
}

}  // namespace
}  // namespace send_bounce

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  send_bounce::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
