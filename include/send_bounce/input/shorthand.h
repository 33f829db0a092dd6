#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

#include "send_bounce/model/shape.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"

namespace send_bounce {

/// What a value after `@=` stands for: the content of a parameter file, or nullopt for text that
/// names none and is taken as it is.
using ParamFileLoader = std::function<Result<std::optional<Value>>(std::string_view)>;

/// Reads one word of shorthand (command-line.md §2.6): `A=b`, `A=b,c`, `A=[b,{C=d}],E="f, g"`,
/// `A@=file://path`. Every scalar is a string, or what `load` gave for it. Takes linear time.
///
/// Errors: ParamValidation for a word outside the grammar, for a key given twice and for nesting
/// deeper than kMaxNesting; the message shows the word with a caret below the place and names no
/// option. An error of `load` is handed on as it is.
Result<Map> parse_shorthand(std::string_view text, const ParamFileLoader& load);

/// Where the quoted value ends that begins at `opening`, a single or double quote: the place of its
/// closing quote, or npos without one (command-line.md §2.6). A quote behind a backslash closes
/// only where no later quote does, and then the last of them, however many backslashes there are.
std::size_t closing_quote(std::string_view text, std::size_t opening);

/// Shorthand cannot tell a list of one from a single value: wherever the shape has a list inside
/// and the value is something else, it becomes a list of that one value.
void wrap_single_values(Value& value, const Shape& shape);

}  // namespace send_bounce
