#include "send_bounce/words/json_text.h"

#include <array>
#include <cmath>

#include "send_bounce/words/encoding.h"
#include "send_bounce/words/python_text.h"

namespace send_bounce {
namespace {

constexpr std::string_view kEscaped = "\"\\\b\f\n\r\t";
constexpr std::string_view kEscapeLetters = "\"\\bfnrt";

void append_escape(std::string& out, char32_t unit) {
  const std::array<char, 2> bytes = {static_cast<char>(unit >> 8U),
                                     static_cast<char>(unit & 0xFFU)};
  out += "\\u" + hex({bytes.data(), bytes.size()});
}

void append_json_escape(std::string& out, char32_t code_point) {
  const std::size_t letter =
      code_point < 0x80 ? kEscaped.find(static_cast<char>(code_point)) : std::string_view::npos;
  if (letter != std::string_view::npos) {
    out += '\\';
    out += kEscapeLetters[letter];
  } else if (code_point >= 0x20 && code_point < 0x7F) {
    out += static_cast<char>(code_point);
  } else if (code_point < 0x10000) {
    append_escape(out, code_point);
  } else {
    append_escape(out, 0xD800 + ((code_point - 0x10000) >> 10U));
    append_escape(out, 0xDC00 + ((code_point - 0x10000) & 0x3FFU));
  }
}

class Writer {
 public:
  explicit Writer(JsonSpacing spacing)
      : comma_(spacing == JsonSpacing::None ? "," : ", "),
        colon_(spacing == JsonSpacing::None ? ":" : ": ") {}

  std::string take() { return std::move(out_); }

  void write(const Value& value) {
    if (value.is_null()) {
      out_ += "null";
    } else if (const auto* truth = value.get<bool>()) {
      out_ += *truth ? "true" : "false";
    } else if (const auto* real = value.get<double>()) {
      append_json_number(out_, *real);
    } else if (value.get<std::int64_t>() != nullptr) {
      out_ += python_str(value);
    } else if (const auto* foreign = value.get<Foreign>(); foreign && foreign->type == "int") {
      out_ += foreign->text;
    } else if (const auto* list = value.get<Value::List>()) {
      write_list(*list);
    } else if (const auto* map = value.get<Map>()) {
      write_map(*map);
    } else {
      append_json_string(out_, python_str(value));
    }
  }

 private:
  void write_list(const Value::List& list) {
    out_ += '[';
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i > 0) out_ += comma_;
      write(list[i]);
    }
    out_ += ']';
  }

  void write_map(const Map& map) {
    out_ += '{';
    bool is_first = true;
    for (const MapEntry& entry : map) {
      if (!is_first) out_ += comma_;
      is_first = false;
      append_json_string(out_, entry.key);
      out_ += colon_;
      write(entry.value);
    }
    out_ += '}';
  }

  std::string_view comma_;
  std::string_view colon_;
  std::string out_;
};

}  // namespace

void append_json_number(std::string& out, double number) {
  if (std::isnan(number)) {
    out += "NaN";
  } else if (std::isinf(number)) {
    out += number < 0 ? "-Infinity" : "Infinity";
  } else {
    out += python_float(number);
  }
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t position = 0;
  while (position < text.size()) {
    const auto byte = static_cast<unsigned char>(text[position]);
    const auto code_point = next_code_point(text, position);
    if (!code_point) ++position;
    append_json_escape(out, code_point.value_or(0xDC00U | byte));
  }
  out += '"';
}

std::string json_text(const Value& value, JsonSpacing spacing) {
  Writer writer(spacing);
  writer.write(value);
  return writer.take();
}

}  // namespace send_bounce
