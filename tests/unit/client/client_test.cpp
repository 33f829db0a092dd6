#include "send_bounce/client/bounce_call.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "send_bounce/client/outcome_words.h"
#include "send_bounce/model/ses_model.h"
#include "support/fake_world.h"

namespace send_bounce {
namespace {

using testing::FakeWorld;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kBody = "Action=SendBounce&Version=2010-12-01";
constexpr const char* kAnswer =
    "<SendBounceResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><SendBounceResult>"
    "<MessageId>0100-1</MessageId></SendBounceResult></SendBounceResponse>";

CallSettings settings() {
  CallSettings out;
  out.endpoint = {"https", "email.us-east-1.amazonaws.com", "/", "", "us-east-1"};
  out.credentials = Credentials{"AKID", "secret", std::nullopt, "env"};
  out.user_agent = "send-bounce/1";
  return out;
}

Result<Reply> send_with(FakeWorld& fake, const CallSettings& call) {
  SilentLog log;
  return send(kSendBounce, kBody, call,
              {fake.variables, fake.clock, fake.random, fake.transport, log});
}

std::string error_document(const std::string& code) {
  return "<ErrorResponse><Error><Code>" + code +
         "</Code><Message>m</Message></Error></ErrorResponse>";
}

std::vector<std::string> names(const Headers& headers) {
  std::vector<std::string> out;
  for (const auto& [name, value] : headers) out.push_back(name);
  return out;
}

TEST(Client, ReturnsTheResultOfTheOperation) {
  FakeWorld fake;
  fake.transport.answer(200, kAnswer);
  const auto reply = send_with(fake, settings());
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->value, Value(Map{{"MessageId", "0100-1"}}));
  EXPECT_EQ(reply->call.outcome, Outcome::Sent);
  EXPECT_EQ(reply->call.unknown_attempt, 0);
  ASSERT_EQ(fake.transport.requests.size(), 1U);
  EXPECT_EQ(fake.transport.requests[0].body, kBody);
  EXPECT_EQ(fake.transport.requests[0].method, "POST");
}

// wire-protocol.md §2.1; Host and Content-Length are the transport's.
TEST(Client, SendsTheHeadersOfTheReferenceInItsOrder) {
  FakeWorld fake;
  CallSettings call = settings();
  call.credentials->session_token = "TOKEN";
  (void)send_with(fake, call);
  const Headers& headers = fake.transport.requests.at(0).headers;
  EXPECT_THAT(names(headers),
              ::testing::ElementsAre("Accept-Encoding", "Content-Type", "User-Agent", "X-Amz-Date",
                                     "X-Amz-Security-Token", "Authorization",
                                     "amz-sdk-invocation-id", "amz-sdk-request"));
  EXPECT_EQ(*find_header(headers, "Accept-Encoding"), "identity");
  EXPECT_EQ(*find_header(headers, "Content-Type"),
            "application/x-www-form-urlencoded; charset=utf-8");
  EXPECT_EQ(*find_header(headers, "User-Agent"), "send-bounce/1");
  EXPECT_EQ(*find_header(headers, "X-Amz-Date"), "20200102T030405Z");
  EXPECT_EQ(*find_header(headers, "amz-sdk-request"), "attempt=1");
  EXPECT_THAT(*find_header(headers, "Authorization"),
              HasSubstr("Credential=AKID/20200102/us-east-1/ses/aws4_request, "
                        "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token,"));
}

TEST(Client, SendsNoSignatureWithoutCredentials) {
  FakeWorld fake;
  CallSettings call = settings();
  call.credentials.reset();
  (void)send_with(fake, call);
  EXPECT_THAT(names(fake.transport.requests.at(0).headers),
              ::testing::ElementsAre("Accept-Encoding", "Content-Type", "User-Agent",
                                     "amz-sdk-invocation-id", "amz-sdk-request"));
}

// RFC 4122 §4.4 over the bytes 00 01 02 … 0f.
TEST(Client, MakesAVersion4InvocationId) {
  EXPECT_EQ(new_invocation_id(testing::FixedRandom()), "00010203-0405-4607-8809-0a0b0c0d0e0f");
}

TEST(Client, HandsOnTheServicesError) {
  FakeWorld fake;
  const std::string error =
      "<ErrorResponse><Error><Code>MessageRejected</Code><Message>no</Message></Error>"
      "</ErrorResponse>";
  fake.transport.answer(400, error);
  const auto reply = send_with(fake, settings());
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::Service);
  EXPECT_EQ(reply.error().code, "MessageRejected");
  EXPECT_EQ(reply.error().retries, -1);

  // Where one attempt is all that the user allows, the reference says that they are used up.
  fake.transport.answer(400, error);
  CallSettings once = settings();
  once.retries.max_attempts = 1;
  EXPECT_EQ(send_with(fake, once).error().retries, 0);
}

TEST(Client, NamesAConnectionThatFailed) {
  FakeWorld fake;
  fake.transport.fail(TransportPhase::Connect, "Connection refused");
  const auto reply = send_with(fake, settings());
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::Connection);
  EXPECT_EQ(reply.error().message,
            "Could not connect to the endpoint URL: \"https://email.us-east-1.amazonaws.com/\"");
}

// wire-protocol.md rows 45, 56 and 61.
TEST(Client, RepeatsWhatMayPassAndSaysWhenAttemptsAreUsedUp) {
  FakeWorld fake;
  for (int i = 0; i < 3; ++i) fake.transport.answer(503, "");
  const auto reply = send_with(fake, settings());
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().retries, 2);
  EXPECT_EQ(fake.transport.requests.size(), 3U);
  EXPECT_EQ(fake.clock.sleeps.size(), 2U);

  FakeWorld lucky;
  lucky.transport.fail(TransportPhase::Closed, "Empty reply");
  lucky.transport.answer(200, kAnswer);
  EXPECT_TRUE(send_with(lucky, settings()));
}

std::string attempt_header(const FakeWorld& fake, std::size_t index) {
  return *find_header(fake.transport.requests.at(index).headers, "amz-sdk-request");
}

// wire-protocol.md §2.5.
TEST(Client, NumbersItsAttemptsAndKeepsTheServersTime) {
  FakeWorld fake;
  const auto answer_with_date = [&](const char* date) {
    HttpResponse answer{503, {}, ""};
    if (date != nullptr) answer.headers.emplace_back("Date", date);
    fake.transport.answers.emplace_back(std::move(answer));
  };
  answer_with_date(nullptr);
  answer_with_date("Sun, 22 Nov 2026 10:00:00 GMT");
  answer_with_date("Sunday, 22-Nov-26 10:00:00 GMT");
  fake.transport.answer(200, kAnswer);
  CallSettings call = settings();
  call.retries.max_attempts = 4;
  ASSERT_TRUE(send_with(fake, call));
  EXPECT_EQ(attempt_header(fake, 0), "attempt=1");
  EXPECT_EQ(attempt_header(fake, 1), "attempt=2; max=4");
  EXPECT_EQ(attempt_header(fake, 2), "ttl=20261122T100100Z; attempt=3; max=4");
  EXPECT_EQ(attempt_header(fake, 3), "ttl=20261122T100100Z; attempt=4; max=4");
  const auto id = [&](std::size_t i) {
    return *find_header(fake.transport.requests.at(i).headers, "amz-sdk-invocation-id");
  };
  EXPECT_EQ(id(0), id(3));
}

TEST(Client, WithoutAReadTimeoutHasNoTimeToAnswerBy) {
  FakeWorld fake;
  fake.transport.answers.emplace_back(
      HttpResponse{503, {{"Date", "Sun, 22 Nov 2026 10:00:00 GMT"}}, ""});
  fake.transport.answer(200, kAnswer);
  CallSettings call = settings();
  call.transport.read_timeout = 0;
  ASSERT_TRUE(send_with(fake, call));
  EXPECT_EQ(attempt_header(fake, 1), "attempt=2; max=3");
}

using std::chrono::milliseconds;

TEST(Deadline, BoundsEachAttempt) {
  const struct {
    std::optional<milliseconds> deadline;
    std::optional<milliseconds> limit;  ///< of the exchange
  } rows[] = {
      {std::nullopt, std::nullopt},
      {milliseconds(90'000), milliseconds(89'500)},
      {milliseconds(3'000), milliseconds(2'500)},
      {milliseconds(1'000), milliseconds(500)},
  };
  for (const auto& row : rows) {
    FakeWorld fake;
    fake.transport.answer(200, kAnswer);
    CallSettings call = settings();
    call.deadline = row.deadline;
    ASSERT_TRUE(send_with(fake, call));
    EXPECT_EQ(fake.transport.options.at(0).time_limit, row.limit);
    EXPECT_EQ(fake.transport.options.at(0).read_timeout, 60);
  }
}

TEST(Deadline, ThatIsTooNearLetsNothingStart) {
  for (const milliseconds left : {milliseconds(999), milliseconds(0), milliseconds(-5)}) {
    FakeWorld fake;
    fake.clock.running = std::chrono::seconds(100);
    CallSettings call = settings();
    call.deadline = fake.clock.running + left;
    const auto reply = send_with(fake, call);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind, ErrorKind::General);
    EXPECT_EQ(reply.error().message, "Too little time was left for the call. Nothing was sent.");
    EXPECT_EQ(reply.error().call.outcome, Outcome::NotSent);
    EXPECT_EQ(reply.error().call.attempts, 0);
    EXPECT_THAT(fake.transport.requests, IsEmpty());
  }
}

/// Time passes while somebody is asked.
class SlowTransport : public testing::ScriptedTransport {
 public:
  SlowTransport(testing::FakeClock& clock, milliseconds time) : clock_(clock), time_(time) {}
  Answer exchange(const HttpRequest& request, const TransportOptions& how) override {
    clock_.running += time_;
    return ScriptedTransport::exchange(request, how);
  }

 private:
  testing::FakeClock& clock_;
  milliseconds time_;
};

TEST(Deadline, MakesTheAttemptBeforeItTheLastOne) {
  FakeWorld fake;
  SlowTransport transport(fake.clock, milliseconds(1'500));
  for (int i = 0; i < 3; ++i) transport.answer(503, "");
  CallSettings call = settings();
  call.retries.max_attempts = 10;
  call.deadline = milliseconds(3'900);
  SilentLog log;
  const auto reply =
      send(kSendBounce, kBody, call, {fake.variables, fake.clock, fake.random, transport, log});
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::Service);
  EXPECT_EQ(reply.error().retries, -1);
  EXPECT_EQ(reply.error().call.attempts, 2);  // which have ended at 1.5 and 3 s
  EXPECT_LE(transport.options.at(1).time_limit, milliseconds(1'900));
}

TEST(Deadline, CountsTheWaitBetweenAttempts) {
  struct HighRandom : Random {
    std::string bytes(std::size_t count) const override { return std::string(count, '\xFF'); }
  } random;
  FakeWorld fake;
  fake.transport.answer(503, "");
  CallSettings call = settings();
  call.deadline = milliseconds(1'900);  // a wait of nearly 1 s would leave 0.9
  SilentLog log;
  const auto reply =
      send(kSendBounce, kBody, call, {fake.variables, fake.clock, random, fake.transport, log});
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().call.attempts, 1);
  EXPECT_THAT(fake.clock.sleeps, IsEmpty());
}

TEST(Client, SignsEachAttemptAnew) {
  FakeWorld fake;
  fake.transport.answer(503, "");
  fake.transport.answer(200, kAnswer);
  struct Ticking : Clock {
    Instant now() const override { return {seconds++, 0}; }
    std::chrono::microseconds elapsed() const override { return {}; }
    bool sleep(std::chrono::milliseconds) const override { return true; }
    mutable std::int64_t seconds = 1577934245;
  } clock;
  SilentLog log;
  ASSERT_TRUE(send(kSendBounce, kBody, settings(),
                   {fake.variables, clock, fake.random, fake.transport, log}));
  EXPECT_NE(*find_header(fake.transport.requests.at(0).headers, "X-Amz-Date"),
            *find_header(fake.transport.requests.at(1).headers, "X-Amz-Date"));
}

TEST(Client, AtMostOnceEndsWhereTheBounceMayHaveBeenAccepted) {
  FakeWorld fake;
  fake.transport.fail(TransportPhase::Connect, "Connection refused");
  fake.transport.fail(TransportPhase::ReadTimeout);
  fake.transport.answer(200, kAnswer);
  CallSettings call = settings();
  call.retries.at_most_once = true;
  const auto reply = send_with(fake, call);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::OutcomeUnknown);
  EXPECT_THAT(reply.error().message, HasSubstr("Read timeout on endpoint URL"));
  EXPECT_THAT(what_is_known(reply.error().call),
              HasSubstr("Invocation id 00010203-0405-4607-8809-0a0b0c0d0e0f, attempt 2, "
                        "2020-01-02T03:04:05Z"));
  EXPECT_EQ(fake.transport.requests.size(), 2U);
}

/// Attempts in their order, and what is known after the last one.
struct Course {
  const char* name;
  std::function<void(testing::ScriptedTransport&)> script;
  Outcome outcome;
  std::int64_t unknown_attempt;
  const char* known;  ///< a part of what_is_known()
};

const auto kLost = [](auto& transport) { transport.fail(TransportPhase::ReadTimeout); };
const auto kRefused = [](auto& transport) {
  transport.fail(TransportPhase::Connect, "Connection refused");
};
const auto kRejected = [](auto& transport) {
  transport.answer(400, error_document("MessageRejected"));
};
const auto kThrottled = [](auto& transport) {
  transport.answer(400, error_document("Throttling"));
};

// The outcome is the worst of all attempts so far, whatever comes after.
TEST(Client, TheOutcomeIsTheWorstOfAllAttempts) {
  const Course courses[] = {
      {"nothing listens", [](auto& t) { kRefused(t), kRefused(t), kRefused(t); }, Outcome::NotSent,
       0, "Nothing was sent."},
      {"throttled, then nothing listens", [](auto& t) { kThrottled(t), kRefused(t), kRefused(t); },
       Outcome::NotSent, 0, "The bounce was not accepted."},
      {"rejected", kRejected, Outcome::NotSent, 0, "The bounce was not accepted."},
      {"lost, then nothing listens", [](auto& t) { kLost(t), kRefused(t), kRefused(t); },
       Outcome::Unknown, 1, "The bounce may have been accepted."},
      {"lost, then rejected", [](auto& t) { kLost(t), kRejected(t); }, Outcome::Unknown, 1,
       "The bounce may have been accepted."},
      {"throttled, lost, then throttled until the attempts are used up",
       [](auto& t) { kThrottled(t), kLost(t), kThrottled(t); }, Outcome::Unknown, 2,
       "attempt 2, 2020-01-02T03:04:05Z"},
      {"an internal failure that is used up",
       [](auto& t) {
         for (int i = 0; i < 3; ++i) t.answer(500, error_document("InternalFailure"));
       },
       Outcome::Unknown, 1, "The bounce may have been accepted."},
      {"a success without a result", [](auto& t) { t.answer(200, "<SendBounceResponse/>"); },
       Outcome::Unknown, 1, "The bounce may have been accepted."},
      {"a success that is cut short",
       [](auto& t) {
         t.answers.emplace_back(HttpResponse{200, {}, "<SendBounceResp", "cut"});
       },
       Outcome::Unknown, 1, "The bounce may have been accepted."},
  };
  for (const Course& course : courses) {
    SCOPED_TRACE(course.name);
    FakeWorld fake;
    course.script(fake.transport);
    const auto reply = send_with(fake, settings());
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().call.outcome, course.outcome);
    EXPECT_EQ(reply.error().call.unknown_attempt, course.unknown_attempt);
    EXPECT_EQ(reply.error().call.attempts, static_cast<int>(fake.transport.requests.size()));
    EXPECT_THAT(what_is_known(reply.error().call), HasSubstr(course.known));
    const std::string all = reply.error().message + reply.error().advice;
    if (course.outcome == Outcome::NotSent) continue;
    for (const char* denial : {"othing was sent", "was not accepted", "call again"}) {
      EXPECT_THAT(all + what_is_known(reply.error().call), Not(HasSubstr(denial)));
    }
  }
}

TEST(Client, ASuccessRemembersThatAnEarlierAttemptMayCountAsWell) {
  FakeWorld fake;
  kThrottled(fake.transport);
  kLost(fake.transport);
  fake.transport.answer(200, kAnswer);
  const auto reply = send_with(fake, settings());
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->call.outcome, Outcome::Sent);
  EXPECT_EQ(reply->call.unknown_attempt, 2);
  EXPECT_EQ(earlier_attempt_warning(reply->call),
            "An earlier attempt may have been accepted as well, so the bounce may have gone out "
            "twice. Invocation id 00010203-0405-4607-8809-0a0b0c0d0e0f, attempt 2, "
            "2020-01-02T03:04:05Z.");
}

// Whoever has sent a final status line has decided.
TEST(Client, SendsNothingAgainOnceAStatusLineHasArrived) {
  FakeWorld fake;
  fake.transport.answers.emplace_back(
      tl::make_unexpected(TransportError{TransportPhase::ReadTimeout, "", "", 200}));
  fake.transport.answer(200, kAnswer);
  const auto silent = send_with(fake, settings());
  ASSERT_FALSE(silent);
  EXPECT_EQ(silent.error().call.outcome, Outcome::Unknown);
  EXPECT_EQ(fake.transport.requests.size(), 1U);

  // Whoever has sent the whole result has said all that there is to say.
  FakeWorld kept_open;
  kept_open.transport.answers.emplace_back(
      tl::make_unexpected(TransportError{TransportPhase::ReadTimeout, "", "", 200, kAnswer}));
  const auto result = send_with(kept_open, settings());
  ASSERT_TRUE(result);
  EXPECT_EQ(result->call.outcome, Outcome::Sent);

  FakeWorld cut;
  cut.transport.answers.emplace_back(HttpResponse{200, {}, kAnswer, "12 bytes are missing"});
  const auto whole = send_with(cut, settings());
  ASSERT_TRUE(whole) << "the result itself is there";
  EXPECT_EQ(cut.transport.requests.size(), 1U);
}

TEST(Client, ASignalBetweenTwoAttemptsEndsTheCallAndTellsWhatIsKnown) {
  const auto interrupted_after = [](auto&& first_attempt) {
    FakeWorld fake;
    fake.clock.is_interrupted = true;
    first_attempt(fake.transport);
    const auto reply = send_with(fake, settings());
    EXPECT_EQ(fake.transport.requests.size(), 1U);
    EXPECT_EQ(reply.error().kind, ErrorKind::Interrupted);
    return reply.error().message;
  };
  EXPECT_EQ(interrupted_after(
                [](auto& transport) { transport.answer(400, error_document("Throttling")); }),
            "Interrupted while waiting to try again. The previous attempt failed: m. The bounce "
            "was not accepted.");
  EXPECT_THAT(interrupted_after([](auto& transport) { transport.fail(TransportPhase::Closed); }),
              HasSubstr("Interrupted while waiting to try again. The previous attempt failed: "
                        "Connection was closed"));
}

// Not 75, also with --at-most-once: whoever interrupts gets the signal's exit code.
TEST(Client, ASignalDuringAnAttemptEndsTheCall) {
  for (const bool at_most_once : {false, true}) {
    FakeWorld fake;
    fake.transport.fail(TransportPhase::Interrupted);
    fake.transport.answer(200, kAnswer);
    CallSettings call = settings();
    call.retries.at_most_once = at_most_once;
    const auto reply = send_with(fake, call);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind, ErrorKind::Interrupted);
    EXPECT_EQ(reply.error().call.outcome, Outcome::Unknown);
    EXPECT_THAT(what_is_known(reply.error().call), HasSubstr("Invocation id 00010203-"));
    EXPECT_EQ(fake.transport.requests.size(), 1U);
  }
}

TEST(Client, ASignalBeforeAnythingWasSentLeavesNothingToLookFor) {
  FakeWorld fake;
  fake.transport.fail(TransportPhase::InterruptedConnecting);
  const auto reply = send_with(fake, settings());
  ASSERT_FALSE(reply);
  EXPECT_THAT(reply.error().message, HasSubstr("Nothing was sent."));
  EXPECT_THAT(reply.error().message, Not(HasSubstr("Invocation id")));
}

// wire-protocol.md row 58: one attempt and no correction; the offset is ours to tell.
TEST(Client, MeasuresAClockThatTheServiceDoesNotBelieve) {
  FakeWorld fake;
  fake.transport.answers.emplace_back(HttpResponse{
      403, {{"Date", "Thu, 02 Jan 2020 03:34:05 GMT"}}, error_document("RequestTimeTooSkewed")});
  fake.transport.answer(200, kAnswer);
  const auto reply = send_with(fake, settings());
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::Service);
  EXPECT_THAT(reply.error().advice,
              HasSubstr("The clock of this machine is 30 min behind the clock of the service"));
  EXPECT_EQ(fake.transport.requests.size(), 1U);
}

TEST(Client, TakesTheProxyFromTheVariables) {
  FakeWorld fake;
  fake.variables.values["https_proxy"] = "p.example:3128";
  (void)send_with(fake, settings());
  ASSERT_TRUE(fake.transport.options.at(0).proxy);
  EXPECT_EQ(fake.transport.options[0].proxy->url, "http://p.example:3128");
}

TEST(Client, KeepsCredentialsWithLineEndsToItself) {
  const Credentials faulty[] = {
      {"AKID\n", "hush", std::nullopt, "env"},
      {"AKID", "hush\r", std::nullopt, "env"},
      {"AKID", "hush",
       "tok\x01"
       "en",
       "env"},
      {"AKID\x7F", "hush", std::nullopt, "env"},
  };
  for (const Credentials& credentials : faulty) {
    FakeWorld fake;
    CallSettings call = settings();
    call.credentials = credentials;
    const auto reply = send_with(fake, call);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind, ErrorKind::General);
    EXPECT_THAT(reply.error().message, HasSubstr("of the provider \"env\" contains a line break"));
    EXPECT_THAT(reply.error().message, Not(HasSubstr("hush")));
    EXPECT_THAT(reply.error().message, Not(HasSubstr("AKID")));
    EXPECT_THAT(fake.transport.requests, IsEmpty());
  }
}

TEST(Client, SignsForTheServiceOfTheEndpoint) {
  FakeWorld fake;
  CallSettings call = settings();
  call.endpoint.signing_name = "sts";
  (void)send_with(fake, call);
  EXPECT_THAT(*find_header(fake.transport.requests.at(0).headers, "Authorization"),
              HasSubstr("Credential=AKID/20200102/us-east-1/sts/aws4_request"));
}

TEST(Client, RepeatsAnErrorThatTheModelCallsTransient) {
  static constexpr ErrorShape kErrors[] = {{.code = "IDPCommunicationError", .is_transient = true}};
  const Operation operation{.name = "AssumeRoleWithWebIdentity",
                            .api_version = "2011-06-15",
                            .result_wrapper = "R",
                            .errors = kErrors};
  FakeWorld fake;
  for (int i = 0; i < 3; ++i) {
    fake.transport.answer(400,
                          "<ErrorResponse><Error><Code>IDPCommunicationError</Code>"
                          "<Message>nope</Message></Error></ErrorResponse>");
  }
  SilentLog log;
  const auto reply = send(operation, "", settings(),
                          {fake.variables, fake.clock, fake.random, fake.transport, log});
  ASSERT_FALSE(reply);
  EXPECT_EQ(fake.transport.requests.size(), 3U);
  EXPECT_EQ(reply.error().retries, 2);
  EXPECT_EQ(reply.error().operation, "AssumeRoleWithWebIdentity");
}

}  // namespace
}  // namespace send_bounce
