#include "query/compact_json.h"

#include <array>
#include <cmath>
#include <string_view>

#include "send_bounce/words/encoding.h"
#include "send_bounce/words/python_text.h"

namespace send_bounce::jmespath {
namespace {

constexpr std::string_view kEscaped = "\"\\\b\f\n\r\t";
constexpr std::string_view kEscapeLetters = "\"\\bfnrt";

class Writer {
 public:
  explicit Writer(Steps& steps) : steps_(steps) {}

  std::string take() { return std::move(out_); }

  void write(const Operand& operand) {
    const Kind kind = operand.kind();
    if (!steps_.take()) return;
    if (kind == Kind::Array) {
      write_array(operand);
    } else if (kind == Kind::Object) {
      write_object(operand);
    } else {
      write_scalar(kind, to_value(operand, steps_));
    }
  }

 private:
  void write_scalar(Kind kind, const Value& value) {
    const auto* truth = value.get<bool>();
    const auto* real = value.get<double>();
    if (kind == Kind::Null) {
      out_ += "null";
    } else if (truth != nullptr) {
      out_ += *truth ? "true" : "false";
    } else if (real != nullptr && std::isnan(*real)) {
      out_ += "NaN";
    } else if (real != nullptr && std::isinf(*real)) {
      out_ += *real < 0 ? "-Infinity" : "Infinity";
    } else if (kind == Kind::Number) {
      out_ += python_str(value);
    } else {
      write_string(python_str(value));
    }
  }

  void write_array(const Operand& array) {
    out_ += '[';
    for (std::size_t i = 0; i < array.size() && !steps_.is_spent(); ++i) {
      if (i > 0) out_ += ',';
      write(array.at(i));
    }
    out_ += ']';
  }

  void write_object(const Operand& object) {
    out_ += '{';
    for (std::size_t i = 0; i < object.size() && !steps_.is_spent(); ++i) {
      if (i > 0) out_ += ',';
      write_string(object.key(i));
      out_ += ':';
      write(object.at(i));
    }
    out_ += '}';
  }

  void write_string(std::string_view text) {
    if (!steps_.take_text(text.size())) return;
    out_ += '"';
    std::size_t position = 0;
    while (position < text.size()) {
      // A byte that is not UTF-8 is a lone surrogate in the reference (PEP 383).
      const auto byte = static_cast<unsigned char>(text[position]);
      const auto code_point = next_code_point(text, position);
      if (!code_point) ++position;
      write_code_point(code_point.value_or(0xDC00U | byte));
    }
    out_ += '"';
  }

  void write_code_point(char32_t code_point) {
    const std::size_t letter =
        code_point < 0x80 ? kEscaped.find(static_cast<char>(code_point)) : std::string_view::npos;
    if (letter != std::string_view::npos) {
      out_ += '\\';
      out_ += kEscapeLetters[letter];
    } else if (code_point >= 0x20 && code_point < 0x7F) {
      out_ += static_cast<char>(code_point);
    } else if (code_point < 0x10000) {
      write_escape(code_point);
    } else {
      write_escape(0xD800 + ((code_point - 0x10000) >> 10U));
      write_escape(0xDC00 + ((code_point - 0x10000) & 0x3FFU));
    }
  }

  void write_escape(char32_t unit) {
    const std::array<char, 2> bytes = {static_cast<char>(unit >> 8U),
                                       static_cast<char>(unit & 0xFFU)};
    out_ += "\\u" + hex({bytes.data(), bytes.size()});
  }

  Steps& steps_;
  std::string out_;
};

}  // namespace

std::string compact_json(const Operand& operand, Steps& steps) {
  Writer writer(steps);
  writer.write(operand);
  return writer.take();
}

}  // namespace send_bounce::jmespath
