#include <type_traits>

#include "send_bounce/output/formatter.h"
#include "send_bounce/words/json_text.h"

namespace send_bounce {
namespace {

class JsonWriter {
 public:
  std::string take() { return std::move(out_); }

  void write(const Value& value) {
    std::visit([this](const auto& held) { write_held(held); }, value.storage());
  }

 private:
  template <class T>
  void write_held(const T& held) {
    if constexpr (std::is_same_v<T, std::nullptr_t>) out_ += "null";
    if constexpr (std::is_same_v<T, bool>) out_ += held ? "true" : "false";
    if constexpr (std::is_same_v<T, std::int64_t>) out_ += std::to_string(held);
    if constexpr (std::is_same_v<T, double>) append_json_number(out_, held);
    if constexpr (std::is_same_v<T, std::string>) write_string(held);
    if constexpr (std::is_same_v<T, Bytes>) write_string(held.data);
    if constexpr (std::is_same_v<T, Instant>) write_string(format_iso8601(held));
    if constexpr (std::is_same_v<T, Foreign>) out_ += held.text;
    if constexpr (std::is_same_v<T, Value::List>) {
      write_block('[', ']', held, [this](const Value& element) { write(element); });
    }
    if constexpr (std::is_same_v<T, Map>) {
      write_block('{', '}', held, [this](const MapEntry& entry) {
        write_string(entry.key);
        out_ += ": ";
        write(entry.value);
      });
    }
  }

  template <class Items, class WriteItem>
  void write_block(char open, char close, const Items& items, WriteItem write_item) {
    out_ += open;
    if (items.size() != 0) {
      ++depth_;
      bool first = true;
      for (const auto& item : items) {
        if (!first) out_ += ',';
        first = false;
        break_line();
        write_item(item);
      }
      --depth_;
      break_line();
    }
    out_ += close;
  }

  void break_line() {
    out_ += '\n';
    out_.append(depth_ * 4, ' ');
  }

  void write_string(const std::string& text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out_ += '"';
    for (const char c : text) {
      switch (c) {
        case '"':
          out_ += "\\\"";
          break;
        case '\\':
          out_ += "\\\\";
          break;
        case '\n':
          out_ += "\\n";
          break;
        case '\r':
          out_ += "\\r";
          break;
        case '\t':
          out_ += "\\t";
          break;
        case '\b':
          out_ += "\\b";
          break;
        case '\f':
          out_ += "\\f";
          break;
        default:
          if (static_cast<unsigned char>(c) < 0x20) {
            out_ += "\\u00";
            out_ += kHex[static_cast<unsigned char>(c) >> 4U];
            out_ += kHex[static_cast<unsigned char>(c) & 15U];
          } else {
            out_ += c;
          }
      }
    }
    out_ += '"';
  }

  std::string out_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string format_json(const Value& value) {
  JsonWriter writer;
  writer.write(value);
  return writer.take();
}

}  // namespace send_bounce
