#pragma once

#include <string_view>

#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"

namespace send_bounce {

/// One YAML 1.2 document as a Value, with the core schema as the reference reads it
/// (command-line.md §3): `yes` is text, 017 is 17, 0o17 is 15, 1_000 is 1000; a %YAML 1.1 directive
/// brings the rules of 1.1. A date with a time of day is an Instant (UTC where no zone stands
/// there); a date alone, a set and an integer beyond 64 bits are Foreign; !!binary is Bytes.
/// Anchors, aliases and merge keys are resolved. Text without a document is null. Below the top
/// level a key that is not text becomes the text that messages show for it.
///
/// Errors: ParamValidation for text that is not one such document, is nested deeper than
/// kMaxNesting or grows past a bound by its aliases. General, as in the reference, for a scalar
/// that looks like a date or number and is none (2020-02-30), and for a map whose own keys are not
/// all text: no option has such a name. Every message begins with the place, "line 2, column 5: …",
/// and names neither option nor file.
Result<Value> read_yaml(std::string_view text);

}  // namespace send_bounce
