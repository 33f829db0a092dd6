#include "stand_in/smtp_courier.h"

#include <chrono>
#include <optional>
#include <utility>

namespace send_bounce::stand_in {
namespace {

constexpr std::chrono::seconds kLastTries{15};

}  // namespace

SmtpCourier::SmtpCourier(SmtpRoute route, std::function<void(const std::string&)> log)
    : route_(std::move(route)), log_(std::move(log)), thread_([this] { run(); }) {}

SmtpCourier::~SmtpCourier() {
  {
    const std::scoped_lock lock(mutex_);
    is_ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void SmtpCourier::post(std::string recipient, std::string message) {
  {
    const std::scoped_lock lock(mutex_);
    waiting_.push_back({std::move(recipient), std::move(message)});
  }
  changed_.notify_one();
}

void SmtpCourier::run() {
  std::optional<std::chrono::steady_clock::time_point> last_start;
  while (true) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_ending_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const auto parcel = std::move(waiting_.front());
    waiting_.pop_front();
    const auto now = std::chrono::steady_clock::now();
    if (is_ending_ && !last_start) last_start = now + kLastTries;
    lock.unlock();

    if (last_start && now > *last_start) {
      log_("not delivered to " + parcel.recipient + ": no time left before the end");
      continue;
    }
    const auto outcome = deliver(route_, parcel.recipient, parcel.message);
    log_(outcome ? "delivered to " + parcel.recipient + " by " + route_.url()
                 : outcome.error().message);
  }
}

}  // namespace send_bounce::stand_in
