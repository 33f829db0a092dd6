#pragma once

#include <string_view>

#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"

namespace send_bounce {

/// Reads one JSON text as Python's json module does. This reader is ours because no library accepts
/// the same texts (NaN, Infinity, integers of any size) and describes a fault in the same words.
///
/// A key that comes twice keeps its first place and its last value. An integer beyond 64 bits is
/// Foreign "int". Bytes that are not UTF-8 pass through inside strings. Takes linear time.
///
/// Errors: ParamValidation with Python's words and place, "Expecting value: line 1 column 2
/// (char 1)", counted in code points, also for nesting deeper than kMaxNesting. General for the
/// escape of half a surrogate pair, which UTF-8 cannot say. The message names no option.
Result<Value> read_json(std::string_view text);

}  // namespace send_bounce
