#include "send_bounce/words/error.h"

namespace send_bounce {

Failure fail(ErrorKind kind, std::string message) {
  Error error;
  error.kind = kind;
  error.message = std::move(message);
  return Failure(std::move(error));
}

Failure invalid_parameter(std::string message) {
  Error error;
  error.kind = ErrorKind::ParamValidation;
  error.code = "ParamValidation";
  error.message = std::move(message);
  return Failure(std::move(error));
}

}  // namespace send_bounce
