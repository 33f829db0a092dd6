#include "stand_in/service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "send_bounce/dsn/preview.h"
#include "send_bounce/mail/message.h"
#include "send_bounce/model/ses_model.h"
#include "send_bounce/protocol/query.h"
#include "send_bounce/signing/sigv4.h"
#include "send_bounce/text/encoding.h"
#include "support/dsn_text.h"
#include "temporary_folder.h"

namespace send_bounce::stand_in {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

const Instant kNow = instant_from_civil({2026, 11, 22, 18, 33, 19, 123'000});

std::string mail_of(const std::string& id, const std::string& return_path, Instant received,
                    const std::string& region = "us-east-1") {
  return "Return-Path: <" + return_path + ">\r\nReceived: from x (x [192.0.2.1]) by inbound-smtp." +
         region + ".amazonaws.com with SMTP id " + id + " for ann@example.com; " +
         format_rfc5322(received) + "\r\nFrom: bob@example.net\r\nTo: ann@example.com, " +
         "Carl@example.com\r\nSubject: hello\r\n\r\nbody\r\n";
}

Credentials credentials() { return {"AKIDEXAMPLE", "secret", std::nullopt, "test"}; }

Map parameters(const std::string& id) {
  return {{"OriginalMessageId", id},
          {"BounceSender", "mailer-daemon@example.com"},
          {"BouncedRecipientInfoList",
           Value::List{Map{{"Recipient", "ann@example.com"}, {"BounceType", "DoesNotExist"}}}}};
}

HttpRequest signed_body(std::string body, Instant at = kNow) {
  HttpRequest request;
  request.host = "127.0.0.1:1";
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
  request.body = std::move(body);
  sign(request, {credentials(), "us-east-1", "ses", at});
  return request;
}

HttpRequest request_for(const Map& members, Instant at = kNow) {
  return signed_body(*serialize_query(kSendBounce, members), at);
}

class ServiceTest : public testing::Test {
 protected:
  ServiceTest() {
    inbox_.write("a.eml", mail_of("fresh", "bob@example.net", {kNow.seconds - 60, 0}));
    inbox_.write("b.eml", mail_of("stale", "bob@example.net", {kNow.seconds - 86401, 0}));
    inbox_.write("c.eml", mail_of("null-path", "", {kNow.seconds - 60, 0}));
    inbox_.write("d.eml",
                 mail_of("abroad", "bob@example.net", {kNow.seconds - 60, 0}, "eu-west-1"));
    inbox_.write("e.eml", mail_of("day-old", "bob@example.net", {kNow.seconds - 86400, 0}));
    options_.signature = {credentials(), "us-east-1"};
    options_.identities = *Identities::parse({"example.com"});
    options_.random_bytes = [this](std::size_t count) {
      return std::string(count, static_cast<char>(++random_));
    };
    options_.wait_for_files = [this] { ++waits_; };
  }

  Service& service() {
    if (!service_) {
      MailboxOptions mailbox;
      mailbox.directory = inbox_.path();
      mailbox.region = "us-east-1";
      service_.emplace(std::move(options_), *Mailbox::open(std::move(mailbox)),
                       [this](const AcceptedBounce& bounce) -> Result<std::string> {
                         if (sink_error_) return fail(ErrorKind::General, *sink_error_);
                         bounces_.push_back(bounce);
                         return "/outbox/new/1";
                       });
    }
    return *service_;
  }

  ServiceAnswer answer(const Map& members) { return service().answer(request_for(members), kNow); }

  /// The error that a client would read from the answer.
  Error error_of(const ServiceAnswer& answer) {
    const auto reply = parse_query_reply(kSendBounce, answer.response);
    EXPECT_FALSE(reply);
    EXPECT_EQ(reply.error().kind, ErrorKind::Service);
    return reply ? Error{} : reply.error();
  }

  TemporaryFolder inbox_;
  ServiceOptions options_;
  std::optional<Service> service_;
  std::vector<AcceptedBounce> bounces_;
  std::optional<std::string> sink_error_;
  int random_ = 0;
  int waits_ = 0;
};

TEST_F(ServiceTest, AcceptsABounceAndHandsTheDsnToTheSink) {
  const ServiceAnswer result = answer(parameters("fresh"));
  EXPECT_EQ(result.response.status, 200);
  ASSERT_THAT(bounces_, SizeIs(1));
  EXPECT_EQ(bounces_[0].envelope_recipient, "bob@example.net");
  EXPECT_EQ(bounces_[0].original_message_id, "fresh");
  EXPECT_THAT(bounces_[0].dsn, HasSubstr("Final-Recipient: rfc822; ann@example.com\r\n"));
  EXPECT_THAT(bounces_[0].dsn, HasSubstr("Subject: hello\r\n"));
  EXPECT_EQ(result.dsn_path, "/outbox/new/1");

  const auto reply = parse_query_reply(kSendBounce, result.response);
  ASSERT_TRUE(reply);
  EXPECT_EQ(*reply, Value(Map{{"MessageId", bounces_[0].message_id}}));
}

TEST_F(ServiceTest, AnswersInTheFrameOfTheQueryProtocol) {
  const ServiceAnswer result = answer(parameters("fresh"));
  EXPECT_THAT(result.response.body,
              MatchesRegex("<SendBounceResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\">"
                           "\\s*<SendBounceResult>\\s*<MessageId>[^<]+</MessageId>\\s*"
                           "</SendBounceResult>\\s*<ResponseMetadata>\\s*<RequestId>[^<]+"
                           "</RequestId>\\s*</ResponseMetadata>\\s*</SendBounceResponse>\\s*"));
  const std::string* id = find_header(result.response.headers, "x-amzn-requestid");
  ASSERT_NE(id, nullptr);
  EXPECT_THAT(*id, MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                                "[0-9a-f]{12}"));
  EXPECT_THAT(result.response.body, HasSubstr("<RequestId>" + *id + "</RequestId>"));
  EXPECT_EQ(*find_header(result.response.headers, "content-type"), "text/xml");
}

TEST_F(ServiceTest, GivesTheBounceAnIdOfTheOutboundForm) {
  answer(parameters("fresh"));
  ASSERT_THAT(bounces_, SizeIs(1));
  // The milliseconds of kNow are 0x019aac87d8b3… in the form of ses-bounce-facts.md §2.
  char moment[17];
  std::snprintf(moment, sizeof moment, "0100%012llx",
                static_cast<unsigned long long>(kNow.seconds * 1000 + 123));
  EXPECT_THAT(bounces_[0].message_id, StartsWith(moment));
  EXPECT_THAT(bounces_[0].message_id,
              MatchesRegex("[0-9a-f]{16}-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-"
                           "[0-9a-f]{12}-000000"));
  EXPECT_THAT(bounces_[0].dsn,
              HasSubstr("Message-ID: <" + bounces_[0].message_id + "@us-east-1.amazonses.com>"));
}

TEST_F(ServiceTest, WritesWhatThePreviewShowed) {
  const Instant received = {kNow.seconds - 60, 0};
  answer(parameters("fresh"));
  ASSERT_THAT(bounces_, SizeIs(1));
  BounceContent content;
  content.original_message_id = "fresh";
  content.bounce_sender = "mailer-daemon@example.com";
  content.recipients.push_back({"ann@example.com", std::nullopt, "DoesNotExist", std::nullopt});
  const std::string header = read_mail(mail_of("fresh", "bob@example.net", received))->header_block;
  const auto preview =
      preview_dsn(content, {"bob@example.net", received, header}, "us-east-1", kNow);
  ASSERT_TRUE(preview);
  EXPECT_EQ(comparable_dsn(bounces_[0].dsn), comparable_dsn(*preview));
}

TEST_F(ServiceTest, CountsItsBouncesInTheBoundary) {
  options_.call_interval_microseconds = 0;
  answer(parameters("fresh"));
  answer(parameters("fresh"));
  ASSERT_THAT(bounces_, SizeIs(2));
  EXPECT_THAT(bounces_[0].dsn, HasSubstr("boundary=\"----=_Part_0_"));
  EXPECT_THAT(bounces_[1].dsn, HasSubstr("boundary=\"----=_Part_1_"));
}

TEST_F(ServiceTest, BouncesFromMailerDaemonIfAskedTo) {
  options_.dsn_from = DsnFrom::MailerDaemon;
  answer(parameters("fresh"));
  ASSERT_THAT(bounces_, SizeIs(1));
  EXPECT_THAT(bounces_[0].dsn, HasSubstr("\r\nFrom: MAILER-DAEMON@us-east-1.amazonses.com\r\n"));
}

struct RefusedCase {
  const char* name;
  std::function<void(Map&)> change;
  const char* code;
  std::string text;
};

class RefusedBounce : public ServiceTest, public testing::WithParamInterface<RefusedCase> {};

TEST_P(RefusedBounce, IsAnsweredWithItsReasonAndSendsNothing) {
  Map members = parameters("fresh");
  GetParam().change(members);
  const ServiceAnswer result = answer(members);
  EXPECT_EQ(result.response.status, 400);
  const Error error = error_of(result);
  EXPECT_EQ(error.code, GetParam().code);
  EXPECT_THAT(error.message, StartsWith(GetParam().text));
  EXPECT_THAT(bounces_, IsEmpty());
  EXPECT_FALSE(result.dsn_path);
}

Value recipients(Map entry) { return Value::List{std::move(entry)}; }

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedBounce,
    testing::Values(
        RefusedCase{"unknown_id", [](Map& m) { m.set("OriginalMessageId", "nope"); },
                    "MessageRejected", "ses-stand-in: no message with the id nope was received"},
        RefusedCase{"empty_id", [](Map& m) { m.set("OriginalMessageId", ""); }, "MessageRejected",
                    "ses-stand-in: no message with the id"},
        RefusedCase{"stale_mail", [](Map& m) { m.set("OriginalMessageId", "stale"); },
                    "MessageRejected",
                    "ses-stand-in: message stale was received at 2026-11-21T18:33:18Z. A message "
                    "can be bounced for 24 hours"},
        RefusedCase{"mail_of_another_region", [](Map& m) { m.set("OriginalMessageId", "abroad"); },
                    "MessageRejected", "ses-stand-in: message abroad was received in eu-west-1"},
        RefusedCase{"null_path", [](Map& m) { m.set("OriginalMessageId", "null-path"); },
                    "MessageRejected", "ses-stand-in: message null-path has a null return path"},
        RefusedCase{"unverified_sender", [](Map& m) { m.set("BounceSender", "x@example.org"); },
                    "MessageRejected",
                    "Failed to generate a bounce for fresh. The following identities are not "
                    "verified: x@example.org"},
        // Facts 3.4: the check of the sender hides that of the id.
        RefusedCase{"unverified_sender_and_unknown_id",
                    [](Map& m) {
                      m.set("BounceSender", "x@example.org");
                      m.set("OriginalMessageId", "nope");
                    },
                    "MessageRejected", "Failed to generate a bounce for nope."},
        RefusedCase{
            "somebody_else",
            [](Map& m) {
              m.set("BouncedRecipientInfoList",
                    recipients({{"Recipient", "eve@example.com"}, {"BounceType", "DoesNotExist"}}));
            },
            "MessageRejected", "ses-stand-in: eve@example.com is not a recipient of message fresh"},
        RefusedCase{
            "one_of_two",
            [](Map& m) {
              m.set("BouncedRecipientInfoList",
                    Value::List{
                        Map{{"Recipient", "ann@example.com"}, {"BounceType", "DoesNotExist"}},
                        Map{{"Recipient", "eve@example.com"}, {"BounceType", "DoesNotExist"}}});
            },
            "MessageRejected", "ses-stand-in: eve@example.com is not a recipient of message fresh"},
        RefusedCase{"local_part_in_another_case",
                    [](Map& m) {
                      m.set("BouncedRecipientInfoList",
                            recipients({{"Recipient", "carl@example.com"},
                                        {"BounceType", "DoesNotExist"}}));
                    },
                    "MessageRejected",
                    "ses-stand-in: carl@example.com is not a recipient of message fresh. Upper and "
                    "lower case matter before \"@\": Carl@example.com"},
        RefusedCase{"sender_without_domain", [](Map& m) { m.set("BounceSender", "postmaster"); },
                    "InvalidParameterValue", "Missing final '@domain'"},
        RefusedCase{
            "two_senders", [](Map& m) { m.set("BounceSender", "a@example.com, b@example.com"); },
            "InvalidParameterValue", "ses-stand-in: BounceSender is not an address in ASCII"},
        RefusedCase{"line_break_in_the_sender",
                    [](Map& m) { m.set("BounceSender", "Ann\r\nLee <a@example.com>"); },
                    "InvalidParameterValue", "ses-stand-in: BounceSender"},
        RefusedCase{"recipient_beyond_ascii",
                    [](Map& m) {
                      m.set("BouncedRecipientInfoList",
                            recipients({{"Recipient", "jörg@example.com"},
                                        {"BounceType", "DoesNotExist"}}));
                    },
                    "InvalidParameterValue", "ses-stand-in: Recipient is not an address in ASCII"},
        RefusedCase{"no_recipients",
                    [](Map& m) { m.set("BouncedRecipientInfoList", Value::List{}); },
                    "ValidationError", "ses-stand-in: "},
        RefusedCase{"unknown_bounce_type",
                    [](Map& m) {
                      m.set("BouncedRecipientInfoList",
                            recipients({{"Recipient", "ann@example.com"}, {"BounceType", "Nope"}}));
                    },
                    "ValidationError", "ses-stand-in: "},
        RefusedCase{"missing_reporting_mta",
                    [](Map& m) {
                      m.set("MessageDsn", Map{{"ArrivalDate", "2020-01-02T03:04:05Z"}});
                    },
                    "ValidationError", "ses-stand-in: "},
        RefusedCase{"timestamp_of_another_form",
                    [](Map& m) {
                      m.set("MessageDsn", Map{{"ReportingMta", "dns; x"},
                                              {"ArrivalDate", "Thu, 02 Jan 2020 03:04:05 GMT"}});
                    },
                    "ValidationError",
                    "ses-stand-in: MessageDsn.ArrivalDate is not an ISO 8601 timestamp"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(ServiceTest, AcceptsAMailThatIsJustADayOld) {
  EXPECT_EQ(answer(parameters("day-old")).response.status, 200);
}

TEST_F(ServiceTest, AcceptsDomainsInAnyCaseAndAFinalRecipientThatReceivedTheMail) {
  Map members = parameters("fresh");
  members.set("BouncedRecipientInfoList",
              recipients({{"Recipient", "Carl@EXAMPLE.com"}, {"BounceType", "DoesNotExist"}}));
  EXPECT_EQ(answer(members).response.status, 200);

  members.set("BouncedRecipientInfoList",
              recipients({{"Recipient", "alias@example.org"},
                          {"RecipientDsnFields", Map{{"FinalRecipient", "ann@example.com"},
                                                     {"Action", "failed"},
                                                     {"Status", "5.1.1"}}}}));
  const Instant later = {kNow.seconds + 2, 0};
  EXPECT_EQ(service().answer(request_for(members, later), later).response.status, 200);
}

TEST_F(ServiceTest, AcceptsASenderWithADisplayName) {
  Map members = parameters("fresh");
  members.set("BounceSender", "Jörg from Mail <mailer-daemon@sub.example.com>");
  EXPECT_EQ(answer(members).response.status, 200);
  EXPECT_THAT(bounces_.at(0).dsn, HasSubstr("From: =?utf-8?Q?J=C3=B6rg_from_Mail?= "
                                            "<mailer-daemon@sub.example.com>\r\n"));
}

TEST_F(ServiceTest, ThrottlesASecondCallWithinASecond) {
  const auto call_at = [&](std::int32_t microseconds) {
    const Instant at = {kNow.seconds + microseconds / 1'000'000, microseconds % 1'000'000};
    return service().answer(request_for(parameters("fresh"), at), at);
  };
  EXPECT_EQ(call_at(0).response.status, 200);
  const ServiceAnswer second = call_at(999'999);
  EXPECT_EQ(second.response.status, 400);
  EXPECT_EQ(error_of(second).code, "Throttling");
  EXPECT_EQ(error_of(second).message, "Maximum sending rate exceeded.");
  EXPECT_EQ(call_at(1'000'000).response.status, 200) << "a throttled call starts no new second";
  EXPECT_THAT(bounces_, SizeIs(2));
}

TEST_F(ServiceTest, CountsARefusedCallButNotOneThatCannotBeRead) {
  EXPECT_EQ(error_of(answer({{"OriginalMessageId", "fresh"}})).code, "ValidationError");
  EXPECT_EQ(error_of(answer(parameters("nope"))).code, "MessageRejected");
  EXPECT_EQ(error_of(answer(parameters("fresh"))).code, "Throttling");
}

TEST_F(ServiceTest, ThrottlesNothingWithoutAnInterval) {
  options_.call_interval_microseconds = 0;
  EXPECT_EQ(answer(parameters("fresh")).response.status, 200);
  EXPECT_EQ(answer(parameters("fresh")).response.status, 200);
}

TEST_F(ServiceTest, IsNotSilencedByAClockThatIsSetBack) {
  EXPECT_EQ(answer(parameters("fresh")).response.status, 200);
  const Instant earlier = {kNow.seconds - 30, 0};
  EXPECT_EQ(service().answer(request_for(parameters("fresh"), earlier), earlier).response.status,
            200);
}

TEST_F(ServiceTest, AnswersAFailingSinkWithAnErrorOfItsOwn) {
  sink_error_ = "--outbox /outbox: No space left on device";
  const ServiceAnswer result = answer(parameters("fresh"));
  EXPECT_EQ(result.response.status, 500);
  EXPECT_THAT(result.response.body, HasSubstr("<Type>Receiver</Type>"));
  const Error error = error_of(result);
  EXPECT_EQ(error.code, "InternalFailure");
  EXPECT_EQ(error.message,
            "ses-stand-in: the bounce could not be stored: --outbox /outbox: No space left on "
            "device");
}

TEST_F(ServiceTest, PicksUpAMailThatArrivedAfterItStarted) {
  service().take_in(kNow);
  inbox_.write("new.eml", mail_of("later", "bob@example.net", {kNow.seconds - 1, 0}));
  EXPECT_EQ(answer(parameters("later")).response.status, 200);
  EXPECT_EQ(waits_, 0);
}

TEST_F(ServiceTest, WaitsForAFileThatIsBeingWrittenBeforeItSaysUnknown) {
  inbox_.write("new.eml", "Return-Path: <b", 0);
  options_.wait_for_files = [this] {
    ++waits_;
    inbox_.write("new.eml", mail_of("later", "bob@example.net", {kNow.seconds - 1, 0}), 1);
  };
  EXPECT_EQ(answer(parameters("later")).response.status, 200);
  EXPECT_EQ(waits_, 1);
}

TEST_F(ServiceTest, ChecksTheSignatureBeforeAnythingElse) {
  HttpRequest request = signed_body("Action=Nonsense");
  request.body += "x";
  const ServiceAnswer result = service().answer(request, kNow);
  EXPECT_EQ(result.response.status, 403);
  EXPECT_EQ(error_of(result).code, "SignatureDoesNotMatch");
}

TEST_F(ServiceTest, JudgesSignaturesByASkewedClockOnDemand) {
  const ServiceAnswer result = service().answer(request_for(parameters("fresh")), kNow, 1200);
  EXPECT_EQ(result.response.status, 403);
  EXPECT_THAT(error_of(result).message, StartsWith("Signature expired: 20261122T183319Z is now "
                                                   "earlier than 20261122T183819Z"));
}

struct UnreadableCase {
  const char* name;
  std::function<HttpRequest()> request;
  int status;
  const char* code;
};

TEST_F(ServiceTest, TellsAnotherServiceWhichVariableToSet) {
  HttpRequest request = request_for(parameters("fresh"));
  request.headers.clear();
  sign(request, {credentials(), "us-east-1", "sts", kNow});
  const auto error = error_of(service().answer(request, kNow));
  EXPECT_THAT(error.message, HasSubstr("for the service sts"));
  EXPECT_THAT(error.message, HasSubstr("one action, SendBounce of SES"));
  EXPECT_THAT(error.message, HasSubstr("set AWS_ENDPOINT_URL_SES instead of AWS_ENDPOINT_URL"));
}

TEST_F(ServiceTest, TellsAnotherActionWhereToNameTheEndpoint) {
  const auto request = signed_body("Action=SendEmail&Version=2010-12-01");
  const auto error = error_of(service().answer(request, kNow));
  EXPECT_THAT(error.message, HasSubstr("not \"SendEmail\""));
  EXPECT_THAT(error.message, HasSubstr("not in AWS_ENDPOINT_URL"));
}

TEST_F(ServiceTest, AnswersClientsOfJsonInJson) {
  HttpRequest dynamo_db;
  dynamo_db.host = "127.0.0.1:1";
  dynamo_db.headers = {{"Content-Type", "application/x-amz-json-1.0"}};
  sign(dynamo_db, {credentials(), "us-east-1", "dynamodb", kNow});
  HttpRequest ses_v2;
  ses_v2.host = "127.0.0.1:1";
  ses_v2.path = "/v2/email/outbound-emails";
  sign(ses_v2, {credentials(), "us-east-1", "ses", kNow});
  for (const auto& [request, status] : {std::pair(dynamo_db, 400), std::pair(ses_v2, 404)}) {
    const auto response = service().answer(request, kNow).response;
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(*find_header(response.headers, "Content-Type"), "application/json");
    EXPECT_EQ(*find_header(response.headers, "x-amzn-ErrorType"), "UnknownOperationException");
    EXPECT_THAT(response.body, testing::MatchesRegex(
                                   "\\{\"__type\":\"UnknownOperationException\",\"message\":"
                                   "\"ses-stand-in: .* set AWS_ENDPOINT_URL_SES instead .*\"\\}"));
  }
}

class UnreadableRequest : public ServiceTest, public testing::WithParamInterface<UnreadableCase> {};

TEST_P(UnreadableRequest, IsAnsweredInTheFrameToo) {
  const ServiceAnswer result = service().answer(GetParam().request(), kNow);
  EXPECT_EQ(result.response.status, GetParam().status);
  EXPECT_EQ(error_of(result).code, GetParam().code);
  EXPECT_THAT(error_of(result).message, StartsWith("ses-stand-in: "));
}

HttpRequest changed(const std::function<void(HttpRequest&)>& change) {
  HttpRequest request;
  request.host = "127.0.0.1:1";
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  request.body = "Action=SendBounce&Version=2010-12-01";
  change(request);
  sign(request, {credentials(), "us-east-1", "ses", kNow});
  return request;
}

INSTANTIATE_TEST_SUITE_P(
    Table, UnreadableRequest,
    testing::Values(
        UnreadableCase{"get", [] { return changed([](auto& r) { r.method = "GET"; }); }, 405,
                       "UnknownOperationException"},
        UnreadableCase{"path", [] { return changed([](auto& r) { r.path = "/other"; }); }, 404,
                       "UnknownOperationException"},
        UnreadableCase{"another_service",
                       [] {
                         HttpRequest request = changed([](auto& r) { r.path = "/bucket/key"; });
                         request.headers.clear();
                         sign(request, {credentials(), "us-east-1", "s3", kNow});
                         return request;
                       },
                       400, "UnknownOperationException"},
        UnreadableCase{
            "another_type",
            [] { return changed([](auto& r) {
                   r.headers = {{"Content-Type", "text/plain"}};
                 }); },
            415, "MalformedQueryString"},
        UnreadableCase{"no_type", [] { return changed([](auto& r) { r.headers.clear(); }); }, 415,
                       "MalformedQueryString"},
        UnreadableCase{"empty", [] { return signed_body(""); }, 400, "MissingAction"},
        UnreadableCase{"another_action",
                       [] { return signed_body("Action=SendEmail&Version=2010-12-01"); }, 400,
                       "InvalidAction"},
        UnreadableCase{"another_version",
                       [] { return signed_body("Action=SendBounce&Version=2010-12-02"); }, 400,
                       "InvalidAction"},
        UnreadableCase{"no_version", [] { return signed_body("Action=SendBounce"); }, 400,
                       "InvalidAction"},
        UnreadableCase{"unknown_field",
                       [] { return signed_body("Action=SendBounce&Version=2010-12-01&Foo=1"); },
                       400, "MalformedQueryString"},
        UnreadableCase{
            "bytes_that_are_no_utf8",
            [] { return signed_body("Action=SendBounce&Version=2010-12-01&BounceSender=%FF"); },
            400, "MalformedQueryString"},
        UnreadableCase{"nothing_but_the_action",
                       [] { return signed_body("Action=SendBounce&Version=2010-12-01"); }, 400,
                       "ValidationError"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(ServiceTest, EscapesWhatItRepeats) {
  Map members = parameters("<&>\"\x01\xEF\xBF\xBE");
  members.set("BounceSender", "x@example.org");
  const ServiceAnswer result = answer(members);
  EXPECT_THAT(result.response.body, HasSubstr("Failed to generate a bounce for &lt;&amp;&gt;\""));
  EXPECT_THAT(error_of(result).message, StartsWith("Failed to generate a bounce for <&>\""));
  EXPECT_THAT(result.summary, Not(HasSubstr("\x01")));
}

TEST_F(ServiceTest, KeepsItsLogLineToOneShortLine) {
  const ServiceAnswer result = answer(parameters("a\nb" + std::string(10'000, 'x')));
  EXPECT_LT(result.summary.size(), 500U);
  EXPECT_EQ(result.summary.find('\n'), std::string::npos);
}

TEST_F(ServiceTest, ServesManyThreadsAtOnceAndAcceptsOnePerSecond) {
  const HttpRequest request = request_for(parameters("fresh"));
  Service& shared = service();
  std::vector<std::thread> threads;
  std::atomic<int> accepted = 0;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < 20; ++j)
        if (shared.answer(request, kNow).response.status == 200) ++accepted;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(accepted, 1);
  EXPECT_THAT(bounces_, SizeIs(1));
}

}  // namespace
}  // namespace send_bounce::stand_in
