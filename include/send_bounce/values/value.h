#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "send_bounce/values/instant.h"

namespace send_bounce {

class Value;
struct MapEntry;

/// A list. Its copies share the elements until one of them is changed, so that a copy takes no time
/// and no memory, whatever it is a copy of; the same is true of maps. As with any container, a
/// pointer into one ends with the next change, and here with the next copy, too.
class List {
 public:
  using value_type = Value;

  List() = default;
  List(std::initializer_list<Value> elements);
  explicit List(std::vector<Value> elements);
  template <class Iterator>
  List(Iterator first, Iterator last) : List(std::vector<Value>(first, last)) {}

  void push_back(Value value);
  template <class Held>
  void emplace_back(Held&& held);
  void reserve(std::size_t count);

  bool empty() const { return size() == 0; }
  std::size_t size() const;
  const Value* begin() const;
  const Value* end() const;
  Value* begin();
  Value* end();
  const Value& operator[](std::size_t index) const;
  Value& operator[](std::size_t index);
  const Value& front() const;
  const Value& back() const;

  friend bool operator==(const List& a, const List& b);

 private:
  std::shared_ptr<std::vector<Value>> elements_;  // nullptr for none
};

/// A map that keeps the order in which keys were first written, as JSON and shorthand of the
/// reference do: the order of members is the order on the wire.
class Map {
 public:
  Map() = default;
  Map(std::initializer_list<MapEntry> entries);

  /// Adds the pair at the end, or replaces the value of a key that is there, at its place.
  void set(std::string key, Value value);
  /// nullptr where the key is absent. Amortised constant time, also for large maps.
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  bool has(std::string_view key) const { return find(key) != nullptr; }

  /// The value of a key if it is of that type; nullptr where the key is absent or its value is of
  /// another: `if (const auto* id = answer.get<std::string>("MessageId"))`.
  template <class T>
  const T* get(std::string_view key) const;
  template <class T>
  T* get(std::string_view key);

  bool empty() const { return size() == 0; }
  std::size_t size() const;
  const MapEntry* begin() const;
  const MapEntry* end() const;
  MapEntry* begin();
  MapEntry* end();

  friend bool operator==(const Map& a, const Map& b);

 private:
  struct Entries;

  std::shared_ptr<Entries> entries_;  // nullptr for none
};

/// Raw bytes (`fileb://`, YAML `!!binary`): never text, so never valid where text is modelled.
struct Bytes {
  std::string data;
  friend bool operator==(const Bytes&, const Bytes&) = default;
};

/// A value that the input languages can say but no shape can take: a YAML date or set, an integer
/// beyond 64 bits. It only ever appears in an error message.
struct Foreign {
  std::string type;                ///< the reference's word for it: "datetime.date", "set", "int"
  std::string text;                ///< how an error shows it: "2020-01-01"
  const void* identity = nullptr;  ///< tells apart what looks alike: the expressions of a query
  friend bool operator==(const Foreign&, const Foreign&) = default;
};

/// What parameters and replies are made of.
class Value {
 public:
  using List = send_bounce::List;
  using Storage = std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Bytes,
                               Instant, Foreign, List, Map>;

  Value() : storage_(nullptr) {}
  Value(std::nullptr_t) : storage_(nullptr) {}                     // NOLINT
  Value(bool value) : storage_(value) {}                           // NOLINT
  Value(int value) : storage_(std::int64_t{value}) {}              // NOLINT
  Value(std::int64_t value) : storage_(value) {}                   // NOLINT
  Value(double value) : storage_(value) {}                         // NOLINT
  Value(std::string value) : storage_(std::move(value)) {}         // NOLINT
  Value(std::string_view value) : storage_(std::string(value)) {}  // NOLINT
  Value(const char* value) : storage_(std::string(value)) {}       // NOLINT
  Value(Bytes value) : storage_(std::move(value)) {}               // NOLINT
  Value(Instant value) : storage_(value) {}                        // NOLINT
  Value(Foreign value) : storage_(std::move(value)) {}             // NOLINT
  Value(List value) : storage_(std::move(value)) {}                // NOLINT
  Value(Map value) : storage_(std::move(value)) {}                 // NOLINT

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(storage_); }

  /// nullptr where the value is of another type: `if (const auto* text =
  /// value.get<std::string>())`.
  template <class T>
  const T* get() const {
    return std::get_if<T>(&storage_);
  }
  template <class T>
  T* get() {
    return std::get_if<T>(&storage_);
  }

  const Storage& storage() const { return storage_; }

  friend bool operator==(const Value& a, const Value& b);

 private:
  Storage storage_;
};

template <class Held>
void List::emplace_back(Held&& held) {
  push_back(Value(std::forward<Held>(held)));
}

struct MapEntry {
  std::string key;
  Value value;
  friend bool operator==(const MapEntry&, const MapEntry&) = default;
};

template <class T>
const T* Map::get(std::string_view key) const {
  const Value* value = find(key);
  return value == nullptr ? nullptr : value->get<T>();
}

template <class T>
T* Map::get(std::string_view key) {
  Value* value = find(key);
  return value == nullptr ? nullptr : value->get<T>();
}

/// The text under the key; empty where none is, or a value of another type.
std::string text_at(const Map& map, std::string_view key);

/// Each text as a value.
List texts_of(const std::vector<std::string>& texts);

/// The deepest nesting that any reader of input accepts; the reference gives up near 1,000 too.
inline constexpr int kMaxNesting = 900;

}  // namespace send_bounce
