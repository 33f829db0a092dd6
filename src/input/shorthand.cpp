#include "send_bounce/input/shorthand.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "send_bounce/text/blanks.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

constexpr std::string_view kAsciiBlanks = " \t\n\r\v\f";

// Why reading stopped. Cheap to make: the list rule below meets and drops many of them, so the
// message is written only for the one that is reported.
struct ShorthandFault {
  enum class Kind : std::uint8_t { Unexpected, DuplicateKey, TooDeep, Load };

  Kind kind = Kind::Unexpected;
  std::size_t position = 0;   // byte offset in the text
  std::string_view expected;  // Unexpected: "=" or "<second>"
  std::string key;            // DuplicateKey
  Error load_error;           // Load
};

template <class T>
using ShorthandParsed = tl::expected<T, ShorthandFault>;

tl::unexpected<ShorthandFault> stop_shorthand(ShorthandFault::Kind kind, std::size_t position) {
  ShorthandFault fault;
  fault.kind = kind;
  fault.position = position;
  return tl::make_unexpected(std::move(fault));
}

tl::unexpected<ShorthandFault> unexpected(std::size_t position, std::string_view expected) {
  ShorthandFault fault;
  fault.position = position;
  fault.expected = expected;
  return tl::make_unexpected(std::move(fault));
}

bool is_key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '#' || c == '/' || c == ':';
}

bool is_one_of(char32_t c, std::string_view characters) {
  return c < 0x80 && characters.find(static_cast<char>(c)) != std::string_view::npos;
}

// Words end at U+FFFF: the reference's character classes do.
bool starts_word(char32_t c) { return c > ' ' && c <= 0xFFFF && !is_one_of(c, "\"',=[{"); }

bool is_word_character(char32_t c) { return (c >= ' ' || is_python_blank(c)) && c <= 0xFFFF; }

// In a first value, a list element or a value inside braces.
bool follows_in_first(char32_t c) { return is_word_character(c) && !is_one_of(c, "\"',]}"); }

// In what comes after the first comma of a comma-separated list.
bool follows_in_second(char32_t c) { return is_word_character(c) && !is_one_of(c, "\"',="); }

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  if (text.find(from) == std::string::npos) return;
  std::string out;
  std::size_t start = 0;
  for (std::size_t found = 0; (found = text.find(from, start)) != std::string::npos;
       start = found + from.size()) {
    out.append(text, start, found - start).append(to);
  }
  out.append(text, start);
  text = std::move(out);
}

class Parser {
 public:
  Parser(std::string_view text, const ParamFileLoader& load) : text_(text), load_(load) {}

  // parameter = keyval *( "," keyval )
  ShorthandParsed<Map> parameter() {
    Map map;
    std::size_t pair_end = 0;
    do {
      if (!map.empty()) RETURN_IF_ERROR(expect(","));
      ASSIGN_OR_RETURN(std::string name, key());
      ASSIGN_OR_RETURN(Value value, at_end() ? ShorthandParsed<Value>("") : values());
      if (map.has(name)) {
        auto fault = stop_shorthand(ShorthandFault::Kind::DuplicateKey, pair_end + 1);
        fault.value().key = std::move(name);
        return fault;
      }
      map.set(std::move(name), std::move(value));
      pair_end = position_;
    } while (!at_end());
    return map;
  }

 private:
  bool at_end() const { return position_ >= text_.size(); }
  bool at(char c) const { return !at_end() && text_[position_] == c; }

  void skip_blanks() {
    position_ = std::min(text_.find_first_not_of(kAsciiBlanks, position_), text_.size());
  }

  // One character, with blanks around it.
  ShorthandParsed<void> expect(std::string_view character) {
    skip_blanks();
    if (!at(character.front())) return unexpected(position_, character);
    ++position_;
    skip_blanks();
    return {};
  }

  // key [ "@" ] "=": gives the name, and notes whether the value may name a file. The note holds
  // until the next key, so in a list it also covers what follows a nested map, as the reference's.
  ShorthandParsed<std::string> key() {
    const std::size_t start = position_;
    while (!at_end() && is_key_character(text_[position_])) ++position_;
    std::string name(text_.substr(start, position_ - start));
    skip_blanks();
    loads_files_ = at('@');
    if (loads_files_) ++position_;
    RETURN_IF_ERROR(expect("="));
    return name;
  }

  // values = explicit-list / hash / csv
  ShorthandParsed<Value> values() {
    if (at('[')) return explicit_list(1);
    if (at('{')) return hash(1);
    return csv();
  }

  // csv = first [ "," second *( "," second ) ]
  ShorthandParsed<Value> csv() {
    ASSIGN_OR_RETURN(Value first, first_value());
    skip_blanks();
    if (!at(',')) return first;
    ++position_;
    skip_blanks();
    Value::List items;
    items.push_back(std::move(first));
    while (true) {
      ShorthandParsed<Value> item = second_value();
      if (item) skip_blanks();
      const bool last = item && at_end();
      if (item && !last) {
        if (auto comma = expect(","); !comma) item = tl::make_unexpected(std::move(comma).error());
      }
      if (!item) {
        if (item.error().kind != ShorthandFault::Kind::Unexpected || at_end()) return item;
        // No item but the next key, most likely: "A=b,c,D=e" stops at the second "=". Wherever it
        // stopped, reading goes on from the comma before, be it inside quotes or escaped.
        position_ = text_.rfind(',', position_);
        break;
      }
      items.push_back(*std::move(item));
      if (last) break;
    }
    if (items.size() == 1) return std::move(items.front());
    return Value(std::move(items));
  }

  // element = explicit-list / hash / first
  ShorthandParsed<Value> element(int depth) {
    if (at('[')) return explicit_list(depth + 1);
    if (at('{')) return hash(depth + 1);
    return first_value();
  }

  // explicit-list = "[" *( element [ "," ] ) "]", the comma being optional before the "]" only
  ShorthandParsed<Value> explicit_list(int depth) {
    if (depth > kMaxNesting) return stop_shorthand(ShorthandFault::Kind::TooDeep, position_);
    ++position_;
    skip_blanks();
    Value::List list;
    while (!at(']')) {
      ASSIGN_OR_RETURN(Value value, element(depth));
      list.push_back(std::move(value));
      skip_blanks();
      if (at(']')) break;
      RETURN_IF_ERROR(expect(","));
    }
    ++position_;
    return Value(std::move(list));
  }

  // hash = "{" *( keyword [ "," ] ) "}"; of a key that comes twice the last value wins.
  ShorthandParsed<Value> hash(int depth) {
    if (depth > kMaxNesting) return stop_shorthand(ShorthandFault::Kind::TooDeep, position_);
    ++position_;
    skip_blanks();
    Map map;
    while (!at('}')) {
      ASSIGN_OR_RETURN(std::string name, key());
      ASSIGN_OR_RETURN(Value value, element(depth));
      map.set(std::move(name), std::move(value));
      skip_blanks();
      if (at('}')) break;
      RETURN_IF_ERROR(expect(","));
    }
    ++position_;
    return Value(std::move(map));
  }

  // first = quoted / word1 / ""
  ShorthandParsed<Value> first_value() {
    if (at('\'') || at('"')) return quoted();
    const std::string_view word = take_word(follows_in_first);
    if (word.empty()) return Value("");
    return unescaped_word(word);
  }

  // second = quoted / word2
  ShorthandParsed<Value> second_value() {
    if (at('\'') || at('"')) return quoted();
    const std::string_view word = take_word(follows_in_second);
    if (word.empty()) return unexpected(position_, "<second>");
    return unescaped_word(word);
  }

  // Empty where no word starts here.
  template <class Follows>
  std::string_view take_word(Follows follows) {
    const std::size_t start = position_;
    while (!at_end()) {
      if (text_.substr(position_, 2) == "\\,") {
        position_ += 2;
        continue;
      }
      std::size_t next = position_;
      // A byte that is not UTF-8 is a word character: the reference makes a surrogate of it.
      const char32_t c = next_code_point(text_, next).value_or(0xDC80);
      if (!(position_ == start ? starts_word(c) : follows(c))) break;
      position_ = next > position_ ? next : position_ + 1;
    }
    return text_.substr(start, position_ - start);
  }

  ShorthandParsed<Value> unescaped_word(std::string_view word) {
    std::string text(word);
    replace_all(text, "\\,", ",");
    text.resize(trim_blanks_after(text).size());
    return loaded(std::move(text));
  }

  ShorthandParsed<Value> quoted() {
    const char quote = text_[position_];
    const std::size_t start = position_ + 1;
    const std::size_t end = closing_quote(text_, position_);
    if (end == std::string_view::npos) {
      return unexpected(position_, quote == '"' ? "<double quoted>" : "<singled quoted>");
    }
    std::string text(text_.substr(start, end - start));
    replace_all(text, std::string{'\\', quote}, {&quote, 1});
    replace_all(text, "\\\\", "\\");
    position_ = end + 1;
    return loaded(std::move(text));
  }

  ShorthandParsed<Value> loaded(std::string text) {
    if (!loads_files_) return Value(std::move(text));
    auto content = load_(text);
    if (content) return *content ? *std::move(*content) : Value(std::move(text));
    auto fault = stop_shorthand(ShorthandFault::Kind::Load, position_);
    fault.value().load_error = std::move(content).error();
    return fault;
  }

  std::string_view text_;
  const ParamFileLoader& load_;
  std::size_t position_ = 0;
  bool loads_files_ = false;
};

// The text with a line inserted after the one that holds the position: a caret, as many code points
// from the left as the position has before it on its line.
std::string with_caret(std::string_view text, std::size_t position) {
  const std::string_view before = text.substr(0, position);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  const std::size_t line_end = std::min(text.find('\n', position), text.size());
  std::string out(text.substr(0, line_end));
  out += '\n';
  out.append(code_point_count(before.substr(line_start)), ' ');
  out += '^';
  out += text.substr(line_end);
  return out;
}

std::string received(std::string_view text, const ShorthandFault& fault) {
  if (fault.expected.size() > 1) return "<none>";
  if (fault.position >= text.size()) return "EOF";
  std::size_t end = fault.position;
  if (!next_code_point(text, end)) ++end;
  return std::string(text.substr(fault.position, end - fault.position));
}

Failure report(std::string_view text, ShorthandFault fault) {
  const std::string place = with_caret(text, fault.position);
  switch (fault.kind) {
    case ShorthandFault::Kind::Load:
      return Failure(std::move(fault.load_error));
    case ShorthandFault::Kind::DuplicateKey:
      return invalid_parameter("Second instance of key \"" + fault.key +
                               "\" encountered for input:\n" + place +
                               "\nThis is often because there is a preceding \",\" instead of a "
                               "space.");
    case ShorthandFault::Kind::TooDeep:
      return invalid_parameter("Brackets nested deeper than " + std::to_string(kMaxNesting) +
                               " levels for input:\n " + place);
    case ShorthandFault::Kind::Unexpected:
      break;
  }
  return invalid_parameter("Expected: '" + std::string(fault.expected) + "', received: '" +
                           received(text, fault) + "' for input:\n " + place);
}

}  // namespace

Result<Map> parse_shorthand(std::string_view text, const ParamFileLoader& load) {
  ShorthandParsed<Map> map = Parser(text, load).parameter();
  if (!map) return report(text, std::move(map).error());
  return *std::move(map);
}

std::size_t closing_quote(std::string_view text, std::size_t opening) {
  std::size_t escaped = std::string_view::npos;
  for (std::size_t i = opening + 1; i < text.size(); ++i) {
    if (text[i] != text[opening]) continue;
    if (i == opening + 1 || text[i - 1] != '\\') return i;
    escaped = i;
  }
  return escaped;
}

void wrap_single_values(Value& value, const Shape& shape) {
  if (shape.type == ShapeType::Structure) {
    auto* map = value.get<Map>();
    if (map == nullptr) return;
    for (const Member& member : shape.members) {
      if (Value* held = map->find(member.name)) wrap_single_values(*held, *member.shape);
    }
  } else if (shape.type == ShapeType::List) {
    if (auto* list = value.get<Value::List>()) {
      for (Value& element : *list) wrap_single_values(element, *shape.element);
    } else {
      Value::List list_of_one;
      list_of_one.push_back(std::move(value));
      value = std::move(list_of_one);
    }
  }
}

}  // namespace send_bounce
