#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "send_bounce/model/ses_model.h"
#include "send_bounce/model/sts_model.h"
#include "send_bounce/protocol/query.h"

namespace send_bounce {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

Result<Value> parse(int status, const std::string& body) {
  return parse_query_reply(kSendBounce, HttpResponse{status, {}, body});
}

Error error_of(int status, const std::string& body) {
  const auto value = parse(status, body);
  EXPECT_FALSE(value) << status << ' ' << body;
  return value ? Error{} : value.error();
}

/// "code: message" of a service's error, or what the message says otherwise.
std::string told(const Error& error) {
  if (error.kind == ErrorKind::Service) return error.code + ": " + error.message;
  EXPECT_EQ(error.kind, ErrorKind::BadReply);
  return error.message;
}

const std::string kNamespace = "http://ses.amazonaws.com/doc/2010-12-01/";

std::string success(const std::string& message_id) {
  return "<R><SendBounceResult><MessageId>" + message_id + "</MessageId></SendBounceResult></R>";
}

// The reference adds that further retries may succeed; here only a refusal has that, since after
// all others the bounce may be out (docs/differences.md).
std::string unparsable_refusal(const std::string& fault, const std::string& body) {
  return "Unable to parse response (" + fault +
         "), invalid XML received. Further retries may succeed:\n" + body;
}
std::string unparsable(const std::string& fault, const std::string& body) {
  return "Unable to parse response (" + fault + "), invalid XML received:\n" + body;
}

struct TextRow {
  std::string body;
  std::string expected;
};

// The numbers are rows of wire-protocol.md.
TEST(QueryReply, ReadsTheMessageId) {
  const TextRow kRows[] = {
      {"<SendBounceResponse xmlns=\"" + kNamespace +
           "\"><SendBounceResult><MessageId>MID-1</MessageId></SendBounceResult>"
           "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></SendBounceResponse>",
       "MID-1"},                    // 1
      {success("MID-1"), "MID-1"},  // 2
      {"<x:Any xmlns:x='urn:q'><x:SendBounceResult><x:MessageId>MID-1</x:MessageId>"
       "</x:SendBounceResult></x:Any>",
       "MID-1"},                                                                        // 3
      {success("  a b \n"), "  a b \n"},                                                // 4
      {"<R><SendBounceResult><MessageId/></SendBounceResult></R>", ""},                 // 5
      {success("&lt;a&amp;b&gt;&#233;&#x20AC;&quot;"), "<a&b>\xC3\xA9\xE2\x82\xAC\""},  // 9
      {success("a<![CDATA[<b>]]><!-- c -->&amp;c"), "a<b>&c"},                          // 10
      {success("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"},
      {"<!DOCTYPE R [<!ENTITY e 'EXP'>]>" + success("&e;"), "EXP"},  // 14
      {success("cut<b/>off"), "cut"},
      {"<R><SendBounceResult><MessageId>1</MessageId></SendBounceResult>"
       "<SendBounceResult><MessageId>2</MessageId></SendBounceResult></R>",
       "1"}};
  for (const TextRow& row : kRows) {
    const auto value = parse(200, row.body);
    ASSERT_TRUE(value) << row.body << value.error().message;
    EXPECT_EQ(*value, Value(Map{{"MessageId", row.expected}})) << row.body;
  }
  EXPECT_TRUE(parse(202, success("x")));  // 21
}

TEST(QueryReply, AResultWithoutMessageIdIsAnEmptyMap) {
  const auto value = parse(200, "<R><SendBounceResult/></R>");  // 6
  ASSERT_TRUE(value);
  EXPECT_EQ(*value, Value(Map{}));
}

TEST(QueryReply, ABodyThatIsNoXmlIsShownAsPythonWould) {
  struct Row {
    int status;
    std::string body;
    std::string expected;
  };
  const Row kRows[] = {
      {200, "<R><SendBounceResult><MessageId>\xFF\xFE</MessageId></SendBounceResult></R>",
       unparsable(
           "not well-formed (invalid token): line 1, column 32",
           "b'<R><SendBounceResult><MessageId>\\xff\\xfe</MessageId></SendBounceResult></R>'")},
      {200, "", unparsable("no element found: line 1, column 0", "b''")},
      {200, "{\"MessageId\":\"x\"}",
       unparsable("not well-formed (invalid token): line 1, column 0", "b'{\"MessageId\":\"x\"}'")},
      {200, std::string("\x1f\x8b\x08\x00", 4),
       unparsable("not well-formed (invalid token): line 1, column 0", "b'\\x1f\\x8b\\x08\\x00'")},
      {204, "", unparsable("no element found: line 1, column 0", "b''")},
      {302, "", unparsable("no element found: line 1, column 0", "b''")},
      {103, "", unparsable("no element found: line 1, column 0", "b''")},
      {403, "", unparsable_refusal("no element found: line 1, column 0", "b''")},
      {400, "Bad Request", unparsable_refusal("syntax error: line 1, column 0", "b'Bad Request'")},
      {503, "<HTML><br></HTML>",
       unparsable("mismatched tag: line 1, column 12", "b'<HTML><br></HTML>'")},
      {503, "<!DOCTYPE html><html><br></html>",
       unparsable("mismatched tag: line 1, column 27", "b'<!DOCTYPE html><html><br></html>'")},
      {503, "busy", unparsable("syntax error: line 1, column 0", "b'busy'")}};
  for (const Row& row : kRows) EXPECT_EQ(told(error_of(row.status, row.body)), row.expected);
}

// ses-bounce-facts.md §2: an error document has it beside the error, a success in its metadata;
// SES's header has it as well.
TEST(QueryReply, NamesTheRequestOfAnError) {
  const auto id_in = [](HttpResponse answer) {
    const auto reply = parse_query_reply(kSendBounce, answer);
    return reply ? "(a success)" : reply.error().call.request_id;
  };
  EXPECT_EQ(id_in({400,
                   {},
                   "<ErrorResponse><Error><Code>X</Code></Error><RequestId>r-1</RequestId></"
                   "ErrorResponse>"}),
            "r-1");
  EXPECT_EQ(
      id_in({200, {}, "<R><ResponseMetadata><RequestId>r-2</RequestId></ResponseMetadata></R>"}),
      "r-2");
  EXPECT_EQ(id_in({503, {{"x-amzn-requestid", "r-3"}}, "busy"}), "r-3");
  EXPECT_EQ(id_in({503, {}, ""}), "");
}

TEST(QueryReply, OfALongBodyOnlyTheBeginningIsShown) {
  EXPECT_EQ(
      told(error_of(400, std::string(2000, 'x'))),
      unparsable_refusal("syntax error: line 1, column 0", "b'" + std::string(2000, 'x') + "'"));
  EXPECT_EQ(told(error_of(400, std::string(2345, 'x'))),
            unparsable_refusal("syntax error: line 1, column 0",
                               "b'" + std::string(2000, 'x') + "' and 345 more bytes"));

  // An attempt before may have been accepted.
  const auto late = parse_query_reply(kSendBounce, {400, {}, "x"}, Outcome::Unknown);
  EXPECT_EQ(told(late.error()), unparsable("syntax error: line 1, column 0", "b'x'"));
}

// The keys of a role are never quoted, whatever is wrong with the answer that holds them.
TEST(QueryReply, AnAnswerWithCredentialsIsNeverQuoted) {
  const std::string keys =
      "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA1</AccessKeyId>"
      "<SecretAccessKey>THE-SECRET</SecretAccessKey><SessionToken>THE-TOKEN</SessionToken>"
      "<Expiration>THE-SECRET</Expiration></Credentials>";
  const std::string end = "</AssumeRoleResult></AssumeRoleResponse>";
  const std::string bodies[] = {
      keys,                                                                            // cut
      keys.substr(0, 140),                                                             // cut inside
      keys + "</AssumeRoleResult>",                                                    // cut later
      keys + "<script>alert(1)<br></script>" + end,                                    // injected
      "<html><body>" + keys + end,                                                     // injected
      "THE-SECRET" + keys + end,                                                       // in front
      keys + end + "THE-SECRET",                                                       // behind
      keys + "\xFF" + end,                                                             // no UTF-8
      keys + std::string(1, '\0') + end,                                               // no text
      "{\"SecretAccessKey\": \"THE-SECRET\"}",                                         // no XML
      keys + end,                                                                      // no time
      keys + keys.substr(38) + end,                                                    // twice
      "<Wrong>" + keys + end + "</Wrong>",                                             // wrong root
      "<R><Error><Code>THE-SECRET</Code><Message>THE-TOKEN</Message></Error></R>",     // status 200
      "<!DOCTYPE r SYSTEM 'x' [<!ENTITY THE-SECRET SYSTEM 'y'>]><r>&THE-SECRET;</r>",  // an entity
  };
  for (const Operation* operation : {&kAssumeRole, &kAssumeRoleWithWebIdentity}) {
    for (const std::string& body : bodies) {
      const auto reply = parse_query_reply(*operation, HttpResponse{200, {}, body});
      ASSERT_FALSE(reply) << body;
      EXPECT_EQ(reply.error().kind, ErrorKind::BadReply) << body;
      EXPECT_THAT(reply.error().message, Not(HasSubstr("THE-"))) << body;
    }
    for (const int status : {400, 403, 500, 503}) {
      for (const std::string& body : bodies) {
        if (body.starts_with("<R><Error>")) continue;  // an error document is told
        const auto reply = parse_query_reply(*operation, HttpResponse{status, {}, body});
        ASSERT_FALSE(reply) << body;
        EXPECT_THAT(reply.error().code + reply.error().message, Not(HasSubstr("THE-"))) << body;
      }
    }
  }
}

TEST(QueryReply, OfAnAnswerWithCredentialsPlaceAndLengthAreTold) {
  const std::string body = "<AssumeRoleResponse><SecretAccessKey>s</SecretAccessKey>";
  EXPECT_EQ(told(parse_query_reply(kAssumeRole, HttpResponse{200, {}, body}).error()),
            "Unable to parse response (no element found: line 1, column 56 of 56 bytes), invalid "
            "XML received. It is not shown, because it may hold credentials.");
}

// 7, 8, 17, 18: where the reference's text is an accident of its language, ours says what is wrong.
TEST(QueryReply, ASuccessThatIsNoneIsNamed) {
  const TextRow kRows[] = {
      {"<SendBounceResponse/>",
       "The answer of the service (HTTP status 200) has no SendBounceResult element, so it does "
       "not say whether the request was carried out."},
      {"<html></html>",
       "The answer of the service (HTTP status 200) has no SendBounceResult element, so it does "
       "not say whether the request was carried out."},
      {"<ErrorResponse><Error><Code>Throttling</Code><Message>slow</Message></Error>"
       "</ErrorResponse>",
       "The answer of the service (HTTP status 200) has the status of a success but is an error "
       "document (Throttling): slow"},
      {"<R><SendBounceResult><MessageId>1</MessageId><MessageId>2</MessageId></SendBounceResult>"
       "</R>",
       "The answer of the service (HTTP status 200) holds 2 elements named MessageId where one is "
       "expected."}};
  for (const TextRow& row : kRows) EXPECT_EQ(told(error_of(200, row.body)), row.expected);
}

TEST(QueryReply, ErrorDocumentsGiveCodeAndMessage) {
  const TextRow kRows[] = {
      {"<ErrorResponse xmlns=\"" + kNamespace +
           "\"><Error><Type>Sender</Type><Code>MessageRejected</Code><Message>Email address is not "
           "verified.</Message></Error><RequestId>r</RequestId></ErrorResponse>",
       "MessageRejected: Email address is not verified."},  // 28
      {"<ErrorResponse><Error><Code>Foo</Code><Message>m</Message><Extra>x</Extra></Error>"
       "</ErrorResponse>",
       "Foo: m"},                                                                   // 29
      {"<Error><Code>Foo</Code><Message>m</Message></Error>", "Unknown: Unknown"},  // 31
      {"<Response><Errors><Error><Code>Foo</Code><Message>m</Message></Error></Errors>"
       "<RequestID>r</RequestID></Response>",
       "Foo: m"},                                                                       // 32
      {"<ErrorResponse><RequestId>r</RequestId></ErrorResponse>", "Unknown: Unknown"},  // 33
      {"<E><Error><Message>m</Message></Error></E>", "Unknown: m"},                     // 35
      {"<E><Error><Code>Foo</Code></Error></E>", "Foo: Unknown"},                       // 36
      {"<E><Error><Code/><Message></Message></Error></E>", "None: None"},               // 37
      {"<E><Error><Code>Foo</Code><Message>  two\n lines  \n</Message></Error></E>",
       "Foo:   two\n lines  \n"},                                  // 38
      {"<html><body><p>x</p></body></html>", "Unknown: Unknown"},  // 41
      {"<x/>", "Unknown: Unknown"}};                               // 53
  for (const TextRow& row : kRows) EXPECT_EQ(told(error_of(400, row.body)), row.expected);
}

TEST(QueryReply, TellsAnEmptyFieldFromAMissingOne) {
  const Error full = error_of(400, "<E><Error><Code>None</Code><Message>m</Message></Error></E>");
  EXPECT_EQ(full.code_state, FieldState::Given);
  EXPECT_EQ(full.message_state, FieldState::Given);
  const Error empty = error_of(400, "<E><Error><Code/><Message>m</Message></Error></E>");
  EXPECT_EQ(empty.code_state, FieldState::Empty);
  EXPECT_EQ(empty.message_state, FieldState::Given);
  const Error missing = error_of(400, "<E><Error><Code>c</Code></Error></E>");
  EXPECT_EQ(missing.code_state, FieldState::Given);
  EXPECT_EQ(missing.message_state, FieldState::Missing);
  const Error neither = error_of(400, "<x/>");
  EXPECT_EQ(neither.code_state, FieldState::Missing);
  EXPECT_EQ(neither.message_state, FieldState::Missing);
}

// 34, and its like: the reference fails in its own code there.
TEST(QueryReply, AnErrorElementThatHoldsNothingIsNamed) {
  const std::string start = "The answer of the service (HTTP status 400) is an error document ";
  EXPECT_EQ(told(error_of(400, "<E><Error/></E>")), start + "without code and message.");
  EXPECT_EQ(told(error_of(400, "<E><Error>text</Error></E>")), start + "without code and message.");
  EXPECT_EQ(told(error_of(400, "<Response><Errors/></Response>")),
            start + "whose Errors element is empty.");
}

// As botocore 1.43 does: a TypeError there.
TEST(QueryReply, AnErrorWhoseMetadataAreNoMapIsNoAnswer) {
  const std::string error = "<Error><Code>c</Code><Message>m</Message></Error>";
  for (const int status : {301, 400, 429, 500, 503}) {
    for (const std::string& document :
         {std::string("<X><ResponseMetadata/></X>"),
          std::string("<X><ResponseMetadata>text</ResponseMetadata></X>"),
          "<ErrorResponse>" + error + "<ResponseMetadata/></ErrorResponse>",
          "<X><Errors>" + error + "<ResponseMetadata/></Errors></X>"}) {
      EXPECT_EQ(told(error_of(status, document)),
                "The answer of the service (HTTP status " + std::to_string(status) +
                    ") has a ResponseMetadata element without members.")
          << document;
    }
  }
  for (const char* metadata :
       {"<ResponseMetadata/><RequestId>r</RequestId>", "<ResponseMetadata/><ResponseMetadata/>",
        "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>",
        "<ResponseMetadata><x/></ResponseMetadata>"}) {
    EXPECT_EQ(told(error_of(400, "<X>" + error + metadata + "</X>")), "c: m") << metadata;
  }
  EXPECT_TRUE(parse(200,
                    "<R><SendBounceResult><MessageId>i</MessageId></SendBounceResult>"
                    "<ResponseMetadata/></R>"));
}

// 30. The members are those of the whole service's errors, in the order of the model.
TEST(QueryReply, MembersOfModelledErrorsBecomeDetails) {
  const Error error = error_of(
      400,
      "<ErrorResponse><Error><EventDestinationName>d</EventDestinationName>"
      "<ConfigurationSetName>cs</ConfigurationSetName><Other>x</Other>"
      "<Code>EventDestinationDoesNotExist</Code><Message>m</Message></Error></ErrorResponse>");
  EXPECT_THAT(error.details,
              ElementsAre(Pair("ConfigurationSetName", "cs"), Pair("EventDestinationName", "d")));
  EXPECT_TRUE(error_of(400,
                       "<ErrorResponse><Error><Code>MessageRejected</Code>"
                       "<ConfigurationSetName>cs</ConfigurationSetName></Error>"
                       "</ErrorResponse>")
                  .details.empty());
}

// 23, 25.
TEST(QueryReply, ASuccessDocumentWithAnotherStatusIsAnUnknownError) {
  EXPECT_EQ(told(error_of(300, success("x"))), "Unknown: Unknown");
  EXPECT_EQ(told(error_of(308, success("x"))), "Unknown: Unknown");
}

// 48, 49, and the numbers of http.HTTPStatus.
TEST(QueryReply, AGenericServerErrorIsNamedByItsStatus) {
  EXPECT_EQ(told(error_of(500, "")), "500: Internal Server Error");
  EXPECT_EQ(told(error_of(503, " \r\n ")), "503: Service Unavailable");
  EXPECT_EQ(told(error_of(503, "<html><br>")), "503: Service Unavailable");
  EXPECT_EQ(told(error_of(504, "\n<html>")), "504: Gateway Timeout");
  EXPECT_EQ(told(error_of(520, "")), "520: ");
  EXPECT_EQ(told(error_of(504, "<html/>")), "Unknown: Unknown");  // recorded case retries-1093
}

}  // namespace
}  // namespace send_bounce
