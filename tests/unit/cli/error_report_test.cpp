#include "send_bounce/cli/error_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/usage.h"

namespace send_bounce {
namespace {

Error error(ErrorKind kind, std::string message, std::string code = "") {
  Error made;
  made.kind = kind;
  made.message = std::move(message);
  made.code = std::move(code);
  if (kind == ErrorKind::Service) made.operation = "SendBounce";
  return made;
}

std::string render(const Error& what, ErrorFormat format = ErrorFormat::Enhanced) {
  return render_error(what, format);
}

// Exit codes of the command-line page §1.8.
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
}

TEST(ErrorReport, NamesCodeAndOperationOfAServiceError) {
  Error rejected = error(ErrorKind::Service, "no", "MessageRejected");
  EXPECT_EQ(render(rejected),
            "\nsend-bounce: [ERROR]: An error occurred (MessageRejected) when calling the "
            "SendBounce operation: no\n");
  EXPECT_EQ(render(rejected, ErrorFormat::Legacy), render(rejected));
  EXPECT_EQ(render(rejected, ErrorFormat::Json),
            "{\n    \"Code\": \"MessageRejected\",\n    \"Message\": \"no\"\n}\n");
  EXPECT_EQ(render(rejected, ErrorFormat::Text), "MessageRejected\tno\n");
  rejected.retries = 2;
  EXPECT_EQ(render(rejected),
            "\nsend-bounce: [ERROR]: An error occurred (MessageRejected) when calling the "
            "SendBounce operation (reached max retries: 2): no\n");
}

// Row 126 of the configuration page §6.
TEST(ErrorReport, NamesTheOperationOfAServiceOnTheWay) {
  Error denied = error(ErrorKind::Service, "nope", "AccessDenied");
  denied.operation = "AssumeRole";
  EXPECT_EQ(render(denied),
            "\nsend-bounce: [ERROR]: An error occurred (AccessDenied) when calling the AssumeRole "
            "operation: nope\n");
}

// Rows 285 and 287 of the command-line page §12.
TEST(ErrorReport, WritesAnErrorAsYamlAndAsATable) {
  const Error rejected = error(ErrorKind::Service, "no é", "MessageRejected");
  EXPECT_EQ(render(rejected, ErrorFormat::Yaml), "Code: MessageRejected\nMessage: no é\n");
  TableStyle style;
  style.title = "error";
  EXPECT_EQ(render_error(rejected, ErrorFormat::Table, style),
            "--------------------------------\n"
            "|             error            |\n"
            "+------------------+-----------+\n"
            "|       Code       |  Message  |\n"
            "+------------------+-----------+\n"
            "|  MessageRejected |  no é    |\n"
            "+------------------+-----------+\n");
}

TEST(ErrorReport, KnowsTheNamesOfItsFormatsInAnyCase) {
  for (const char* name : {"enhanced", "Legacy", "json", "YAML", "text", "Table"}) {
    EXPECT_TRUE(error_format_from_name(name).has_value()) << name;
  }
  EXPECT_FALSE(error_format_from_name("xml").has_value());
}

// Rows 295, 296 and 300 of the command-line page §12.
TEST(ErrorReport, TellsAnEmptyFieldFromAMissingOne) {
  Error empty = error(ErrorKind::Service, "None", "A");
  empty.message_state = FieldState::Empty;
  EXPECT_EQ(render(empty, ErrorFormat::Json),
            "{\n    \"Code\": \"A\",\n    \"Message\": null\n}\n");
  Error missing = error(ErrorKind::Service, "Unknown", "X");
  missing.message_state = FieldState::Missing;
  EXPECT_EQ(render(missing, ErrorFormat::Json), "{\n    \"Code\": \"X\"\n}\n");
  EXPECT_EQ(render(missing),
            "\nsend-bounce: [ERROR]: An error occurred (X) when calling the SendBounce operation: "
            "Unknown\n");
}

// Wire page, case 30.
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
  EXPECT_EQ(render(fault, ErrorFormat::Text), "ParamValidation\tParameter validation failed:\nx\n");
}

TEST(ErrorReport, GivesAdviceInTheDefaultFormatAlone) {
  const Error unreachable =
      fail(ErrorKind::Connection, "Could not connect", "Nothing was sent.").value();
  EXPECT_EQ(render(unreachable), "\nsend-bounce: [ERROR]: Could not connect\nNothing was sent.\n");
  for (const ErrorFormat format : {ErrorFormat::Legacy, ErrorFormat::Json, ErrorFormat::Text}) {
    EXPECT_EQ(render(unreachable, format), "\nsend-bounce: [ERROR]: Could not connect\n");
  }
  const Error invalid = invalid_parameter("Bad value", "Use another.").value();
  EXPECT_EQ(
      render(invalid),
      "\nsend-bounce: [ERROR]: An error occurred (ParamValidation): Bad value\nUse another.\n");
  EXPECT_EQ(render(invalid, ErrorFormat::Text), "ParamValidation\tBad value\n");
}

TEST(ErrorReport, PutsTheMessageBehindTheUsageBlockSoThatItIsSeen) {
  const Error usage = error(ErrorKind::Usage, "argument --x: y");
  EXPECT_EQ(render(usage), "\n" + usage_block() +
                               "\n\nsend-bounce: [ERROR]: An error occurred (ParamValidation): "
                               "argument --x: y\n");
  EXPECT_EQ(render(usage, ErrorFormat::Legacy),
            "\n" + usage_block() + "\n\nsend-bounce: [ERROR]: argument --x: y\n");
  const Error unknown = error(ErrorKind::UnknownOptions, "Unknown options: --foo");
  for (const ErrorFormat format : {ErrorFormat::Enhanced, ErrorFormat::Json}) {
    EXPECT_EQ(render(unknown, format),
              "\n" + usage_block() + "\n\nsend-bounce: [ERROR]: Unknown options: --foo\n");
  }
}

// Command-line page §7.1: the message of a parse error keeps its usage block inside.
TEST(ErrorReport, KeepsTheUsageBlockInTheMessageThatAProgramReads) {
  EXPECT_EQ(render(error(ErrorKind::Usage, "argument --x: y"), ErrorFormat::Text),
            "ParamValidation\targument --x: y\n\n" + usage_block() + "\n");
}

TEST(ErrorReport, AdvisesOnUnknownOptionsInTheDefaultFormatAlone) {
  const Error unknown =
      fail(ErrorKind::UnknownOptions, "Unknown options: --foo", "Advice.").value();
  EXPECT_THAT(render(unknown), ::testing::EndsWith("Unknown options: --foo\nAdvice.\n"));
  EXPECT_THAT(render(unknown, ErrorFormat::Legacy), ::testing::EndsWith("options: --foo\n"));
}

TEST(ErrorReport, NeverReformatsAGeneralFault) {
  for (const ErrorFormat format : {ErrorFormat::Enhanced, ErrorFormat::Json, ErrorFormat::Text}) {
    EXPECT_EQ(render(error(ErrorKind::General, " x \n"), format), "\nsend-bounce: [ERROR]: x\n");
  }
  EXPECT_EQ(render(error(ErrorKind::General, "")), "\nsend-bounce: [ERROR]:\n");
}

}  // namespace
}  // namespace send_bounce
