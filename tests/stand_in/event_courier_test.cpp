#include "stand_in/event_courier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <thread>

#include "stand_in/temporary_folder.h"

namespace send_bounce::stand_in {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;

/// What a courier did, and an answer to each attempt.
struct Handler {
  std::mutex mutex;
  std::vector<std::string> attempts;  // ids
  std::vector<std::string> lines;
  std::function<Attempt(const std::string& id)> answer = [](const std::string&) {
    return Attempt{};
  };

  EventCourier::Plan plan(std::vector<milliseconds> waits) {
    EventCourier::Plan plan;
    plan.waits = std::move(waits);
    plan.target = "the command";
    plan.send = [this](const ReceivedMail& mail, const std::atomic<bool>&) {
      const std::scoped_lock lock(mutex);
      attempts.push_back(mail.message_id);
      return answer(mail.message_id);
    };
    plan.log = [this](const std::string& line) {
      const std::scoped_lock lock(mutex);
      lines.push_back(line);
    };
    return plan;
  }
};

void post(EventCourier& courier, const std::string& id) {
  auto mail = std::make_shared<ReceivedMail>();
  mail->message_id = id;
  courier.post(std::move(mail));
}

void wait_until_idle(const EventCourier& courier) {
  for (int i = 0; i < 2'000 && !courier.is_idle(); ++i)
    std::this_thread::sleep_for(milliseconds(5));
  EXPECT_TRUE(courier.is_idle());
}

TEST(EventCourier, HandsOverInOrderWhatCameBeforeItBegan) {
  Handler handler;
  {
    EventCourier courier;
    post(courier, "a");
    post(courier, "b");
    EXPECT_FALSE(courier.is_idle());
    courier.begin(handler.plan({}));
    post(courier, "c");
    wait_until_idle(courier);
  }
  EXPECT_THAT(handler.attempts, ElementsAre("a", "b", "c"));
  EXPECT_THAT(handler.lines, ElementsAre("event of message a handled by the command",
                                         "event of message b handled by the command",
                                         "event of message c handled by the command"));
}

TEST(EventCourier, TriesAgainAfterEachWaitAndThenGivesUp) {
  Handler handler;
  handler.answer = [](const std::string&) { return Attempt{"it ended with exit code 3"}; };
  {
    EventCourier courier;
    courier.begin(handler.plan({milliseconds(1), milliseconds(2)}));
    post(courier, "a");
    wait_until_idle(courier);
  }
  EXPECT_THAT(handler.attempts, ElementsAre("a", "a", "a"));
  ASSERT_EQ(handler.lines.size(), 3U);
  EXPECT_EQ(
      handler.lines[0],
      "event of message a not handled by the command: it ended with exit code 3; attempt 1 of 3, "
      "next attempt in 0.0 s");
  EXPECT_THAT(handler.lines[2], HasSubstr("; given up after 3 attempts"));
}

TEST(EventCourier, HandsOverOthersWhileOneWaits) {
  Handler handler;
  handler.answer = [&](const std::string& id) {
    return Attempt{id == "a" && handler.attempts.size() == 1 ? "no" : ""};
  };
  {
    EventCourier courier;
    post(courier, "a");
    post(courier, "b");
    courier.begin(handler.plan({milliseconds(100)}));
    wait_until_idle(courier);
  }
  EXPECT_THAT(handler.attempts, ElementsAre("a", "b", "a"));
}

TEST(EventCourier, TriesNothingAgainThatIsRefusedForGood) {
  Handler handler;
  handler.answer = [](const std::string&) { return Attempt{"it answered 404", true}; };
  {
    EventCourier courier;
    courier.begin(handler.plan({milliseconds(1)}));
    post(courier, "a");
    wait_until_idle(courier);
  }
  EXPECT_THAT(handler.lines,
              ElementsAre("event of message a not handled by the command: it answered "
                          "404; not tried again"));
}

TEST(EventCourier, TellsAtTheEndWhatIsLeft) {
  Handler handler;
  handler.answer = [](const std::string&) { return Attempt{"no"}; };
  {
    EventCourier courier;
    courier.begin(handler.plan({std::chrono::hours(1)}));
    post(courier, "a");
    for (int i = 0; i < 2'000; ++i) {
      const std::scoped_lock lock(handler.mutex);
      if (!handler.lines.empty()) break;
      std::this_thread::sleep_for(milliseconds(5));
    }
  }
  EXPECT_EQ(handler.lines.back(), "1 event was not handled by the command before the end");
}

TEST(EventCourier, EndsWithoutHavingBegun) {
  EventCourier courier;
  post(courier, "a");
}

}  // namespace
}  // namespace send_bounce::stand_in
