#include "send_bounce/text/json_document.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

/// The library's events, put together to a Value. Its own tree would sort the keys, or look for
/// each of them in all that came before.
class ValueBuilder {
 public:
  using number_integer_t = std::int64_t;
  using number_unsigned_t = std::uint64_t;
  using number_float_t = double;
  using string_t = std::string;
  using binary_t = nlohmann::json::binary_t;

  bool null() { return add(nullptr); }
  bool boolean(bool truth) { return add(truth); }
  bool number_integer(std::int64_t number) { return add(number); }

  bool number_unsigned(std::uint64_t number) {
    if (number > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
      return add(Foreign{"int", std::to_string(number)});
    }
    return add(static_cast<std::int64_t>(number));
  }

  // Also for integers that are too large for the two above.
  bool number_float(double number, const std::string& digits) {
    if (digits.find_first_of(".eE") == std::string::npos) return add(Foreign{"int", digits});
    return add(number);
  }

  bool string(std::string& text) { return add(std::move(text)); }
  bool binary(binary_t&) { return false; }  // has no place in JSON

  bool start_object(std::size_t) { return open(Map()); }
  bool end_object() { return close(); }
  bool start_array(std::size_t) { return open(Value::List()); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    open_.back().key = std::move(name);
    return true;
  }

  // The library's message repeats a piece of the text.
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) {
    fault_position_ = position;
    return false;
  }

  bool is_too_deep() const { return is_too_deep_; }
  bool is_whole() const { return is_whole_; }
  std::size_t fault_position() const { return fault_position_; }
  Value take() { return std::move(whole_); }

 private:
  struct Container {
    Value value;
    std::string key;  // of the member that comes next, in a map
  };

  bool open(Value container) {
    is_too_deep_ = open_.size() == static_cast<std::size_t>(kMaxNesting);
    if (!is_too_deep_) open_.push_back({std::move(container), {}});
    return !is_too_deep_;
  }

  bool close() {
    Value done = std::move(open_.back().value);
    open_.pop_back();
    return add(std::move(done));
  }

  bool add(Value value) {
    if (open_.empty()) {
      whole_ = std::move(value);
      is_whole_ = true;
    } else if (auto* list = open_.back().value.get<Value::List>()) {
      list->push_back(std::move(value));
    } else {
      open_.back().value.get<Map>()->set(std::move(open_.back().key), std::move(value));
    }
    return true;
  }

  std::vector<Container> open_;
  Value whole_;
  bool is_whole_ = false;
  bool is_too_deep_ = false;
  std::size_t fault_position_ = 0;
};

std::size_t valid_utf8_length(std::string_view text) {
  std::size_t position = 0;
  while (next_code_point(text, position)) {
  }
  return position;
}

tl::unexpected<JsonFault> json_fault(JsonFaultKind kind, std::size_t offset) {
  return tl::unexpected(JsonFault{kind, offset});
}

}  // namespace

tl::expected<Value, JsonFault> parse_json_document(std::string_view text) {
  if (!is_utf8(text)) return json_fault(JsonFaultKind::NotUtf8, valid_utf8_length(text));
  // The library takes a NUL for the end of the text, and passes over a byte order mark.
  if (const std::size_t nul = text.find('\0'); nul != text.npos)
    return json_fault(JsonFaultKind::Syntax, nul);
  if (text.starts_with("\xEF\xBB\xBF")) return json_fault(JsonFaultKind::Syntax, 0);
  ValueBuilder builder;
  if (nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) return builder.take();
  const std::size_t position = builder.fault_position();
  if (builder.is_too_deep()) return json_fault(JsonFaultKind::TooDeep, 0);
  // The library counts the end of the text as a character.
  if (position > text.size() || text.empty()) return json_fault(JsonFaultKind::CutOff, text.size());
  const std::size_t offset = position == 0 ? 0 : position - 1;
  return json_fault(builder.is_whole() ? JsonFaultKind::MoreFollows : JsonFaultKind::Syntax,
                    offset);
}

Result<Value> read_json_document(std::string_view text) {
  auto document = parse_json_document(text);
  if (document) return *std::move(document);
  const JsonFault fault = document.error();
  if (fault.kind == JsonFaultKind::NotUtf8) return fail(ErrorKind::General, "it is not UTF-8");
  if (fault.kind == JsonFaultKind::TooDeep) {
    return fail(ErrorKind::General,
                "it is nested deeper than " + std::to_string(kMaxNesting) + " levels");
  }
  return fail(ErrorKind::General,
              "the fault is at byte " + std::to_string(std::min(fault.offset + 1, text.size())));
}

}  // namespace send_bounce
