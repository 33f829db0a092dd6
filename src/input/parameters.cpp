#include "send_bounce/input/parameters.h"

#include <optional>
#include <string>
#include <utility>

#include "input/cli_input.h"
#include "send_bounce/input/json_reader.h"
#include "send_bounce/input/param_file.h"
#include "send_bounce/input/shorthand.h"
#include "send_bounce/input/word_hints.h"
#include "send_bounce/text/blanks.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

bool begins_with(std::string_view text, char bracket) {
  return trim_blanks_before(text).starts_with(bracket);
}

bool is_json(std::string_view text) { return begins_with(text, '[') || begins_with(text, '{'); }

// Nobody means the byte order mark that some editors put in front of a text.
void drop_mark(Value& content) {
  auto* text = content.get<std::string>();
  if (text != nullptr) text->erase(0, text->size() - without_byte_order_mark(*text).size());
}

// Reads the words of one option. Every message it gives names the option.
class OptionReader {
 public:
  OptionReader(const Member& member, const FileSystem& files, const Variables& variables)
      : shape_(*member.shape),
        option_("--" + option_name(member.name)),
        files_(files),
        variables_(variables) {}

  Result<Value> value(const std::vector<std::string>& words) const {
    std::optional<Value> content;
    if (words.size() == 1) {
      ASSIGN_OR_RETURN(content, file_content(words.front()));
    }
    switch (shape_.type) {
      case ShapeType::List:
        return content ? list_of_file(*content) : list_of_words(words);
      case ShapeType::Structure:
        if (content) return structure_of_file(*content);
        if (!words.empty()) return structure(words.front());
        break;
      case ShapeType::String:
      case ShapeType::Timestamp:
        if (content) return *std::move(content);
        if (!words.empty()) return Value(words.front());
        break;
    }
    // The command line gives one word here; the reference makes a list of none.
    return Value(Value::List{});
  }

 private:
  Failure named(Error error) const {
    error.message = parsing_parameter(option_, error.message);
    return Failure(std::move(error));
  }

  Failure general(std::string_view fault, std::string advice = {}) const {
    return fail(ErrorKind::General, parsing_parameter(option_, fault), std::move(advice));
  }

  Result<std::optional<Value>> load(std::string_view word) const {
    auto content = load_param_file(word, files_, variables_);
    if (content && *content) drop_mark(**content);
    return content;
  }

  Result<std::optional<Value>> file_content(const std::string& word) const {
    auto content = load(word);
    if (!content && content.error().kind == ErrorKind::ParamValidation) {
      return named(std::move(content).error());
    }
    return content;
  }

  Result<Value> structure(const std::string& text) const {
    if (begins_with(text, '{')) return json(text);
    if (is_json(text)) return not_json(text);
    ASSIGN_OR_RETURN(Map map, shorthand(text));
    Value value(std::move(map));
    wrap_single_values(value, shape_);
    return value;
  }

  Result<Value> structure_of_file(const Value& content) const {
    const auto* text = content.get<std::string>();
    return text == nullptr ? needs_text() : structure(*text);
  }

  // The language of the first word is that of all: a JSON array alone, JSON objects, or shorthand.
  Result<Value> list_of_words(const std::vector<std::string>& words) const {
    if (words.size() == 1 && begins_with(words.front(), '[')) return json(words.front());
    const bool in_json = !words.empty() && is_json(words.front());
    Value::List list;
    for (const std::string& word : words) {
      if (in_json) {
        ASSIGN_OR_RETURN(Value object, json_object(word));
        list.push_back(std::move(object));
      } else {
        ASSIGN_OR_RETURN(Map map, shorthand(word));
        list.emplace_back(std::move(map));
      }
    }
    Value value(std::move(list));
    if (!in_json) wrap_single_values(value, shape_);
    return value;
  }

  // A file that holds no array is not made a list of one: the check of the request refuses it. An
  // object is read one character at a time there, so that the first bracket is the fault.
  Result<Value> list_of_file(const Value& content) const {
    const auto* text = content.get<std::string>();
    if (text == nullptr) return needs_text();
    if (begins_with(*text, '[')) return json(*text);
    if (begins_with(*text, '{')) return object_for_array(*text);
    ASSIGN_OR_RETURN(Map map, shorthand(*text));
    return Value(std::move(map));
  }

  Result<Value> object_for_array(const std::string& text) const {
    const char* advice = "The file must contain a JSON array. Put [ and ] around the object.";
    // A blank comes first: the reference's message speaks of Python.
    if (!text.starts_with('{')) return general("The file contains a JSON object", advice);
    Error error = json("{").error();
    error.advice = advice;
    return Failure(std::move(error));
  }

  Result<Value> json_object(const std::string& word) const {
    if (begins_with(word, '{')) return json(word);
    // The reference fails by accident here, which is a general error.
    if (trim_blanks_before(word).empty())
      return general("One of the JSON objects is an empty word");
    return not_json(word);
  }

  Result<Value> json(const std::string& text) const {
    auto value = read_json(text);
    if (value) return value;
    Error error = std::move(value).error();
    error.message = "Invalid JSON: " + error.message + "\nJSON received: " + text;
    return named(std::move(error));
  }

  Failure not_json(const std::string& text) const {
    return invalid_parameter(parsing_parameter(option_, "Invalid JSON:\n" + text));
  }

  // As above, an accident of the reference.
  Failure needs_text() const {
    return general("fileb:// reads bytes, but this option needs text. Use file:// instead");
  }

  Result<Map> shorthand(const std::string& text) const {
    // A file inside shorthand that cannot be loaded is a general error in the reference, and one
    // that does not name the option.
    const auto load_inside = [this](std::string_view word) {
      return load(word).map_error([](const Error& error) {
        return fail(ErrorKind::General, error.message, error.advice).value();
      });
    };
    auto map = parse_shorthand(text, load_inside);
    if (!map && map.error().kind == ErrorKind::ParamValidation) {
      return named(std::move(map).error());
    }
    return map;
  }

  const Shape& shape_;
  std::string option_;
  const FileSystem& files_;
  const Variables& variables_;
};

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

std::string option_name(std::string_view member_name) {
  std::string out;
  for (const char c : member_name) {
    if (is_upper(c) && !out.empty()) out += '-';
    out += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

Result<GivenParameters> build_parameters(const TypedValues& typed, const Operation& operation,
                                         const FileSystem& files, const Variables& variables) {
  GivenParameters parameters;
  const IsFile is_file = is_file_in(files, variables);
  for (const Member& member : operation.input->members) {
    const auto words = typed.find(option_name(member.name));
    if (words == typed.end()) continue;
    auto value = OptionReader(member, files, variables).value(words->second);
    if (!value)
      return with_hint(std::move(value).error(), {"--" + words->first, words->second, is_file});
    parameters.values.set(std::string(member.name), *std::move(value));
  }
  ASSIGN_OR_RETURN(std::optional<Map> document, read_cli_input(typed, files, variables));
  if (!document) return parameters;
  for (MapEntry& entry : *document) {
    if (parameters.values.has(entry.key)) continue;
    parameters.from_document.push_back(entry.key);
    parameters.values.set(std::move(entry.key), std::move(entry.value));
  }
  return parameters;
}

}  // namespace send_bounce
