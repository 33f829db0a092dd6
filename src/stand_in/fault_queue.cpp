#include "stand_in/fault_queue.h"

#include <utility>

namespace send_bounce::stand_in {

FaultQueue::FaultQueue(std::vector<FaultStep> steps, bool has_tls)
    : steps_(std::move(steps)), has_tls_(has_tls) {}

const Fault* FaultQueue::front() {
  if (position_ == steps_.size()) return nullptr;
  const auto& step = steps_[position_];
  if (!front_ && step.seed) {
    if (!chance_) chance_.emplace(*step.seed);
    front_ = draw_fault(*chance_, has_tls_);
  } else if (!front_) {
    front_ = step.fault;
  }
  return &*front_;
}

Fault FaultQueue::take(bool of_connection) {
  const std::scoped_lock lock(mutex_);
  const Fault* const first = front();
  if (first == nullptr || is_of_connection(first->kind) != of_connection) return {};
  const Fault fault = *first;
  front_.reset();
  auto& step = steps_[position_];
  if (step.count != kEndless) --step.count;
  if (step.count == 0) {
    ++position_;
    chance_.reset();
  }
  return fault;
}

Fault FaultQueue::next() { return take(false); }

Fault FaultQueue::next_of_connection() { return take(true); }

bool FaultQueue::wants_connection() {
  const std::scoped_lock lock(mutex_);
  const Fault* const first = front();
  return first != nullptr && is_of_connection(first->kind);
}

}  // namespace send_bounce::stand_in
