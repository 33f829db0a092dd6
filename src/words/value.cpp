#include "send_bounce/words/value.h"

#include <algorithm>
#include <initializer_list>

namespace send_bounce {
namespace {

// Below this many keys a walk is faster than hashing, and no index is built.
constexpr std::size_t kIndexFrom = 16;
constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

}  // namespace

Map::Map() = default;
Map::Map(const Map&) = default;
Map::Map(Map&&) noexcept = default;
Map& Map::operator=(const Map&) = default;
Map& Map::operator=(Map&&) noexcept = default;
Map::~Map() = default;

Map::Map(std::initializer_list<MapEntry> entries) {
  for (const MapEntry& entry : entries) set(entry.key, entry.value);
}

std::size_t Map::position(std::string_view key) const {
  if (!index_.empty()) {
    const auto found = index_.find(std::string(key));
    return found == index_.end() ? kNowhere : found->second;
  }
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [key](const MapEntry& entry) { return entry.key == key; });
  return found == entries_.end() ? kNowhere : static_cast<std::size_t>(found - entries_.begin());
}

void Map::set(std::string key, Value value) {
  const std::size_t place = position(key);
  if (place != kNowhere) {
    entries_[place].value = std::move(value);
    return;
  }
  entries_.push_back({std::move(key), std::move(value)});
  if (entries_.size() < kIndexFrom) return;
  for (std::size_t i = index_.size(); i < entries_.size(); ++i) index_.emplace(entries_[i].key, i);
}

const Value* Map::find(std::string_view key) const {
  const std::size_t place = position(key);
  return place == kNowhere ? nullptr : &entries_[place].value;
}

Value* Map::find(std::string_view key) {
  const std::size_t place = position(key);
  return place == kNowhere ? nullptr : &entries_[place].value;
}

bool Map::empty() const { return entries_.empty(); }
std::size_t Map::size() const { return entries_.size(); }
const MapEntry* Map::begin() const { return entries_.data(); }
const MapEntry* Map::end() const { return entries_.data() + entries_.size(); }
MapEntry* Map::begin() { return entries_.data(); }
MapEntry* Map::end() { return entries_.data() + entries_.size(); }

bool operator==(const Map& a, const Map& b) { return a.entries_ == b.entries_; }
bool operator==(const Value& a, const Value& b) { return a.storage_ == b.storage_; }

}  // namespace send_bounce
