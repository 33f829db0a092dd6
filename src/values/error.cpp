#include "send_bounce/values/error.h"

#include <algorithm>
#include <iterator>

namespace send_bounce {

Failure fail(ErrorKind kind, std::string message, std::string advice) {
  Error error;
  error.kind = kind;
  error.message = std::move(message);
  error.advice = std::move(advice);
  return Failure(std::move(error));
}

Failure invalid_parameter(std::string message, std::string advice) {
  Failure failure = fail(ErrorKind::ParamValidation, std::move(message), std::move(advice));
  failure.value().code = "ParamValidation";
  return failure;
}

bool is_worse_exit_code(int code, int than) {
  constexpr int kWorstFirst[] = {143, 130, 75, 255, 253, 252, 254, 74, 65};
  const auto rank = [&](int of) {
    return std::find(std::begin(kWorstFirst), std::end(kWorstFirst), of);
  };
  return rank(code) < rank(than);
}

}  // namespace send_bounce
