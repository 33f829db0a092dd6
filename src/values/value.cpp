#include "send_bounce/values/value.h"

#include <algorithm>
#include <initializer_list>
#include <unordered_map>

namespace send_bounce {
namespace {

// Below this many keys a walk is faster than hashing, and no index is built.
constexpr std::size_t kIndexFrom = 16;
constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

// For a change: what nobody else shares.
template <class Held>
Held& owned(std::shared_ptr<Held>& held) {
  if (held == nullptr) {
    held = std::make_shared<Held>();
  } else if (held.use_count() > 1) {
    held = std::make_shared<Held>(*held);
  }
  return *held;
}

}  // namespace

List::List(std::initializer_list<Value> elements) : List(std::vector<Value>(elements)) {}

List::List(std::vector<Value> elements) {
  if (!elements.empty()) {
    elements_ = std::make_shared<std::vector<Value>>(std::move(elements));
  }
}

void List::push_back(Value value) { owned(elements_).push_back(std::move(value)); }
void List::reserve(std::size_t count) { owned(elements_).reserve(count); }

std::size_t List::size() const { return elements_ == nullptr ? 0 : elements_->size(); }
const Value* List::begin() const { return elements_ == nullptr ? nullptr : elements_->data(); }
const Value* List::end() const { return begin() + size(); }
Value* List::begin() { return elements_ == nullptr ? nullptr : owned(elements_).data(); }
Value* List::end() { return begin() + size(); }
const Value& List::operator[](std::size_t index) const { return (*elements_)[index]; }
Value& List::operator[](std::size_t index) { return owned(elements_)[index]; }
const Value& List::front() const { return elements_->front(); }
const Value& List::back() const { return elements_->back(); }

bool operator==(const List& a, const List& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

struct Map::Entries {
  std::vector<MapEntry> list;
  std::unordered_map<std::string, std::size_t> index;  // filled once a map is large

  std::size_t position(std::string_view key) const {
    if (!index.empty()) {
      const auto found = index.find(std::string(key));
      return found == index.end() ? kNowhere : found->second;
    }
    const auto found = std::find_if(list.begin(), list.end(),
                                    [key](const MapEntry& entry) { return entry.key == key; });
    return found == list.end() ? kNowhere : static_cast<std::size_t>(found - list.begin());
  }
};

Map::Map(std::initializer_list<MapEntry> entries) {
  for (const MapEntry& entry : entries) set(entry.key, entry.value);
}

void Map::set(std::string key, Value value) {
  Entries& entries = owned(entries_);
  std::vector<MapEntry>& list = entries.list;
  const std::size_t place = entries.position(key);
  if (place != kNowhere) {
    list[place].value = std::move(value);
    return;
  }
  list.push_back({std::move(key), std::move(value)});
  if (list.size() < kIndexFrom) return;
  for (std::size_t i = entries.index.size(); i < list.size(); ++i) {
    entries.index.emplace(list[i].key, i);
  }
}

const Value* Map::find(std::string_view key) const {
  const std::size_t place = entries_ == nullptr ? kNowhere : entries_->position(key);
  return place == kNowhere ? nullptr : &entries_->list[place].value;
}

Value* Map::find(std::string_view key) {
  const std::size_t place = entries_ == nullptr ? kNowhere : entries_->position(key);
  return place == kNowhere ? nullptr : &owned(entries_).list[place].value;
}

std::size_t Map::size() const { return entries_ == nullptr ? 0 : entries_->list.size(); }
const MapEntry* Map::begin() const { return entries_ == nullptr ? nullptr : entries_->list.data(); }
const MapEntry* Map::end() const { return begin() + size(); }
MapEntry* Map::begin() { return entries_ == nullptr ? nullptr : owned(entries_).list.data(); }
MapEntry* Map::end() { return begin() + size(); }

bool operator==(const Map& a, const Map& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}
bool operator==(const Value& a, const Value& b) { return a.storage_ == b.storage_; }

std::string text_at(const Map& map, std::string_view key) {
  const auto* text = map.get<std::string>(key);
  return text == nullptr ? std::string() : *text;
}

List texts_of(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

}  // namespace send_bounce
