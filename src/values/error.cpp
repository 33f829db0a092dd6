#include "send_bounce/values/error.h"

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

}  // namespace send_bounce
