#pragma once

#include "send_bounce/retry/retry_policy.h"
#include "send_bounce/words/error.h"
#include "send_bounce/words/http.h"
#include "send_bounce/words/value.h"

namespace send_bounce {

/// An attempt in the retry policy's terms: of an answer, and what parse_query_reply made of it.
AttemptOutcome outcome_of(const HttpResponse& answer, const Result<Value>& reply);

/// The same where no whole answer came.
AttemptOutcome outcome_of(const TransportError& failure);

}  // namespace send_bounce
