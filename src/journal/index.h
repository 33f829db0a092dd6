#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace send_bounce {

/// What the journal says of a key. A claim that is open when another one is made has become
/// unknown, and stays so unless the bounce is known to be sent.
struct KeyState {
  bool is_sent = false;
  bool is_unknown = false;
  bool is_claimed = false;  ///< without an outcome so far
  bool has_several_answers = false;
  std::uint64_t offset = 0;  ///< of the line that counts: the newest answer, else the newest claim

  bool blocks() const { return is_sent || is_unknown || is_claimed; }
};

/// Keys to states. A slot takes 24 bytes, so that an item of a batch costs no more than 45, also
/// right after the table has grown.
class JournalIndex {
 public:
  using Key = std::array<std::uint64_t, 2>;

  /// The digest of the parts of a key: two that differ never have the same (SHA-256, cut to 128
  /// bits).
  static Key key(std::string_view realm, std::string_view region, std::string_view id,
                 std::string_view recipient);

  /// The state as it is at first, for a key that was never set.
  KeyState find(const Key& key) const;
  void set(const Key& key, const KeyState& state);
  void clear();
  std::size_t size() const { return count_; }

 private:
  struct Slot {
    Key key{};
    std::uint64_t packed = 0;  ///< offset and flags; 0 for an empty slot
  };

  std::size_t place_of(const Key& key) const;
  void grow();

  std::vector<Slot> slots_;
  std::size_t count_ = 0;
};

}  // namespace send_bounce
