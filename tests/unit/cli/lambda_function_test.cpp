#include "cli/lambda_function.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "send_bounce/cli/run.h"
#include "support/fake_world.h"

namespace send_bounce {
namespace {

using ::testing::ElementsAre;
using testing::FakeVariables;
using testing::FakeWorld;
using ::testing::HasSubstr;
using ::testing::Not;

// The fake clock stands at 2020-01-02T03:04:05Z.
constexpr const char* kKernel =
    R"({"mail":{"timestamp":"2020-01-02T03:00:00.000Z","source":"bob@sender.example",)"
    R"("messageId":"m1","destination":["ann@example.com"]},)"
    R"("receipt":{"timestamp":"2020-01-02T03:00:00.000Z","recipients":["ann@example.com"],)"
    R"("action":{"type":"Lambda"}}})";
constexpr const char* kAccepted =
    "<SendBounceResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><SendBounceResult>"
    "<MessageId>0100-1</MessageId></SendBounceResult></SendBounceResponse>";
constexpr const char* kQueueEvent =
    R"({"Records":[{"messageId":"q1","body":"{}","eventSourceARN":"arn:aws:sqs:x:1:q"},)"
    R"({"messageId":"q2","body":"EVENT","eventSourceARN":"arn:aws:sqs:x:1:q"}]})";

std::string queue_event() {
  std::string body;
  for (const char c : std::string_view(kKernel)) body += c == '"' ? "\\\"" : std::string(1, c);
  std::string event = kQueueEvent;
  return event.replace(event.find("EVENT"), 5, body);
}

std::string refusal(const std::string& code) {
  return "<ErrorResponse><Error><Code>" + code +
         "</Code><Message>no, ann@example.com; secret-access-key-1</Message></Error>"
         "</ErrorResponse>";
}

struct Lambda {
  FakeWorld fake;

  explicit Lambda(const std::string& options = "--bounce-type DoesNotExist") {
    fake.variables.values = {{"AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001"},
                             {"SEND_BOUNCE_OPTIONS", options},
                             {"AWS_REGION", "eu-west-1"},
                             {"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"},
                             {"AWS_SECRET_ACCESS_KEY", "secret-access-key-1"}};
  }
  void event(const std::string& body) {
    fake.transport.answers.emplace_back(
        HttpResponse{200, {{"Lambda-Runtime-Aws-Request-Id", "r-1"}}, body});
  }
  /// Until a signal comes in next().
  int serve_all() {
    fake.transport.fail(TransportPhase::Interrupted);
    return serve();
  }
  int serve() {
    World world = fake.world();
    return run_lambda_runtime(world);
  }
  const HttpRequest& request(std::size_t index) const { return fake.transport.requests.at(index); }
};

TEST(LambdaFunction, IsTheProgramNamedBootstrapWhereThereIsAnApi) {
  const FakeVariables with{{"AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001"}};
  const FakeVariables without;
  const FakeVariables empty{{"AWS_LAMBDA_RUNTIME_API", ""}};
  for (const char* name : {"bootstrap", "/var/task/bootstrap", "./bootstrap"}) {
    EXPECT_TRUE(is_lambda_runtime(name, with)) << name;
    EXPECT_FALSE(is_lambda_runtime(name, without)) << name;
    EXPECT_FALSE(is_lambda_runtime(name, empty)) << name;
  }
  for (const char* name :
       {"send-bounce", "/bootstrap/send-bounce", "bootstrap2", "xbootstrap", "", "/"}) {
    EXPECT_FALSE(is_lambda_runtime(name, with)) << name;
  }
}

TEST(LambdaFunction, TakesTheWordsOfItsVariable) {
  const FakeVariables variables{{"SEND_BOUNCE_OPTIONS", "--explanation 'a $HOME * b' --x=\"y z\""}};
  EXPECT_THAT(*lambda_words(variables),
              ElementsAre("--explanation", "a $HOME * b", "--x=y z", "--received", "{}"));
  for (const char* wrong : {"'open", "--received x", "--received=x"}) {
    const auto words = lambda_words(FakeVariables{{"SEND_BOUNCE_OPTIONS", wrong}});
    ASSERT_FALSE(words) << wrong;
    EXPECT_THAT(words.error().message, HasSubstr("SEND_BOUNCE_OPTIONS"));
  }
}

TEST(LambdaFunction, BouncesAnEventWithItsOptions) {
  Lambda lambda("--bounce-type ContentRejected");
  lambda.event(kKernel);
  lambda.fake.transport.answer(200, kAccepted);
  lambda.fake.transport.answer(202, "");
  EXPECT_EQ(lambda.serve_all(), 0);
  const HttpRequest& bounce = lambda.request(1);
  EXPECT_EQ(bounce.host, "email.eu-west-1.amazonaws.com");
  EXPECT_THAT(bounce.body,
              HasSubstr("OriginalMessageId=m1&BounceSender=mailer-daemon%40example.com"));
  EXPECT_THAT(bounce.body, HasSubstr("BounceType=ContentRejected"));
  EXPECT_EQ(lambda.request(2).body, R"({"disposition": "STOP_RULE_SET"})");
  EXPECT_THAT(lambda.fake.err.text, HasSubstr(R"("MessageId":"0100-1")"));
  EXPECT_THAT(lambda.fake.err.text, Not(HasSubstr("@")));
  EXPECT_EQ(lambda.fake.out.text, "");
}

TEST(LambdaFunction, KeepsTheConnectionAndFinishesItsCallsWhateverSignalComes) {
  Lambda lambda;
  lambda.event(kKernel);
  lambda.fake.transport.answer(200, kAccepted);
  lambda.fake.transport.answer(202, "");
  EXPECT_EQ(lambda.serve_all(), 0);
  const TransportOptions& how = lambda.fake.transport.options.at(1);
  EXPECT_TRUE(how.keep_connection);
  EXPECT_FALSE(how.ends_on_signal);
}

TEST(LambdaFunction, TellsLambdaWhyItCannotStart) {
  const struct {
    const char* options;
    int code;
    const char* message;
  } rows[] = {
      {"--no-such-option", 252, "no-such-option"},
      {"", 252, "SEND_BOUNCE_OPTIONS has no reason for the bounces"},
      {"'open", 252, "No closing quotation"},
      {"help", 252, "must contain the options of a bounce"},
      {"--bounce-type DoesNotExist --original-message-id m", 252, "each event names its message"},
      {"--bounce-type DoesNotExist --allow everything", 252, "everything"},
      {"--bounce-type DoesNotExist --status 5.1.1", 252, "cannot be used together"},
      {"--bounce-type DoesNotExist --rate 2", 252, "--batch"},
      {"--bounce-type DoesNotExist --profile nobody", 255, "nobody"},
  };
  for (const auto& row : rows) {
    Lambda lambda(row.options);
    lambda.fake.transport.answer(202, "");
    EXPECT_EQ(lambda.serve(), row.code) << row.options;
    ASSERT_EQ(lambda.fake.transport.requests.size(), 1U) << row.options;
    EXPECT_EQ(lambda.request(0).path, "/2018-06-01/runtime/init/error");
    EXPECT_THAT(lambda.request(0).body, HasSubstr(row.message));
    EXPECT_THAT(lambda.request(0).body,
                HasSubstr("\"errorType\": \"SendBounce." + std::to_string(row.code) + "\""));
    EXPECT_THAT(lambda.fake.err.text, HasSubstr("[ERROR]"));
  }
}

// What SES refuses of the message is settled; what it refuses of the caller is not.
TEST(LambdaFunction, ListsWhatWasRefusedForTheCallersSake) {
  const struct {
    const char* code;
    bool is_listed;
  } rows[] = {{"MessageRejected", false},
              {"InvalidParameterValue", false},
              {"AccessDenied", true},
              {"SignatureDoesNotMatch", true},
              {"InvalidClientTokenId", true}};
  for (const auto& row : rows) {
    Lambda lambda;
    lambda.event(queue_event());
    lambda.fake.transport.answer(400, refusal(row.code));
    lambda.fake.transport.answer(202, "");
    EXPECT_EQ(lambda.serve_all(), 0) << row.code;
    const std::string& answer = lambda.request(2).body;
    // The first holds nothing that can be bounced. If both have failed, it is an error.
    EXPECT_EQ(answer.find("SendBounce.254") != std::string::npos, row.is_listed) << answer;
    EXPECT_EQ(answer == R"({"batchItemFailures": [{"itemIdentifier": "q1"}]})", !row.is_listed);
  }
}

TEST(LambdaFunction, EndsWhereItsKeysHaveExpired) {
  Lambda lambda;
  lambda.event(kKernel);
  lambda.fake.transport.answer(403, refusal("ExpiredToken"));
  lambda.fake.transport.answer(202, "");
  EXPECT_EQ(lambda.serve(), 255);
  EXPECT_THAT(lambda.request(2).path, HasSubstr("r-1/error"));
  EXPECT_THAT(lambda.request(2).body, HasSubstr("SendBounce.254"));
  EXPECT_THAT(lambda.fake.err.text, HasSubstr("The credentials have expired"));
}

TEST(LambdaFunction, TellsNoSecretAndLogsNoAddress) {
  Lambda lambda;
  lambda.event(kKernel);
  lambda.fake.transport.answer(400, refusal("MessageRejected"));
  lambda.fake.transport.answer(202, "");
  EXPECT_EQ(lambda.serve_all(), 0);
  EXPECT_THAT(lambda.request(2).body, HasSubstr("no, ann@example.com; ***"));
  EXPECT_THAT(lambda.fake.err.text, HasSubstr("no, ***; ***"));
  EXPECT_THAT(lambda.fake.err.text, Not(HasSubstr("ann@")));
}

TEST(LambdaFunction, ShowsItsPlanInADryRun) {
  Lambda lambda("--bounce-type DoesNotExist --dry-run");
  lambda.event(kKernel);
  lambda.fake.transport.answer(202, "");
  EXPECT_EQ(lambda.serve_all(), 0);
  EXPECT_EQ(lambda.request(1).body, R"({"disposition": "CONTINUE"})");
  EXPECT_THAT(lambda.fake.err.text, HasSubstr(R"("State":"would-send")"));
  EXPECT_THAT(lambda.fake.err.text, HasSubstr(R"("Plan":{"WouldSend":true,)"));
}

TEST(LambdaFunction, SaysWhatIsUnknown) {
  Lambda lambda("--bounce-type DoesNotExist --at-most-once");
  lambda.event(kKernel);
  lambda.fake.transport.fail(TransportPhase::ReadTimeout);
  lambda.fake.transport.answer(202, "");
  EXPECT_EQ(lambda.serve_all(), 0);
  EXPECT_THAT(lambda.request(2).body, HasSubstr("may have been accepted"));
  EXPECT_THAT(lambda.request(2).body, HasSubstr("SendBounce.75"));
}

}  // namespace
}  // namespace send_bounce
