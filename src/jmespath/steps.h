#pragma once

#include <cstddef>

namespace send_bounce::jmespath {

/// How much work a search may still do (kMaxQuerySteps says what counts). Once it is spent every
/// walk ends early with whatever it has, and the interpreter reports it.
class Steps {
 public:
  explicit Steps(std::size_t allowed) : left_(allowed) {}

  /// False if there are not that many left.
  bool take(std::size_t count = 1) {
    is_spent_ = is_spent_ || count > left_;
    if (!is_spent_) left_ -= count;
    return !is_spent_;
  }
  bool take_text(std::size_t bytes) { return take(bytes / 16 + 1); }
  bool is_spent() const { return is_spent_; }

 private:
  std::size_t left_;
  bool is_spent_ = false;
};

}  // namespace send_bounce::jmespath
