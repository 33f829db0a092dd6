#include "send_bounce/text/json_text.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "send_bounce/text/encoding.h"
#include "send_bounce/text/python_text.h"

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

void append_ascii(std::string& out, std::string_view text) {
  std::size_t position = 0;
  while (position < text.size()) {
    const auto byte = static_cast<unsigned char>(text[position]);
    const auto code_point = next_code_point(text, position);
    if (!code_point) ++position;
    append_json_escape(out, code_point.value_or(0xDC00U | byte));
  }
}

// Runs of what stays as it is are copied whole.
void append_utf8_text(std::string& out, std::string_view text) {
  const auto stays = [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
  };
  while (!text.empty()) {
    const auto run = std::find_if_not(text.begin(), text.end(), stays) - text.begin();
    out += text.substr(0, static_cast<std::size_t>(run));
    text.remove_prefix(static_cast<std::size_t>(run));
    if (text.empty()) return;
    append_json_escape(out, static_cast<unsigned char>(text.front()));
    text.remove_prefix(1);
  }
}

struct Form {
  std::string_view comma;
  std::string_view colon;
  std::size_t indent;  // of each level, on a line of its own; 0 for one line
  void (*append_text)(std::string& out, std::string_view text);
};

// In the order of the enumeration.
constexpr Form kForms[] = {
    {",", ":", 0, append_ascii},
    {", ", ": ", 0, append_ascii},
    {",", ": ", 4, append_utf8_text},
};

class Writer {
 public:
  explicit Writer(const Form& form) : form_(form) {}

  std::string take() { return std::move(out_); }

  void write(const Value& value) {
    const auto* foreign = value.get<Foreign>();
    if (value.is_null()) {
      out_ += "null";
    } else if (const auto* truth = value.get<bool>()) {
      out_ += *truth ? "true" : "false";
    } else if (const auto* real = value.get<double>()) {
      write_real(*real);
    } else if (value.get<std::int64_t>() || (foreign != nullptr && foreign->type == "int")) {
      out_ += python_str(value);
    } else if (const auto* list = value.get<List>()) {
      write_block('[', ']', *list, [this](const Value& element) { write(element); });
    } else if (const auto* map = value.get<Map>()) {
      write_block('{', '}', *map, [this](const MapEntry& entry) {
        write_string(entry.key);
        out_ += form_.colon;
        write(entry.value);
      });
    } else if (const auto* text = value.get<std::string>()) {
      write_string(*text);
    } else {
      write_string(python_str(value));
    }
  }

 private:
  void write_real(double number) {
    if (std::isnan(number)) {
      out_ += "NaN";
    } else if (std::isinf(number)) {
      out_ += number < 0 ? "-Infinity" : "Infinity";
    } else {
      out_ += python_float(number);
    }
  }

  void write_string(std::string_view text) {
    out_ += '"';
    form_.append_text(out_, text);
    out_ += '"';
  }

  template <class Items, class WriteItem>
  void write_block(char open, char close, const Items& items, WriteItem write_item) {
    out_ += open;
    ++depth_;
    bool is_first = true;
    for (const auto& item : items) {
      if (!is_first) out_ += form_.comma;
      is_first = false;
      break_line();
      write_item(item);
    }
    --depth_;
    if (!is_first) break_line();
    out_ += close;
  }

  void break_line() {
    if (form_.indent == 0) return;
    out_ += '\n';
    out_.append(depth_ * form_.indent, ' ');
  }

  const Form& form_;
  std::string out_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string json_text(const Value& value, JsonSpacing spacing) {
  Writer writer(kForms[static_cast<std::size_t>(spacing)]);
  writer.write(value);
  return writer.take();
}

}  // namespace send_bounce
