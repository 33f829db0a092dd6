#include "credentials/calls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_world.h"

namespace send_bounce {
namespace {

CallSettings settings() {
  CallSettings call;
  call.endpoint.scheme = "https";
  call.endpoint.host = "sts.us-east-1.amazonaws.com";
  call.endpoint.path = "/";
  call.retries.max_attempts = 1;
  return call;
}

CallSteps steps() {
  CallSteps steps;
  steps.request = [](const std::string&, const AttemptLabel&, Instant) {
    HttpRequest request;
    request.scheme = "https";
    request.host = "sts.us-east-1.amazonaws.com";
    request.path = "/";
    request.headers = {{"Authorization", "secret"}};
    request.body = "Token=secret";
    return request;
  };
  steps.read = [](const HttpResponse& answer, Outcome) -> Result<Value> {
    return Value(answer.body);
  };
  return steps;
}

CredentialWorld world_of(testing::FakeWorld& fake, Log& log) {
  return {fake.variables, fake.files,    fake.private_files, fake.clock, fake.random,
          fake.transport, fake.programs, fake.terminal,      log,        OneWarning(fake.err)};
}

TEST(CallService, TheLogHasNeitherHeadersNorBodies) {
  testing::FakeWorld fake;
  fake.transport.answer(200, "secret");
  testing::RecordingLog log;
  EXPECT_TRUE(call_service(steps(), settings(), world_of(fake, log)));
  EXPECT_THAT(log.lines, ::testing::ElementsAre("credentials: POST https://sts.us-east-1.amazonaws."
                                                "com/ -> status 200 after 0 ms"));
}

TEST(CallService, NoBounceCanHaveBeenSent) {
  for (const TransportPhase phase : {TransportPhase::Connect, TransportPhase::Tls,
                                     TransportPhase::Closed, TransportPhase::ReadTimeout}) {
    testing::FakeWorld fake;
    fake.transport.fail(phase, "refused");
    testing::RecordingLog log;
    const auto answer = call_service(steps(), settings(), world_of(fake, log));
    ASSERT_FALSE(answer);
    EXPECT_TRUE(answer.error().advice.ends_with(" No bounce was sent.")) << answer.error().advice;
    EXPECT_EQ(answer.error().call.attempts, 0);
  }
}

// Half a token is none; a bounce would take what there is.
TEST(CallService, AnAnswerThatBreaksOffIsNone) {
  testing::FakeWorld fake;
  HttpResponse half;
  half.status = 200;
  half.body = "sec";
  half.framing_fault = "it ended after 3 of 6 bytes";
  fake.transport.answers.emplace_back(half);
  testing::RecordingLog log;
  const auto answer = call_service(steps(), settings(), world_of(fake, log));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::Connection);
}

}  // namespace
}  // namespace send_bounce
