#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <random>
#include <vector>

#include "stand_in/faults.h"

namespace send_bounce::stand_in {

/// Hands out the faults in their order. May be asked from several threads at once.
class FaultQueue {
 public:
  /// Without TLS, `random` draws no fault of a connection; the steps must name none either.
  explicit FaultQueue(std::vector<FaultStep> steps = {}, bool has_tls = false);

  /// For a request. Ok once the script is over, and while a fault of a connection comes next.
  Fault next();
  /// For a connection. Ok unless a fault of a connection comes next.
  Fault next_of_connection();
  /// True where a fault waits for a new connection, so that no open one should be kept.
  bool wants_connection();

 private:
  /// The fault that comes next, nullptr once the script is over.
  const Fault* front();
  Fault take(bool of_connection);

  std::mutex mutex_;
  std::vector<FaultStep> steps_;
  bool has_tls_;
  std::size_t position_ = 0;
  std::optional<Fault> front_;
  std::optional<std::mt19937_64> chance_;  // of the step at position_
};

}  // namespace send_bounce::stand_in
