#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "stand_in/event_target.h"

namespace send_bounce::stand_in {

/// Hands each message's event to `--on-mail`, on a thread of its own and one after the other, so
/// that a handler which is slow or away holds up no answer. An attempt that failed is made again
/// after a while; other events go out meanwhile.
class EventCourier {
 public:
  using Send =
      std::function<Attempt(const ReceivedMail& mail, const std::atomic<bool>& is_stopping)>;
  struct Plan {
    Send send;
    std::vector<std::chrono::milliseconds> waits;  ///< before each further attempt
    std::string target;                            ///< for the log
    std::function<void(const std::string& line)> log;
  };

  EventCourier() = default;
  /// Stops the attempt under way, and tells how many events are left.
  ~EventCourier();
  EventCourier(const EventCourier&) = delete;
  EventCourier& operator=(const EventCourier&) = delete;

  /// Returns at once. From any thread, also before begin().
  void post(std::shared_ptr<const ReceivedMail> mail);

  /// Attempts are made from now on. To be called once.
  void begin(Plan plan);

  /// True where nothing waits and no attempt is under way.
  bool is_idle() const;

 private:
  struct Parcel {
    std::shared_ptr<const ReceivedMail> mail;
    std::size_t attempts = 0;
  };
  using Time = std::chrono::steady_clock::time_point;

  void run();
  /// The next one that is due; waits for it. nullopt at the end.
  std::optional<Parcel> next();
  void finish(Parcel parcel, const Attempt& attempt);

  Plan plan_;
  mutable std::mutex mutex_;  // guards the three below
  std::deque<std::shared_ptr<const ReceivedMail>> fresh_;
  std::multimap<Time, Parcel> again_;
  bool is_busy_ = false;
  std::atomic<bool> is_stopping_ = false;
  std::condition_variable changed_;
  std::thread thread_;
};

}  // namespace send_bounce::stand_in
