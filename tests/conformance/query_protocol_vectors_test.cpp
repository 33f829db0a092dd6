#include <gtest/gtest.h>

#include <cmath>
#include <deque>
#include <map>
#include <ostream>

#include "conformance/shared_data.h"
#include "send_bounce/protocol/query.h"

/// The public tests of the AWS query protocol, as far as SendBounce speaks it: strings, timestamps,
/// structures and plain lists. What else a case needs is named where it is skipped.
namespace send_bounce::conformance {
namespace {

const std::string kInputFile = "vectors/query-protocol/input.json";
const std::string kOutputFile = "vectors/query-protocol/output.json";

constexpr const char* kMaps = "maps: SendBounce has none";
constexpr const char* kScalars = "numbers, booleans and blobs: SendBounce has none";
constexpr const char* kFlattened = "flattened lists: SendBounce has none";
constexpr const char* kRenamed = "locationName: SendBounce renames nothing";
constexpr const char* kHostPrefix = "host prefixes: SendBounce has none";
constexpr const char* kCompression = "request compression: SendBounce does not ask for it";
constexpr const char* kNoBody =
    "an answer without a body: SendBounce always has one, and the reference's command does not "
    "take an empty one (wire-protocol.md row 15)";

const std::map<std::string, std::string> kSkippedInputs = {
    {"AwsQueryEndpointTrait", kHostPrefix},
    {"AwsQueryEndpointTraitWithHostLabel", kHostPrefix},
    {"QueryHostWithPath",
     "about the URL: the reference's command posts to the path that was typed "
     "(configuration-and-credentials.md row 55)"},
    {"NestedStructures", kScalars},
    {"SDKAppliedContentEncoding_awsQuery", kCompression},
    {"SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsQuery", kCompression},
    {"QueryProtocolIdempotencyTokenAutoFill", "idempotency tokens: SendBounce has none"},
    {"FlattenedQueryLists", kFlattened},
    {"QueryListArgWithXmlNameMember", kRenamed},
    {"QueryFlattenedListArgWithXmlName", kFlattened},
    {"QuerySimpleQueryMaps", kMaps},
    {"QuerySimpleQueryMapsWithXmlName", kMaps},
    {"QueryComplexQueryMaps", kMaps},
    {"QueryEmptyQueryMaps", kMaps},
    {"QueryQueryMapWithMemberXmlName", kMaps},
    {"QueryFlattenedQueryMaps", kMaps},
    {"QueryFlattenedQueryMapsWithXmlName", kMaps},
    {"QueryQueryMapOfLists", kMaps},
    {"QueryNestedStructWithMap", kMaps},
    {"QueryTimestampsInput", "timestampFormat: SendBounce keeps to ISO 8601"},
    {"QuerySimpleInputParamsStringAndBooleanTrue", kScalars},
    {"QuerySimpleInputParamsStringsAndBooleanFalse", kScalars},
    {"QuerySimpleInputParamsInteger", kScalars},
    {"QuerySimpleInputParamsFloat", kScalars},
    {"QuerySimpleInputParamsBlob", kScalars},
    {"QueryIntEnums", kScalars},
    {"AwsQuerySupportsNaNFloatInputs", kScalars},
    {"AwsQuerySupportsInfinityFloatInputs", kScalars},
    {"AwsQuerySupportsNegativeInfinityFloatInputs", kScalars}};

const std::map<std::string, std::string> kSkippedOutputs = {
    {"QueryEmptyInputAndEmptyOutput", kNoBody},
    {"QueryNoInputAndNoOutput", kNoBody},
    {"QueryNoInputAndOutput", kNoBody},
    {"QueryQueryFlattenedXmlMap", kMaps},
    {"QueryQueryFlattenedXmlMapWithXmlName", kMaps},
    {"QueryQueryFlattenedXmlMapWithXmlNamespace", kMaps},
    {"QuerySimpleScalarProperties", kScalars},
    {"AwsQuerySupportsNaNFloatOutputs", kScalars},
    {"AwsQuerySupportsInfinityFloatOutputs", kScalars},
    {"AwsQuerySupportsNegativeInfinityFloatOutputs", kScalars},
    {"QueryXmlBlobs", kScalars},
    {"QueryXmlEmptyBlobs", kScalars},
    {"QueryXmlEmptySelfClosedBlobs", kScalars},
    {"QueryXmlEmptyMaps", kMaps},
    {"QueryXmlEmptySelfClosedMaps", kMaps},
    {"QueryXmlEnums", kMaps},
    {"QueryXmlIntEnums", kScalars},
    {"QueryXmlLists", kFlattened},
    {"QueryXmlMaps", kMaps},
    {"QueryQueryXmlMapsXmlName", kMaps}};

/// Shapes made from their JSON description, which must outlive it. Members of types that we do not
/// have are left out: a case that needs one is in the lists above.
class ShapeStore {
 public:
  explicit ShapeStore(const Json& shapes) : shapes_(shapes) {}

  const Shape* shape(const std::string& name) {
    const auto [entry, is_new] = made_.try_emplace(name);
    Shape& made = entry->second;
    if (!is_new) return &made;
    made.name = entry->first;
    const Json& described = shapes_.at(name);
    const std::string type = described.at("type");
    if (type == "timestamp") made.type = ShapeType::Timestamp;
    if (type == "list") {
      made.type = ShapeType::List;
      made.element = shape(described.at("member").at("shape"));
    }
    if (type == "structure") {
      made.type = ShapeType::Structure;
      made.members = members(described.at("members"));
    }
    return &made;
  }

 private:
  std::span<const Member> members(const Json& described) {
    std::vector<Member> list;
    for (const auto& [name, member] : described.items()) {
      const std::string shape_name = member.at("shape");
      const std::string type = shapes_.at(shape_name).at("type");
      const bool ours =
          type == "string" || type == "timestamp" || type == "structure" || type == "list";
      if (!ours || member.contains("flattened") || member.contains("locationName")) continue;
      list.push_back(
          {.name = name, .shape = shape(shape_name), .required = false, .documentation = ""});
    }
    return member_lists_.emplace_back(std::move(list));
  }

  const Json& shapes_;
  std::map<std::string, Shape> made_;
  std::deque<std::vector<Member>> member_lists_;
};

/// The vector's JSON as our values: numbers of timestamps become instants, members of a structure
/// take the order of the model.
Value value_of(const Json& json, const Shape& shape) {
  if (shape.type == ShapeType::Timestamp) {
    const double seconds = std::floor(json.get<double>());
    const double fraction = json.get<double>() - seconds;
    return Instant{static_cast<std::int64_t>(seconds),
                   static_cast<std::int32_t>(std::lround(fraction * 1e6))};
  }
  if (shape.type == ShapeType::String) return json.get<std::string>();
  if (shape.type == ShapeType::List) {
    Value::List list;
    for (const Json& element : json) list.push_back(value_of(element, *shape.element));
    return list;
  }
  Map map;
  std::size_t known = 0;
  for (const Member& member : shape.members) {
    const auto found = json.find(member.name);
    if (found == json.end()) continue;
    map.set(std::string(member.name), value_of(*found, *member.shape));
    ++known;
  }
  EXPECT_EQ(known, json.size()) << "the case needs a member that its shape lacks: " << json.dump();
  return map;
}

struct ProtocolCase {
  std::string id;
  Json suite;
  Json vector;
};

void PrintTo(const ProtocolCase& protocol_case, std::ostream* out) { *out << protocol_case.id; }

std::vector<ProtocolCase> protocol_cases(const std::string& path) {
  std::vector<ProtocolCase> cases;
  const Json& file = shared_json(path);
  if (file.is_null()) return {{"absent", Json(), Json()}};
  for (const Json& suite : file) {
    for (const Json& vector : suite.at("cases")) {
      cases.push_back({vector.at("id"), suite, vector});
    }
  }
  return cases;
}

class QueryInput : public testing::TestWithParam<ProtocolCase> {};

TEST_P(QueryInput, SerializesToTheBody) {
  SKIP_UNLESS_SHARED(kInputFile);
  const auto reason = kSkippedInputs.find(GetParam().id);
  if (reason != kSkippedInputs.end()) GTEST_SKIP() << reason->second;
  const auto& [id, suite, vector] = GetParam();
  ShapeStore shapes(suite.at("shapes"));
  const Json& given = vector.at("given");
  const std::string name = given.at("name");
  const std::string version = suite.at("metadata").at("apiVersion");
  Operation operation{.name = name, .api_version = version, .result_wrapper = ""};
  Map parameters;
  if (given.contains("input")) {
    operation.input = shapes.shape(given.at("input").at("shape"));
    parameters = *value_of(vector.at("params"), *operation.input).get<Map>();
  }

  const auto body = serialize_query(operation, parameters);

  ASSERT_TRUE(body) << body.error().message;
  EXPECT_EQ(*body, vector.at("serialized").at("body").get<std::string>());
  const auto parsed = parse_query_form(operation, *body);
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(*parsed, parameters);
}

INSTANTIATE_TEST_SUITE_P(Suite, QueryInput, testing::ValuesIn(protocol_cases(kInputFile)),
                         [](const auto& row) { return test_name(row.param.id); });

class QueryOutput : public testing::TestWithParam<ProtocolCase> {};

TEST_P(QueryOutput, ParsesToTheResult) {
  SKIP_UNLESS_SHARED(kOutputFile);
  const auto reason = kSkippedOutputs.find(GetParam().id);
  if (reason != kSkippedOutputs.end()) GTEST_SKIP() << reason->second;
  const auto& [id, suite, vector] = GetParam();
  ShapeStore shapes(suite.at("shapes"));
  const Json& given = vector.at("given");
  const std::string name = given.at("name");
  // The cases describe the output without its wrapper, which the protocol names so.
  const std::string wrapper = name + "Result";
  Operation operation{.name = name, .api_version = "", .result_wrapper = wrapper};
  if (given.contains("output")) operation.output = shapes.shape(given.at("output").at("shape"));
  const HttpResponse response{
      vector.at("response").at("status_code"), {}, vector.at("response").at("body")};

  const auto value = parse_query_reply(operation, response);

  if (vector.contains("errorCode")) {
    // Members of errors are those of the SES model: the unit tests have them.
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().kind, ErrorKind::Service);
    EXPECT_EQ(value.error().code, vector.at("errorCode").get<std::string>());
    EXPECT_EQ(value.error().message, vector.value("errorMessage", "Unknown"));
  } else {
    ASSERT_TRUE(value) << value.error().message;
    EXPECT_EQ(*value, value_of(vector.at("result"), *operation.output));
  }
}

INSTANTIATE_TEST_SUITE_P(Suite, QueryOutput, testing::ValuesIn(protocol_cases(kOutputFile)),
                         [](const auto& row) { return test_name(row.param.id); });

TEST(QueryProtocolVectors, TheSuitesAreWholeAndEverySkippedCaseExists) {
  SKIP_UNLESS_SHARED(kInputFile);
  SKIP_UNLESS_SHARED(kOutputFile);
  const std::pair<std::string, const std::map<std::string, std::string>&> kSuites[] = {
      {kInputFile, kSkippedInputs}, {kOutputFile, kSkippedOutputs}};
  for (const auto& [path, skipped] : kSuites) {
    const auto cases = protocol_cases(path);
    EXPECT_EQ(cases.size(), 38U) << path;
    for (const auto& [id, reason] : skipped) {
      EXPECT_TRUE(std::any_of(cases.begin(), cases.end(), [&id = id](const ProtocolCase& each) {
        return each.id == id;
      })) << id;
    }
  }
}

}  // namespace
}  // namespace send_bounce::conformance
