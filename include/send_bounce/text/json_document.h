#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>

#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"

namespace send_bounce {

/// Reads one JSON text that a program has written: answers, tokens, caches, notifications. What
/// people type is read by input/json_reader.h, whose messages are the reference's.
///
/// A key that comes twice keeps its first place and its last value. An integer beyond 64 bits is
/// Foreign "int". Takes linear time and no stack, however deep the text is nested.
///
/// Errors: General for what RFC 8259 does not have (NaN, bytes that are not UTF-8, half a surrogate
/// pair), for a number beyond a double and for nesting deeper than kMaxNesting. The message is a
/// clause that names the place and never the text, in which anything may stand: "the fault is at
/// byte 12", from 1.
Result<Value> read_json_document(std::string_view text);

/// Why a text is no JSON.
enum class JsonFaultKind : std::uint8_t {
  NotUtf8,
  TooDeep,      ///< nested deeper than kMaxNesting
  CutOff,       ///< the text ends before its value does
  MoreFollows,  ///< something stands after the value
  Syntax,       ///< everything else
};

struct JsonFault {
  JsonFaultKind kind = JsonFaultKind::Syntax;
  std::size_t offset =
      0;  ///< bytes before the fault: all of them where it is cut off, 0 where it is too deep
};

/// The same, for a caller who words the fault: where lines and columns help, or another way in.
tl::expected<Value, JsonFault> parse_json_document(std::string_view text);

}  // namespace send_bounce
