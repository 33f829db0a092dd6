#include "journal/index.h"

#include <cstring>
#include <string>
#include <utility>

#include "send_bounce/signing/digest.h"

namespace send_bounce {
namespace {

constexpr std::size_t kFirstSlots = 64;

constexpr std::uint64_t kUsed = 1;
constexpr std::uint64_t kSent = 2;
constexpr std::uint64_t kUnknown = 4;
constexpr std::uint64_t kClaimed = 8;
constexpr std::uint64_t kSeveral = 16;
constexpr unsigned kFlagBits = 5;

std::uint64_t packed(const KeyState& state) {
  std::uint64_t bits = state.offset << kFlagBits | kUsed;
  if (state.is_sent) bits |= kSent;
  if (state.is_unknown) bits |= kUnknown;
  if (state.is_claimed) bits |= kClaimed;
  if (state.has_several_answers) bits |= kSeveral;
  return bits;
}

KeyState unpacked(std::uint64_t bits) {
  return {(bits & kSent) != 0, (bits & kUnknown) != 0, (bits & kClaimed) != 0,
          (bits & kSeveral) != 0, bits >> kFlagBits};
}

}  // namespace

JournalIndex::Key JournalIndex::key(std::string_view realm, std::string_view region,
                                    std::string_view id, std::string_view recipient) {
  std::string text;
  // The lengths keep ("ab", "c") apart from ("a", "bc").
  for (const std::string_view part : {realm, region, id, recipient}) {
    text += std::to_string(part.size()) + ":";
    text += part;
  }
  const std::string digest = sha256(text);
  Key key;
  std::memcpy(key.data(), digest.data(), sizeof key);
  return key;
}

// Of the key, or the empty slot where it would stand.
std::size_t JournalIndex::place_of(const Key& key) const {
  // A digest is spread evenly, so its own bits are the hash.
  std::size_t place = key[0] % slots_.size();
  while (slots_[place].packed != 0 && slots_[place].key != key) place = (place + 1) % slots_.size();
  return place;
}

KeyState JournalIndex::find(const Key& key) const {
  if (slots_.empty()) return {};
  return unpacked(slots_[place_of(key)].packed);
}

void JournalIndex::set(const Key& key, const KeyState& state) {
  if ((count_ + 1) * 8 > slots_.size() * 7) grow();
  Slot& slot = slots_[place_of(key)];
  if (slot.packed == 0) ++count_;
  slot = {key, packed(state)};
}

void JournalIndex::clear() {
  slots_.clear();
  count_ = 0;
}

void JournalIndex::grow() {
  std::vector<Slot> old(slots_.empty() ? kFirstSlots : slots_.size() + slots_.size() / 2);
  std::swap(old, slots_);
  for (const Slot& slot : old) {
    if (slot.packed != 0) slots_[place_of(slot.key)] = slot;
  }
}

}  // namespace send_bounce
