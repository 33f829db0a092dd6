#pragma once

#include <span>

#include "send_bounce/model/shape.h"
#include "send_bounce/retry/retry_policy.h"
#include "send_bounce/words/error.h"
#include "send_bounce/words/http.h"
#include "send_bounce/words/value.h"

namespace send_bounce {

/// An attempt in the retry policy's terms: of an answer, what was made of it, and the errors that
/// the service's model has.
AttemptOutcome outcome_of(const HttpResponse& answer, const Result<Value>& reply,
                          std::span<const ErrorShape> errors);

/// The same where no whole answer came.
AttemptOutcome outcome_of(const TransportError& failure);

}  // namespace send_bounce
