#include "stand_in/event_courier.h"

#include <cstdio>
#include <utility>

namespace send_bounce::stand_in {
namespace {

// "1 s", "0.3 s"
std::string shown_wait(std::chrono::milliseconds wait) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f s", static_cast<double>(wait.count()) / 1000);
  return text;
}

}  // namespace

EventCourier::~EventCourier() {
  {
    const std::scoped_lock lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
  if (!thread_.joinable()) return;
  thread_.join();
  const std::size_t left = fresh_.size() + again_.size();
  if (left > 0)
    plan_.log(std::to_string(left) + (left == 1 ? " event was" : " events were") +
              " not handled by " + plan_.target + " before the end");
}

void EventCourier::post(std::shared_ptr<const ReceivedMail> mail) {
  {
    const std::scoped_lock lock(mutex_);
    fresh_.push_back(std::move(mail));
  }
  changed_.notify_all();
}

void EventCourier::begin(Plan plan) {
  plan_ = std::move(plan);
  thread_ = std::thread([this] { run(); });
}

bool EventCourier::is_idle() const {
  const std::scoped_lock lock(mutex_);
  return fresh_.empty() && again_.empty() && !is_busy_;
}

std::optional<EventCourier::Parcel> EventCourier::next() {
  std::unique_lock lock(mutex_);
  while (!is_stopping_) {
    std::optional<Parcel> parcel;
    if (!again_.empty() && again_.begin()->first <= std::chrono::steady_clock::now()) {
      parcel = std::move(again_.begin()->second);
      again_.erase(again_.begin());
    } else if (!fresh_.empty()) {
      parcel = Parcel{std::move(fresh_.front())};
      fresh_.pop_front();
    }
    if (parcel) {
      is_busy_ = true;
      return parcel;
    }
    if (again_.empty()) {
      changed_.wait(lock);
    } else {
      const Time due = again_.begin()->first;
      changed_.wait_until(lock, due);
    }
  }
  return std::nullopt;
}

void EventCourier::run() {
  while (auto parcel = next()) {
    const Attempt attempt = plan_.send(*parcel->mail, is_stopping_);
    finish(*std::move(parcel), attempt);
  }
}

void EventCourier::finish(Parcel parcel, const Attempt& attempt) {
  const std::string event = "event of message " + parcel.mail->message_id;
  const std::size_t all = plan_.waits.size() + 1;
  ++parcel.attempts;
  std::string line = event + " not handled by " + plan_.target + ": " + attempt.fault;
  std::optional<std::chrono::milliseconds> wait;
  if (attempt.fault.empty()) {
    line = event + " handled by " + plan_.target;
  } else if (is_stopping_) {
    wait.emplace(0);  // it counts as left
  } else if (attempt.is_final) {
    line += "; not tried again";
  } else if (parcel.attempts == all) {
    line += "; given up after " + std::to_string(all) + " attempts";
  } else {
    wait = plan_.waits[parcel.attempts - 1];
    line += "; attempt " + std::to_string(parcel.attempts) + " of " + std::to_string(all) +
            ", next attempt in " + shown_wait(*wait);
  }
  {
    const std::scoped_lock lock(mutex_);
    is_busy_ = false;
    if (wait) again_.emplace(std::chrono::steady_clock::now() + *wait, std::move(parcel));
  }
  plan_.log(line);
}

}  // namespace send_bounce::stand_in
