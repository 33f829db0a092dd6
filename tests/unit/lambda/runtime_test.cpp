#include "send_bounce/lambda/runtime.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "support/fake_world.h"

namespace send_bounce {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using testing::FakeWorld;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kEvent =
    R"({"mail":{"timestamp":"2026-11-27T11:50:00.123Z","source":"bob@sender.example",)"
    R"("messageId":"m1","destination":["ann@example.com"]},)"
    R"("receipt":{"timestamp":"2026-11-27T11:50:00.123Z","recipients":["ann@example.com"],)"
    R"("action":{"type":"Lambda"}}})";
constexpr std::int64_t kNow = 1577934245000;  // of the fake clock, in ms

/// Records what it was given; answers from a list, and then with success.
class FakeHandler : public RecordHandler {
 public:
  RecordOutcome handle(Result<ReceivedMessage> message,
                       std::optional<std::chrono::microseconds> deadline) override {
    ids.push_back(message ? message->message_id : "none");
    deadlines.push_back(deadline);
    if (before_answer) before_answer();
    RecordOutcome next{0, "sent", true};
    if (!outcomes.empty()) {
      next = outcomes.front();
      outcomes.erase(outcomes.begin());
    }
    return next;
  }

  std::vector<std::string> ids;
  std::vector<std::optional<std::chrono::microseconds>> deadlines;
  std::vector<RecordOutcome> outcomes;
  std::function<void()> before_answer;
};

HttpResponse invocation(const std::string& id, const std::string& event,
                        std::int64_t deadline_ms = kNow + 30'000) {
  return {200,
          {{"Lambda-Runtime-Aws-Request-Id", id},
           {"Lambda-Runtime-Deadline-Ms", std::to_string(deadline_ms)},
           {"Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700"}},
          event};
}

struct Serving {
  FakeWorld fake;
  FakeHandler handler;

  void next(const std::string& id, const std::string& event,
            std::int64_t deadline_ms = kNow + 30'000) {
    fake.transport.answers.emplace_back(invocation(id, event, deadline_ms));
    fake.transport.answer(202, "");
  }
  Result<void> serve() {
    const RuntimeApi api("127.0.0.1:9001", "send-bounce/1", fake.transport);
    return serve_invocations(api, handler, fake.clock, fake.interrupts, {}, fake.err);
  }
  /// Until a signal comes in next().
  void serve_all() {
    fake.transport.fail(TransportPhase::Interrupted);
    const auto end = serve();
    EXPECT_TRUE(end) << end.error().message;
  }
  std::vector<std::string> asked() const {
    std::vector<std::string> lines;
    for (const HttpRequest& request : fake.transport.requests) {
      lines.push_back(request.method + " " + url_of(request));
    }
    return lines;
  }
};

TEST(LambdaRuntime, FetchesHandlesAndAnswersOneEventAfterTheOther) {
  Serving serving;
  serving.next("r-1", kEvent);
  serving.next("r-2", kEvent);
  serving.serve_all();
  const std::string api = "http://127.0.0.1:9001/2018-06-01/runtime/invocation/";
  EXPECT_THAT(serving.asked(), ElementsAre("GET " + api + "next", "POST " + api + "r-1/response",
                                           "GET " + api + "next", "POST " + api + "r-2/response",
                                           "GET " + api + "next"));
  EXPECT_THAT(serving.handler.ids, ElementsAre("m1", "m1"));
  EXPECT_EQ(serving.fake.transport.requests.at(1).body, R"({"disposition": "STOP_RULE_SET"})");
  EXPECT_THAT(serving.fake.err.text,
              HasSubstr(R"({"RequestId":"r-1","TraceId":"Root=1-5bef4de7-)"));
}

TEST(LambdaRuntime, WaitsForAnEventAsLongAsItTakesAndPostsForCertain) {
  Serving serving;
  serving.next("r-1", kEvent);
  serving.serve_all();
  const TransportOptions& next = serving.fake.transport.options.at(0);
  EXPECT_EQ(next.read_timeout, 0);
  EXPECT_EQ(next.connect_timeout, 0);
  EXPECT_EQ(next.time_limit, std::nullopt);
  EXPECT_TRUE(next.ends_on_signal);
  const TransportOptions& post = serving.fake.transport.options.at(1);
  EXPECT_EQ(post.time_limit, milliseconds(10'000));
  EXPECT_FALSE(post.ends_on_signal);
  EXPECT_FALSE(next.proxy || post.proxy);
}

TEST(LambdaRuntime, PostsAnErrorWithItsType) {
  Serving serving;
  serving.handler.outcomes = {{75, "unknown", false, "It may have been accepted."}};
  serving.next("r-1", kEvent);
  serving.serve_all();
  const HttpRequest& post = serving.fake.transport.requests.at(1);
  EXPECT_EQ(post.path, "/2018-06-01/runtime/invocation/r-1/error");
  EXPECT_EQ(*find_header(post.headers, "Lambda-Runtime-Function-Error-Type"), "SendBounce.75");
  EXPECT_THAT(post.body, HasSubstr("It may have been accepted."));
}

TEST(LambdaRuntime, HandsOnWhatCannotBeRead) {
  Serving serving;
  serving.handler.outcomes = {{65, "unreadable"}};
  serving.next("r-1", "not JSON");
  serving.serve_all();
  EXPECT_THAT(serving.handler.ids, ElementsAre("none"));
  EXPECT_EQ(serving.fake.transport.requests.at(1).body, R"({"disposition": "CONTINUE"})");
}

TEST(LambdaRuntime, TellsTheDeadlineByTheClockThatNobodySets) {
  Serving serving;
  serving.fake.clock.running = std::chrono::seconds(100);
  serving.next("r-1", kEvent, kNow + 3'000);
  serving.serve_all();
  EXPECT_EQ(serving.handler.deadlines.at(0), std::chrono::seconds(103));
}

TEST(LambdaRuntime, DoesWithoutADeadlineItIsNotTold) {
  Serving serving;
  HttpResponse answer = invocation("r-1", kEvent);
  answer.headers.erase(answer.headers.begin() + 1, answer.headers.end());
  serving.fake.transport.answers.emplace_back(answer);
  serving.fake.transport.answer(202, "");
  serving.serve_all();
  EXPECT_EQ(serving.handler.deadlines.at(0), std::nullopt);
  EXPECT_EQ(serving.fake.err.text.find("TraceId"), std::string::npos);
}

TEST(LambdaRuntime, BeginsNoRecordWithLessThanASecondLeft) {
  Serving serving;
  const std::string two = std::string("[") + kEvent + "," + kEvent + "]";
  serving.handler.before_answer = [&] { serving.fake.clock.running += milliseconds(2'500); };
  serving.next("r-1", two, kNow + 3'000);
  serving.next("r-2", kEvent, kNow + 999);
  serving.serve_all();
  EXPECT_EQ(serving.handler.ids.size(), 1U);
  for (const std::size_t post : {1U, 3U}) {
    EXPECT_THAT(serving.fake.transport.requests.at(post).body, HasSubstr("SendBounce.255"));
  }
  EXPECT_THAT(serving.fake.err.text, HasSubstr(R"("States":{"sent":1,"not-reached":1})"));
}

TEST(LambdaRuntime, LeavesTheRestAloneWhereItSaysSo) {
  Serving serving;
  RecordOutcome lost{255, "failed", false, "The journal cannot be written."};
  lost.ends_event = true;
  serving.handler.outcomes = {lost};
  serving.next("r-1", std::string("[") + kEvent + "," + kEvent + "]");
  serving.serve_all();
  EXPECT_EQ(serving.handler.ids.size(), 1U);
}

TEST(LambdaRuntime, AnswersTheEventInHandWhenASignalComesAndEnds) {
  Serving serving;
  serving.handler.before_answer = [&] { serving.fake.interrupts.signal = 15; };
  serving.next("r-1", std::string("[") + kEvent + "," + kEvent + "]");
  EXPECT_TRUE(serving.serve());
  EXPECT_EQ(serving.handler.ids.size(), 1U);
  EXPECT_EQ(serving.asked().size(), 2U);
  EXPECT_THAT(serving.fake.transport.requests.at(1).path, HasSubstr("r-1/error"));
}

TEST(LambdaRuntime, EndsWhereTheCredentialsHaveExpired) {
  Serving serving;
  RecordOutcome expired{254, "rejected", false, "The security token is expired"};
  expired.ends_process = true;
  serving.handler.outcomes = {expired};
  serving.next("r-1", kEvent);
  const auto end = serving.serve();
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().kind, ErrorKind::General);
  EXPECT_THAT(end.error().message, HasSubstr("expired"));
  EXPECT_THAT(serving.asked().back(), HasSubstr("r-1/error"));
}

TEST(LambdaRuntime, EndsWhereItsApiFails) {
  const auto with = [](HttpResponse answer) {
    Serving serving;
    serving.fake.transport.answers.emplace_back(std::move(answer));
    const auto end = serving.serve();
    EXPECT_FALSE(end);
    EXPECT_EQ(serving.asked().size(), 1U);
    return end ? std::string() : end.error().message;
  };
  EXPECT_THAT(with({500, {}, ""}), HasSubstr("status 500"));
  EXPECT_THAT(with({403, {}, ""}), HasSubstr("status 403"));
  EXPECT_THAT(with({200, {}, kEvent}), HasSubstr("Request-Id"));
  EXPECT_THAT(with(invocation("../init/error", kEvent)), HasSubstr("Request-Id"));
  HttpResponse cut = invocation("r-1", "{");
  cut.framing_fault = "the connection ended after 1 of 9 bytes";
  EXPECT_THAT(with(cut), HasSubstr("1 of 9 bytes"));

  Serving alone;
  const auto end = alone.serve();
  ASSERT_FALSE(end);
  EXPECT_THAT(end.error().message, HasSubstr("Connection refused"));
}

TEST(LambdaRuntime, GoesOnWhereOneAnswerIsRefused) {
  Serving serving;
  serving.fake.transport.answers.emplace_back(invocation("r-1", kEvent));
  serving.fake.transport.answer(400, "");
  serving.next("r-2", kEvent);
  serving.serve_all();
  EXPECT_THAT(serving.fake.err.text, HasSubstr("[WARNING]: The runtime API of Lambda failed"));
  EXPECT_EQ(serving.handler.ids.size(), 2U);

  Serving broken;
  broken.fake.transport.answers.emplace_back(invocation("r-1", kEvent));
  broken.fake.transport.answer(500, "");
  EXPECT_FALSE(broken.serve());
}

TEST(LambdaRuntime, SaysThatItCannotStart) {
  FakeWorld fake;
  fake.transport.answer(202, "");
  const RuntimeApi api("127.0.0.1:9001", "send-bounce/1", fake.transport);
  EXPECT_TRUE(api.refuse_to_start(error_answer(252, "Unknown options: --foo")));
  const HttpRequest& post = fake.transport.requests.at(0);
  EXPECT_EQ(post.path, "/2018-06-01/runtime/init/error");
  EXPECT_EQ(*find_header(post.headers, "Lambda-Runtime-Function-Error-Type"), "SendBounce.252");
}

}  // namespace
}  // namespace send_bounce
