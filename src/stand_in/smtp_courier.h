#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "stand_in/smtp_delivery.h"

namespace send_bounce::stand_in {

/// Delivers bounces one after the other on a thread of its own, so that a mail server which is slow
/// or away does not hold up an answer: SES too answers before it sends.
class SmtpCourier {
 public:
  /// `log` gets one line for each mail, delivered or not, from the courier's thread.
  SmtpCourier(SmtpRoute route, std::function<void(const std::string&)> log);

  /// Tries what is still waiting, for at most 15 seconds more, and says what it did not.
  ~SmtpCourier();
  SmtpCourier(const SmtpCourier&) = delete;
  SmtpCourier& operator=(const SmtpCourier&) = delete;

  /// Returns at once. From any thread.
  void post(std::string recipient, std::string message);

 private:
  struct Parcel {
    std::string recipient;
    std::string message;
  };

  void run();

  const SmtpRoute route_;
  const std::function<void(const std::string&)> log_;
  std::mutex mutex_;  // guards the two below
  std::deque<Parcel> waiting_;
  bool is_ending_ = false;
  std::condition_variable changed_;
  std::thread thread_;
};

}  // namespace send_bounce::stand_in
