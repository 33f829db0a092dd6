#include "jmespath/compact_json.h"

#include <string_view>

#include "send_bounce/words/json_text.h"
#include "send_bounce/words/python_text.h"

namespace send_bounce::jmespath {
namespace {

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
    } else if (real != nullptr) {
      append_json_number(out_, *real);
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
    if (steps_.take_text(text.size())) append_json_string(out_, text);
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
