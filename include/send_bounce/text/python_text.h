#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/values/value.h"

/// How the reference shows a value in its messages, which scripts match on: Python's words for
/// types and its literals for values. Only messages use these.
namespace send_bounce {

/// "str", "int", "float", "bool", "NoneType", "list", "dict", "bytes", "datetime.datetime", or the
/// word of a Foreign. The reference wraps it: `<class 'str'>`.
std::string python_type_name(const Value& value);

/// str(value): a bare string without quotes, everything inside lists and maps as python_repr.
std::string python_str(const Value& value);

/// repr(value): 'text' with Python's choice of quotes and escapes, True, None, 1.5, b'\x00', ['a'].
std::string python_repr(const Value& value);
std::string python_repr(std::string_view text);
std::string python_bytes_repr(std::string_view bytes);

/// False for what Python calls unprintable below U+10000 and that users meet in practice: controls,
/// separators other than the space, soft hyphen, zero-width and direction marks, surrogates,
/// private use and noncharacters; and for all from U+E0000 on.
bool is_python_printable(char32_t code_point);

/// What str() says of bytes that are no UTF-8: "'utf-8' codec can't decode byte 0xff in position 0:
/// invalid start byte". nullopt where they are.
std::optional<std::string> python_utf8_fault(std::string_view bytes);

/// What str() says of a failed system call and the file or program that it was about:
/// "[Errno 2] No such file or directory: 'x'".
std::string python_os_error(int number, std::string_view text, std::string_view name);

/// The shortest text that reads back as the same number: "1.5", "1e+20", "nan".
std::string python_float(double number);

}  // namespace send_bounce
