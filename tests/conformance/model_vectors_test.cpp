#include <gtest/gtest.h>

#include "conformance/shared_data.h"
#include "send_bounce/model/ses_model.h"

/// kSendBounce against the published model of the service, member by member.
namespace send_bounce::conformance {
namespace {

const std::string kFile = "vectors/model/send-bounce.json";

std::string type_name(ShapeType type) {
  switch (type) {
    case ShapeType::String:
      return "string";
    case ShapeType::Timestamp:
      return "timestamp";
    case ShapeType::Structure:
      return "structure";
    case ShapeType::List:
      return "list";
  }
  return "";
}

std::vector<std::string> strings(const Json& object, const char* key) {
  return object.value(key, std::vector<std::string>());
}

std::vector<std::string> strings(std::span<const std::string_view> views) {
  return {views.begin(), views.end()};
}

/// Walks both models together; returns how many shapes were compared.
int expect_same_shape(const Shape& ours, const std::string& name, const std::string& where) {
  const Json& shape = shared_json(kFile).at("shapes").at(name);
  EXPECT_EQ(ours.name, name) << where;
  EXPECT_EQ(type_name(ours.type), shape.at("type").get<std::string>()) << where;
  EXPECT_EQ(strings(ours.enumeration), strings(shape, "enum")) << where;
  EXPECT_EQ(strings(ours.required), strings(shape, "required")) << where;
  int compared = 1;
  if (ours.type == ShapeType::List) {
    EXPECT_NE(ours.element, nullptr) << where;
    if (ours.element == nullptr) return compared;
    return compared + expect_same_shape(*ours.element,
                                        shape.at("member").at("shape").get<std::string>(),
                                        where + "[]");
  }
  const Json members = shape.value("members", Json::object());
  EXPECT_EQ(ours.members.size(), members.size()) << where;
  if (ours.members.size() != members.size()) return compared;
  std::size_t i = 0;
  for (const auto& [member_name, member] : members.items()) {
    const Member& our_member = ours.members[i++];
    EXPECT_EQ(our_member.name, member_name) << where;
    const auto required = strings(shape, "required");
    EXPECT_EQ(our_member.required,
              std::find(required.begin(), required.end(), member_name) != required.end())
        << where << '.' << member_name;
    EXPECT_NE(our_member.shape, nullptr) << where << '.' << member_name;
    if (our_member.shape == nullptr) continue;
    compared += expect_same_shape(*our_member.shape, member.at("shape").get<std::string>(),
                                  where + '.' + member_name);
  }
  return compared;
}

TEST(ServiceModel, TheOperationIsThePublishedOne) {
  SKIP_UNLESS_SHARED(kFile);
  const Json& operation = shared_json(kFile).at("operations").at("SendBounce");
  EXPECT_EQ(kSendBounce.name, operation.at("name").get<std::string>());
  EXPECT_EQ(kSendBounce.api_version,
            shared_json(kFile).at("metadata").at("apiVersion").get<std::string>());
  EXPECT_EQ(kSendBounce.result_wrapper,
            operation.at("output").at("resultWrapper").get<std::string>());
}

TEST(ServiceModel, TheInputIsThePublishedOneMemberByMember) {
  SKIP_UNLESS_SHARED(kFile);
  ASSERT_NE(kSendBounce.input, nullptr);
  const Json& input = shared_json(kFile).at("operations").at("SendBounce").at("input");
  const int compared =
      expect_same_shape(*kSendBounce.input, input.at("shape").get<std::string>(), "input");
  EXPECT_EQ(compared, 28);
}

TEST(ServiceModel, TheOutputIsThePublishedOneMemberByMember) {
  SKIP_UNLESS_SHARED(kFile);
  ASSERT_NE(kSendBounce.output, nullptr);
  const Json& output = shared_json(kFile).at("operations").at("SendBounce").at("output");
  const int compared =
      expect_same_shape(*kSendBounce.output, output.at("shape").get<std::string>(), "output");
  EXPECT_EQ(compared, 2);
}

}  // namespace
}  // namespace send_bounce::conformance
