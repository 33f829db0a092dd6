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
    } else if (auto* list = open_.back().value.get<Value::List>()) {
      list->push_back(std::move(value));
    } else {
      open_.back().value.get<Map>()->set(std::move(open_.back().key), std::move(value));
    }
    return true;
  }

  std::vector<Container> open_;
  Value whole_;
  bool is_too_deep_ = false;
  std::size_t fault_position_ = 0;
};

Failure fault_at(std::size_t position) {
  return fail(ErrorKind::General, "the fault is at byte " + std::to_string(position));
}

}  // namespace

Result<Value> read_json_document(std::string_view text) {
  if (!is_utf8(text)) return fail(ErrorKind::General, "it is not UTF-8");
  // The library takes a NUL for the end of the text, and passes over a byte order mark.
  if (const std::size_t nul = text.find('\0'); nul != text.npos) return fault_at(nul + 1);
  if (text.starts_with("\xEF\xBB\xBF")) return fault_at(1);
  ValueBuilder builder;
  if (nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) return builder.take();
  if (builder.is_too_deep()) {
    return fail(ErrorKind::General,
                "it is nested deeper than " + std::to_string(kMaxNesting) + " levels");
  }
  return fault_at(std::min(builder.fault_position(), text.size()));
}

}  // namespace send_bounce
