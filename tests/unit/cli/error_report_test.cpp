#include "send_bounce/cli/error_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/help.h"

namespace send_bounce {
namespace {

using ::testing::HasSubstr;

Error error(ErrorKind kind, std::string message, std::string code = "") {
  Error made;
  made.kind = kind;
  made.message = std::move(message);
  made.code = std::move(code);
  if (kind == ErrorKind::Service) made.operation = "SendBounce";
  return made;
}

std::string render(const Error& what, ErrorFormat format = ErrorFormat::Enhanced) {
  return render_error(what, {.format = format, .begins_with_blank_line = true});
}

// The members that follow Code and Message in an error that no call belongs to.
constexpr const char* kNoCall = ",\n    \"Outcome\": \"not_sent\",\n    \"Attempts\": 0\n}\n";
constexpr const char* kNoCallInText = "\tnot_sent\t\t0\t\t";

CallRecord call(Outcome outcome) {
  CallRecord record;
  record.outcome = outcome;
  record.attempts = 3;
  record.unknown_attempt = outcome == Outcome::Unknown ? 2 : 0;
  record.unknown_since = {1577934245, 0};
  record.invocation_id = "0001-02";
  record.request_id = "req-1";
  record.answer = outcome == Outcome::Sent ? "{'MessageId': '0102'}" : "";
  return record;
}

// Exit codes of command-line.md §1.8.
TEST(ExitCode, FollowsTheReference) {
  EXPECT_EQ(exit_code(ErrorKind::UnknownOptions), 252);
  EXPECT_EQ(exit_code(ErrorKind::Usage), 252);
  EXPECT_EQ(exit_code(ErrorKind::ParamValidation), 252);
  EXPECT_EQ(exit_code(ErrorKind::Configuration), 253);
  EXPECT_EQ(exit_code(ErrorKind::NoRegion), 253);
  EXPECT_EQ(exit_code(ErrorKind::NoCredentials), 253);
  EXPECT_EQ(exit_code(ErrorKind::Service), 254);
  EXPECT_EQ(exit_code(ErrorKind::Connection), 255);
  EXPECT_EQ(exit_code(ErrorKind::BadReply), 255);
  EXPECT_EQ(exit_code(ErrorKind::General), 255);
  EXPECT_EQ(exit_code(ErrorKind::Interrupted), 130);
  // Ours (docs/exit-codes.md).
  EXPECT_EQ(exit_code(ErrorKind::OutputLost), 74);
  EXPECT_EQ(exit_code(ErrorKind::OutcomeUnknown), 75);
}

TEST(ErrorReport, NamesCodeAndOperationOfAServiceError) {
  Error rejected = error(ErrorKind::Service, "no", "MessageRejected");
  EXPECT_EQ(render(rejected),
            "\nsend-bounce: [ERROR]: An error occurred (MessageRejected) when calling the "
            "SendBounce operation: no\n");
  EXPECT_EQ(render(rejected, ErrorFormat::Legacy), render(rejected));
  EXPECT_EQ(
      render(rejected, ErrorFormat::Json),
      std::string("{\n    \"Code\": \"MessageRejected\",\n    \"Message\": \"no\"") + kNoCall);
  EXPECT_EQ(render(rejected, ErrorFormat::Text),
            std::string("MessageRejected\tno") + kNoCallInText + "\n");
  rejected.retries = 2;
  EXPECT_EQ(render(rejected),
            "\nsend-bounce: [ERROR]: An error occurred (MessageRejected) when calling the "
            "SendBounce operation (reached max retries: 2): no\n");
}

// configuration-and-credentials.md row 126.
TEST(ErrorReport, NamesTheOperationOfAServiceOnTheWay) {
  Error denied = error(ErrorKind::Service, "nope", "AccessDenied");
  denied.operation = "AssumeRole";
  EXPECT_EQ(render(denied),
            "\nsend-bounce: [ERROR]: An error occurred (AccessDenied) when calling the AssumeRole "
            "operation: nope\n");
}

// command-line.md rows 285 and 287.
TEST(ErrorReport, WritesAnErrorAsYamlAndAsATable) {
  const Error rejected = error(ErrorKind::Service, "no é", "MessageRejected");
  EXPECT_EQ(render(rejected, ErrorFormat::Yaml),
            "Attempts: 0\nCode: MessageRejected\nMessage: no é\nOutcome: not_sent\n");
  TableStyle style;
  style.title = "error";
  const std::string table = render_error(rejected, {.format = ErrorFormat::Table, .table = style});
  EXPECT_THAT(table, ::testing::ContainsRegex("\\| +error +\\|"));
  EXPECT_THAT(table, ::testing::ContainsRegex("\\| Attempts \\| +Code +\\| Message +\\| +Outcome"));
  EXPECT_THAT(table, HasSubstr("|  MessageRejected  |  no é"));
}

TEST(ErrorReport, KnowsTheNamesOfItsFormatsInAnyCase) {
  for (const char* name : {"enhanced", "Legacy", "json", "YAML", "text", "Table"}) {
    EXPECT_TRUE(error_format_from_name(name).has_value()) << name;
  }
  EXPECT_FALSE(error_format_from_name("xml").has_value());
}

// command-line.md rows 295, 296 and 300.
TEST(ErrorReport, TellsAnEmptyFieldFromAMissingOne) {
  Error empty = error(ErrorKind::Service, "None", "A");
  empty.message_state = FieldState::Empty;
  EXPECT_EQ(render(empty, ErrorFormat::Json),
            std::string("{\n    \"Code\": \"A\",\n    \"Message\": null") + kNoCall);
  Error missing = error(ErrorKind::Service, "Unknown", "X");
  missing.message_state = FieldState::Missing;
  EXPECT_EQ(render(missing, ErrorFormat::Json), std::string("{\n    \"Code\": \"X\"") + kNoCall);
  EXPECT_EQ(render(missing),
            "\nsend-bounce: [ERROR]: An error occurred (X) when calling the SendBounce operation: "
            "Unknown\n");
}

// wire-protocol.md row 30.
TEST(ErrorReport, AddsTheMembersOfAModelledError) {
  Error missing = error(ErrorKind::Service, "m", "ConfigurationSetDoesNotExist");
  missing.details = {{"ConfigurationSetName", "cs"}};
  EXPECT_EQ(render(missing),
            "\nsend-bounce: [ERROR]: An error occurred (ConfigurationSetDoesNotExist) when calling "
            "the SendBounce operation: m\n\nAdditional error details:\nConfigurationSetName: cs\n");
}

TEST(ErrorReport, TellsAFaultOfTheRequestInEveryFormat) {
  const Error fault = invalid_parameter("Parameter validation failed:\nx").value();
  EXPECT_EQ(render(fault),
            "\nsend-bounce: [ERROR]: An error occurred (ParamValidation): Parameter validation "
            "failed:\nx\n");
  EXPECT_EQ(render(fault, ErrorFormat::Legacy),
            "\nsend-bounce: [ERROR]: Parameter validation failed:\nx\n");
  EXPECT_EQ(render(fault, ErrorFormat::Text),
            std::string("ParamValidation\tParameter validation failed:\nx") + kNoCallInText + "\n");
}

TEST(ErrorReport, GivesAdviceToPeopleInTheDefaultFormatAlone) {
  const Error unreachable =
      fail(ErrorKind::Connection, "Could not connect", "Nothing was sent.").value();
  EXPECT_EQ(render(unreachable), "\nsend-bounce: [ERROR]: Could not connect\nNothing was sent.\n");
  EXPECT_EQ(render(unreachable, ErrorFormat::Legacy),
            "\nsend-bounce: [ERROR]: Could not connect\n");
  const Error invalid = invalid_parameter("Bad value", "Use another.").value();
  EXPECT_EQ(
      render(invalid),
      "\nsend-bounce: [ERROR]: An error occurred (ParamValidation): Bad value\nUse another.\n");
  EXPECT_EQ(render(invalid, ErrorFormat::Text),
            "ParamValidation\tBad value\tnot_sent\t\t0\t\tUse another.\n");
}

// All errors have the structured forms, with further members.
TEST(ErrorReport, HasEveryKindInTheFormatsForPrograms) {
  const struct {
    ErrorKind kind;
    const char* code;
  } rows[] = {
      {ErrorKind::UnknownOptions, "ParamValidation"},
      {ErrorKind::Usage, "ParamValidation"},
      {ErrorKind::ParamValidation, "ParamValidation"},
      {ErrorKind::Configuration, "Configuration"},
      {ErrorKind::NoRegion, "NoRegion"},
      {ErrorKind::NoCredentials, "NoCredentials"},
      {ErrorKind::Service, "Unknown"},
      {ErrorKind::Connection, "ConnectionError"},
      {ErrorKind::BadReply, "ResponseParserError"},
      {ErrorKind::OutcomeUnknown, "OutcomeUnknown"},
      {ErrorKind::Interrupted, "Interrupted"},
      {ErrorKind::OutputLost, "OutputLost"},
      {ErrorKind::General, "GeneralError"},
  };
  for (const auto& row : rows) {
    const auto document =
        nlohmann::json::parse(render(error(row.kind, "m"), ErrorFormat::Json), nullptr, false);
    ASSERT_TRUE(document.is_object()) << row.code;
    EXPECT_EQ(document["Code"], row.code);
    EXPECT_EQ(document["Outcome"], "not_sent");
    EXPECT_THAT(render(error(row.kind, "m"), ErrorFormat::Text),
                ::testing::StartsWith(std::string(row.code) + "\tm"));
  }
}

TEST(ErrorReport, CarriesTheRecordOfTheCall) {
  Error lost = error(ErrorKind::Connection, "m");
  lost.advice = "It failed.";
  lost.call = call(Outcome::Unknown);
  const auto document = nlohmann::json::parse(render(lost, ErrorFormat::Json));
  EXPECT_EQ(document["Outcome"], "unknown");
  EXPECT_EQ(document["Attempts"], 3);
  EXPECT_EQ(document["InvocationId"], "0001-02");
  EXPECT_EQ(document["RequestId"], "req-1");
  EXPECT_THAT(document["Advice"].get<std::string>(), HasSubstr("may have been accepted"));
  EXPECT_EQ(render(lost, ErrorFormat::Text),
            "ConnectionError\tm\tunknown\treq-1\t3\t0001-02\tIt failed. The bounce may have been "
            "accepted. SES does not notice a bounce that comes twice, so check whether it arrived "
            "before you send it again. Invocation id 0001-02, attempt 2, 2020-01-02T03:04:05Z.\n");
}

// Whatever the format, and whatever the last attempt failed by.
TEST(ErrorReport, AlwaysSaysThatABounceIsOutOrMayBe) {
  for (const ErrorFormat format : {ErrorFormat::Enhanced, ErrorFormat::Legacy, ErrorFormat::Json,
                                   ErrorFormat::Yaml, ErrorFormat::Text, ErrorFormat::Table}) {
    for (const ErrorKind kind : {ErrorKind::Service, ErrorKind::Connection, ErrorKind::BadReply,
                                 ErrorKind::OutcomeUnknown, ErrorKind::Interrupted}) {
      Error one = error(kind, "m");
      one.call = call(Outcome::Unknown);
      std::string text = render_error(one, {.format = format, .table = {.width = 2000}});
      // YAML folds at 80 columns.
      std::replace(text.begin(), text.end(), '\n', ' ');
      text.erase(std::unique(text.begin(), text.end(),
                             [](char a, char b) { return a == ' ' && b == ' '; }),
                 text.end());
      EXPECT_THAT(text, HasSubstr("may have been accepted"));
    }
    Error unwritten = error(ErrorKind::OutputLost, "m");
    unwritten.call = call(Outcome::Sent);
    EXPECT_THAT(render_error(unwritten, {.format = format, .table = {.width = 2000}}),
                HasSubstr("0102"));
  }
}

// The reference has a plain line here in every format; ours is a document with its text.
TEST(ErrorReport, IsNeverSilentAboutADocumentThatSaysNothing) {
  Error nothing = error(ErrorKind::Service, "Unknown", "Unknown");
  nothing.code_state = FieldState::Missing;
  nothing.message_state = FieldState::Missing;
  for (const ErrorFormat format : {ErrorFormat::Json, ErrorFormat::Yaml, ErrorFormat::Text,
                                   ErrorFormat::Table, ErrorFormat::Enhanced}) {
    EXPECT_THAT(render_error(nothing, {.format = format, .table = {.width = 200}}),
                HasSubstr("An error occurred (Unknown) when calling the SendBounce operation: "
                          "Unknown"));
  }
  Error no_code = error(ErrorKind::Service, "m", "Unknown");
  no_code.code_state = FieldState::Missing;
  EXPECT_EQ(render(no_code, ErrorFormat::Text), std::string("m") + kNoCallInText + "\n");
}

// Fields are told by tabs, so none of a service's may stand in one; lines by their end, so a script
// counts the last five fields of the last line.
TEST(ErrorReport, LetsNoTextOfOthersMoveAFieldOfTheTextFormat) {
  Error forged = error(ErrorKind::Service, "x\tsent\tRQ\nsent\tRQ", "Message\tRejected");
  forged.call.request_id = "r\tq";
  const std::string text = render(forged, ErrorFormat::Text);
  const std::string last = text.substr(text.find('\n') + 1);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\t'), 6);
  EXPECT_EQ(last, "sent\\x09RQ\tnot_sent\tr\\x09q\t0\t\t\n");
}

TEST(ErrorReport, BeginsWithAnEmptyLineForPeopleAlone) {
  EXPECT_EQ(render_error(error(ErrorKind::General, "x")), "send-bounce: [ERROR]: x\n");
  EXPECT_TRUE(render_error(error(ErrorKind::Usage, "x")).starts_with("usage: "));
}

TEST(ErrorReport, PutsTheMessageBehindTheUsageBlockSoThatItIsSeen) {
  const Error usage = error(ErrorKind::Usage, "argument --x: y");
  EXPECT_EQ(render(usage), "\n" + usage_block() +
                               "\n\nsend-bounce: [ERROR]: An error occurred (ParamValidation): "
                               "argument --x: y\n");
  EXPECT_EQ(render(usage, ErrorFormat::Legacy),
            "\n" + usage_block() + "\n\nsend-bounce: [ERROR]: argument --x: y\n");
  const Error unknown = error(ErrorKind::UnknownOptions, "Unknown options: --foo");
  for (const ErrorFormat format : {ErrorFormat::Enhanced, ErrorFormat::Legacy}) {
    EXPECT_EQ(render(unknown, format),
              "\n" + usage_block() + "\n\nsend-bounce: [ERROR]: Unknown options: --foo\n");
  }
}

// command-line.md §7.1: the message of a parse error keeps its usage block inside.
TEST(ErrorReport, KeepsTheUsageBlockInTheMessageThatAProgramReads) {
  EXPECT_EQ(render(error(ErrorKind::Usage, "argument --x: y"), ErrorFormat::Text),
            "ParamValidation\targument --x: y\n\n" +
                usage_block().substr(0, usage_block().size() - 1) + kNoCallInText + "\n");
}

TEST(ErrorReport, AdvisesOnUnknownOptionsInTheDefaultFormatAlone) {
  const Error unknown =
      fail(ErrorKind::UnknownOptions, "Unknown options: --foo", "Advice.").value();
  EXPECT_THAT(render(unknown), ::testing::EndsWith("Unknown options: --foo\nAdvice.\n"));
  EXPECT_THAT(render(unknown, ErrorFormat::Legacy), ::testing::EndsWith("options: --foo\n"));
}

TEST(ErrorReport, ShowsPeopleNoCodeOfAGeneralFault) {
  for (const ErrorFormat format : {ErrorFormat::Enhanced, ErrorFormat::Legacy}) {
    EXPECT_EQ(render(error(ErrorKind::General, " x \n"), format), "\nsend-bounce: [ERROR]: x\n");
  }
  EXPECT_EQ(render(error(ErrorKind::General, "")), "\nsend-bounce: [ERROR]:\n");
}

}  // namespace
}  // namespace send_bounce
