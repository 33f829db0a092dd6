#include "send_bounce/input/flat_options.h"

#include <gtest/gtest.h>

#include <string>

#include "send_bounce/text/python_text.h"
#include "support/fake_world.h"

namespace send_bounce {
namespace {

class FlatOptionsTest : public ::testing::Test {
 protected:
  /// What is said of the recipients and of the message, as Python writes it; or the error.
  std::string shown(const TypedValues& typed) const {
    const auto options = read_flat_options(typed, files, variables);
    if (!options) return options.error().message;
    std::string text = python_repr(recipient_entries(*options, options->recipients));
    if (!options->message_dsn.empty()) text += " " + python_repr(Value(options->message_dsn));
    return text;
  }

  testing::FakeFileSystem files{{"code.txt", "smtp; 550 members only"}};
  testing::FakeVariables variables;
};

TEST_F(FlatOptionsTest, ATypeIsThatOfEveryRecipient) {
  EXPECT_EQ(shown({{"recipient", {"ann@example.com", "ben@example.com"}},
                   {"bounce-type", {"DoesNotExist"}}}),
            "[{'Recipient': 'ann@example.com', 'BounceType': 'DoesNotExist'}, "
            "{'Recipient': 'ben@example.com', 'BounceType': 'DoesNotExist'}]");
}

TEST_F(FlatOptionsTest, AStatusMakesFieldsOfADsnWithTheActionOfABounce) {
  EXPECT_EQ(shown({{"recipient", {"a@b"}}, {"status", {"5.7.1"}}}),
            "[{'Recipient': 'a@b', 'RecipientDsnFields': {'Action': 'failed', 'Status': "
            "'5.7.1'}}]");
}

TEST_F(FlatOptionsTest, AllFieldsComeInTheModelsOrder) {
  EXPECT_EQ(shown({{"recipient", {"a@b"}},
                   {"diagnostic-code", {"file://code.txt"}},
                   {"status", {"4.2.2"}},
                   {"action", {"delayed"}},
                   {"remote-mta", {"dns; mx"}},
                   {"final-recipient", {"c@d"}},
                   {"last-attempt-date", {"2026-01-02"}},
                   {"recipient-arn", {"arn:x"}},
                   {"reporting-mta", {"dns; us"}},
                   {"arrival-date", {"2026-01-01"}}}),
            "[{'Recipient': 'a@b', 'RecipientArn': 'arn:x', 'RecipientDsnFields': "
            "{'FinalRecipient': 'c@d', 'Action': 'delayed', 'RemoteMta': 'dns; mx', 'Status': "
            "'4.2.2', 'DiagnosticCode': 'smtp; 550 members only', 'LastAttemptDate': "
            "'2026-01-02'}}] {'ReportingMta': 'dns; us', 'ArrivalDate': '2026-01-01'}");
}

TEST_F(FlatOptionsTest, TheDateOfWhatWasReceivedIsFilledInLater) {
  const TypedValues typed = {{"arrival-date", {"received"}}, {"received", {"event.json"}}};
  const auto options = read_flat_options(typed, files, variables);
  ASSERT_TRUE(options.has_value());
  EXPECT_TRUE(options->dates_arrival);
  EXPECT_TRUE(options->message_dsn.empty());
}

struct Contradiction {
  TypedValues typed;
  std::string_view message;
};

class Contradictions : public FlatOptionsTest,
                       public ::testing::WithParamInterface<Contradiction> {};

TEST_P(Contradictions, AreRefused) { EXPECT_EQ(shown(GetParam().typed), GetParam().message); }

constexpr std::string_view kList =
    " cannot be used together: the list already says whom to bounce and why. Give only one of "
    "them.";

std::string with_list(const std::string& option) {
  return "--" + option + " and --bounced-recipient-info-list" + std::string(kList);
}

TEST_F(FlatOptionsTest, NoFlagOfARecipientGoesWithTheList) {
  for (const char* option :
       {"recipient", "all-recipients", "bounce-type", "status", "diagnostic-code", "action",
        "remote-mta", "final-recipient", "last-attempt-date", "recipient-arn"}) {
    EXPECT_EQ(shown({{option, {"x"}}, {"bounced-recipient-info-list", {"Recipient=a@b"}}}),
              with_list(option));
  }
}

INSTANTIATE_TEST_SUITE_P(
    OfOptions, Contradictions,
    ::testing::Values(
        Contradiction{{{"reporting-mta", {"x"}}, {"message-dsn", {"ReportingMta=x"}}},
                      "--reporting-mta and --message-dsn cannot be used together: the structure "
                      "already has that member. Give only one of them."},
        Contradiction{{{"arrival-date", {"x"}}, {"message-dsn", {"ReportingMta=x"}}},
                      "--arrival-date and --message-dsn cannot be used together: the structure "
                      "already has that member. Give only one of them."},
        Contradiction{{{"bounce-type", {"Undefined"}}, {"status", {"5.0.0"}}},
                      "--bounce-type and --status cannot be used together: the type already "
                      "implies a status. Give only one of them."},
        Contradiction{{{"recipient", {"a@b"}}, {"all-recipients", {}}, {"received", {"x"}}},
                      "--recipient and --all-recipients cannot be used together: name the "
                      "recipients or take all of them."},
        Contradiction{{{"dry-run", {}}, {"generate-cli-skeleton", {"output"}}},
                      "--dry-run and --generate-cli-skeleton cannot be used together: each "
                      "replaces the normal output. Give only one of them."},
        Contradiction{{{"recipient", {"a@b"}}, {"diagnostic-code", {"x"}}},
                      "--diagnostic-code needs --status, because it describes a status code. Add "
                      "--status, for example --status 5.7.1."},
        Contradiction{
            {{"bounce-type", {"Undefined"}}, {"remote-mta", {"x"}}},
            "--remote-mta needs --status, because it describes a status code. Give --status in "
            "place of --bounce-type, for example --status 5.7.1."},
        Contradiction{{{"all-recipients", {}}},
                      "--all-recipients needs --received: without it, the recipients are not "
                      "known. Name them with --recipient ADDRESS."},
        Contradiction{{{"allow", {"spam"}}},
                      "--allow needs --received: without it, no guard checks the message."},
        Contradiction{{{"strict", {}}},
                      "--strict needs --received: without it, no guard checks the message."},
        Contradiction{{{"arrival-date", {"received"}}},
                      "--arrival-date received needs --received, which says when the message "
                      "arrived."},
        Contradiction{
            {{"recipient", {}}},
            "--recipient needs at least one address, for example --recipient ann@example.com."},
        Contradiction{
            {{"recipient", {""}}},
            "--recipient is empty. Give an address, for example --recipient ann@example.com."},
        Contradiction{{{"recipient", {"a@b"}}, {"status", {"file://no"}}},
                      "Error parsing parameter '--status': Unable to load paramfile file://no: "
                      "[Errno 2] No such file or directory: 'no'"}));

}  // namespace
}  // namespace send_bounce
