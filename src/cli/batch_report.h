#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "cli/batch_input.h"
#include "cli/bouncer.h"
#include "send_bounce/values/value.h"

/// What a batch tells: a line for each bounce, and how far it is. Pure.
namespace send_bounce {

/// Where a bounce comes from in the input.
struct ItemPlace {
  std::int64_t line = 1;
  std::size_t record = 0;  ///< from 1; 0 where the line holds one bounce
  const SqsReference& sqs;
};

/// The object that stdout gets.
Value batch_line(const ItemPlace& place, const BounceResult& result);

/// How many bounces ended in which way.
class Tally {
 public:
  void add(const BounceResult& result);

  std::int64_t total() const;
  /// Something is neither sent nor sent before.
  bool has_unsent() const;
  /// "34 sent, 2 refused", in the order of the states.
  std::string words(const char* between) const;
  /// The worst that a single call would have returned; a refusal is a decision, so it is 0.
  int exit_code() const { return worst_; }
  void take_exit_code(int code);

 private:
  static constexpr std::size_t kStates = static_cast<std::size_t>(BounceState::Invalid) + 1;
  std::array<std::int64_t, kStates> counts_{};
  int worst_ = 0;
};

/// "37/120  34 sent  2 refused  1:23 left". `of` is 0 where the number of values is not known.
std::string progress_line(std::int64_t done, std::int64_t of, const Tally& tally,
                          std::chrono::microseconds spent);

}  // namespace send_bounce
