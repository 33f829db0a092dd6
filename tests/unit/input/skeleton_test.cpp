#include "send_bounce/input/skeleton.h"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <string>

#include "send_bounce/input/json_reader.h"
#include "send_bounce/input/yaml_reader.h"
#include "send_bounce/model/request.h"
#include "send_bounce/model/ses_model.h"

namespace send_bounce {
namespace {

// command-line.md §4, byte for byte.
TEST(JsonSkeleton, IsTheReferencesByteForByte) {
  EXPECT_EQ(json_skeleton(kSendBounce), R"({
    "OriginalMessageId": "",
    "BounceSender": "",
    "Explanation": "",
    "MessageDsn": {
        "ReportingMta": "",
        "ArrivalDate": "1970-01-01T00:00:00",
        "ExtensionFields": [
            {
                "Name": "",
                "Value": ""
            }
        ]
    },
    "BouncedRecipientInfoList": [
        {
            "Recipient": "",
            "RecipientArn": "",
            "BounceType": "DoesNotExist",
            "RecipientDsnFields": {
                "FinalRecipient": "",
                "Action": "failed",
                "RemoteMta": "",
                "Status": "",
                "DiagnosticCode": "",
                "LastAttemptDate": "1970-01-01T00:00:00",
                "ExtensionFields": [
                    {
                        "Name": "",
                        "Value": ""
                    }
                ]
            }
        }
    ],
    "BounceSenderArn": ""
}
)");
}

// The structure and the comments' layout are those of command-line.md §4; the sentences are our
// documentation.
TEST(YamlSkeleton, HasTheReferencesLayoutWithItsCommentsAtTheirPlaces) {
  const Member* members = kSendBounce.input->members.data();
  const auto sentence = [](const Member& member) {
    return std::string(first_sentence(member.documentation));
  };
  const std::string yaml = yaml_skeleton(kSendBounce);
  EXPECT_TRUE(yaml.starts_with("OriginalMessageId: ''  # [REQUIRED] " + sentence(members[0]) +
                               "\nBounceSender: '' # [REQUIRED] " + sentence(members[1]) +
                               "\nExplanation: '' # " + sentence(members[2]) + "\nMessageDsn: # " +
                               sentence(members[3]) + "\n  ReportingMta: ''  # [REQUIRED] "))
      << yaml;
  EXPECT_NE(yaml.find("\n  ArrivalDate: 1970-01-01 00:00:00 # "), std::string::npos);
  EXPECT_NE(yaml.find("\n  ExtensionFields: # "), std::string::npos);
  EXPECT_NE(yaml.find("\n  - Name: ''  # [REQUIRED] "), std::string::npos);
  EXPECT_NE(yaml.find("\n    Value: '' # [REQUIRED] "), std::string::npos);
  EXPECT_NE(yaml.find("\nBouncedRecipientInfoList: # [REQUIRED] "), std::string::npos);
  EXPECT_NE(yaml.find("\n- Recipient: ''  # [REQUIRED] "), std::string::npos);
  EXPECT_NE(yaml.find("\n  BounceType: DoesNotExist # "), std::string::npos);
  EXPECT_NE(yaml.find(" Valid values are: DoesNotExist, MessageTooLarge, ExceededQuota, "
                      "ContentRejected, Undefined, TemporaryFailure.\n"),
            std::string::npos);
  EXPECT_NE(yaml.find("\n  RecipientDsnFields: # "), std::string::npos);
  EXPECT_NE(yaml.find("\n    FinalRecipient: ''  # "), std::string::npos);
  EXPECT_NE(yaml.find("\n    Action: failed # [REQUIRED] "), std::string::npos);
  EXPECT_NE(yaml.find("\n    ExtensionFields: # "), std::string::npos);
  EXPECT_NE(yaml.find("\n    - Name: ''  # [REQUIRED] "), std::string::npos);
  EXPECT_NE(yaml.find("\n      Value: '' # [REQUIRED] "), std::string::npos);
  EXPECT_TRUE(yaml.ends_with("\nBounceSenderArn: '' # " + sentence(members[5]) + "\n"));
}

TEST(Skeleton, ReadsBackAsTheSameRequestFromJsonAndYaml) {
  TimestampContext context;
  context.local_now = {2026, 11, 22, 10, 30, 0, 0};
  const auto json = read_json(json_skeleton(kSendBounce));
  const auto yaml = read_yaml(yaml_skeleton(kSendBounce));
  ASSERT_TRUE(json) << json.error().message;
  ASSERT_TRUE(yaml) << yaml.error().message;
  const auto from_json = SendBounceRequest::check(*json->get<Map>(), context, Validation::On);
  const auto from_yaml = SendBounceRequest::check(*yaml->get<Map>(), context, Validation::On);
  ASSERT_TRUE(from_json) << from_json.error().message;
  ASSERT_TRUE(from_yaml) << from_yaml.error().message;
  EXPECT_EQ(from_json->parameters(), from_yaml->parameters());
}

// A reader that is not ours and no part of the product.
TEST(YamlSkeleton, IsReadByAnotherParser) {
  const YAML::Node skeleton = YAML::Load(yaml_skeleton(kSendBounce));
  ASSERT_EQ(skeleton.size(), 6U);
  const YAML::Node recipient = skeleton["BouncedRecipientInfoList"][0];
  EXPECT_EQ(recipient["BounceType"].as<std::string>(), "DoesNotExist");
  EXPECT_EQ(recipient["RecipientDsnFields"]["ExtensionFields"][0]["Name"].as<std::string>(), "");
}

TEST(OutputSkeleton, GivesEachMemberItsOwnName) {
  EXPECT_EQ(output_skeleton(kSendBounce), (Map{{"MessageId", "MessageId"}}));
}

}  // namespace
}  // namespace send_bounce
