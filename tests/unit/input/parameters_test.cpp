#include "send_bounce/input/parameters.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "send_bounce/model/ses_model.h"
#include "send_bounce/text/python_text.h"
#include "support/fake_world.h"

namespace send_bounce {
namespace {

using namespace std::string_literals;
using Words = std::vector<std::string>;

// The directory of the reference's cases (command-line.md §12).
class Parameters : public ::testing::Test {
 protected:
  Parameters() { files.broken["d"] = {EISDIR, "Is a directory"}; }

  Result<GivenParameters> build(const TypedValues& typed) {
    return build_parameters(typed, kSendBounce, files, variables);
  }
  /// The parameters as Python writes them, or the error: exit code, message, and advice if any.
  std::string shown(const TypedValues& typed) {
    const auto built = build(typed);
    if (built) return python_repr(Value(built->values));
    const bool is_validation = built.error().kind == ErrorKind::ParamValidation;
    const std::string advice = built.error().advice.empty() ? "" : " | " + built.error().advice;
    return (is_validation ? "252 " : "255 ") + built.error().message + advice;
  }

  testing::FakeFileSystem files{{"t.txt", "hello\nworld\n"},
                                {"bad.bin", "\xFF\xFE\0a"s},
                                {"m.json", R"({"ReportingMta":"dns; a"})"},
                                {"m.shn", "ReportingMta=dns\n"},
                                {"l.json", "[{\"Recipient\":\"q@x\"}]\n"},
                                {"l.sh", "Recipient=q@x"},
                                {"blank.json", " {}"},
                                {"mark.txt", "\xEF\xBB\xBFx"},
                                {"marks.txt", "x\xEF\xBB\xBF"},
                                {"mark.json", "\xEF\xBB\xBF[{\"Recipient\":\"q@x\"}]"},
                                {"full.json", R"({"BounceSender":"j@x"})"},
                                {"full.yaml", "BounceSender: y@x\n"},
                                {"bom.json", "\xEF\xBB\xBF{}"},
                                {"latin.json", "{\"a\":\"\xE9\"}"}};
  testing::FakeVariables variables;
};

TEST(OptionName, PutsADashBeforeEachCapital) {
  EXPECT_EQ(option_name("OriginalMessageId"), "original-message-id");
  EXPECT_EQ(option_name("BouncedRecipientInfoList"), "bounced-recipient-info-list");
  EXPECT_EQ(option_name("MessageDsn"), "message-dsn");
}

TEST_F(Parameters, AreInModelOrderByTheirApiNames) {
  EXPECT_EQ(shown({{"bounce-sender", {"s@x"}},
                   {"bounced-recipient-info-list", {"Recipient=r@x"}},
                   {"original-message-id", {"ok"}},
                   {"region", {"not ours"}}}),
            "{'OriginalMessageId': 'ok', 'BounceSender': 's@x', "
            "'BouncedRecipientInfoList': [{'Recipient': 'r@x'}]}");
}

struct Case {
  std::string_view name;
  Words words;
  std::string_view shown;  // the value, or the error
};

class StringOption : public Parameters, public ::testing::WithParamInterface<Case> {};

TEST_P(StringOption, TakesItsWordAsItIs) {
  const std::string expected(GetParam().shown);
  const bool is_error = expected.starts_with("25");
  EXPECT_EQ(shown({{"explanation", GetParam().words}}),
            is_error ? expected : "{'Explanation': " + expected + "}");
}

const Case kStrings[] = {
    {"Text", {"why"}, "'why'"},
    {"Blank", {" "}, "' '"},
    {"Empty", {""}, "''"},
    {"Json", {"{\"a\":1}"}, "'{\"a\":1}'"},
    {"Null", {"null"}, "'null'"},
    {"Tilde", {"~/x"}, "'~/x'"},
    {"Url", {"http://example.com"}, "'http://example.com'"},
    {"NoWord", {}, "[]"},
    {"File", {"file://t.txt"}, "'hello\\nworld\\n'"},
    // The mark of an editor is no part of the text (differences.md).
    {"FileWithAMark", {"file://mark.txt"}, "'x'"},
    {"MarkThatIsNotFirst", {"file://marks.txt"}, "'x\\ufeff'"},
    {"MarkThatWasTyped", {"\uFEFFx"}, "'\\ufeffx'"},
    {"BinaryFile", {"fileb://t.txt"}, "b'hello\\nworld\\n'"},
    {"MissingFile",
     {"file://missing"},
     "252 Error parsing parameter '--explanation': Unable to load paramfile file://missing: "
     "[Errno 2] No such file or directory: 'missing'"},
    {"Directory",
     {"file://d"},
     "252 Error parsing parameter '--explanation': Unable to load paramfile file://d: [Errno 21] "
     "Is a directory: 'd'"},
    {"NotText",
     {"file://bad.bin"},
     "252 Error parsing parameter '--explanation': Unable to load paramfile (bad.bin), text "
     "contents could not be decoded.  If this is a binary file, please use the fileb:// prefix "
     "instead of the file:// prefix."},
};

INSTANTIATE_TEST_SUITE_P(, StringOption, ::testing::ValuesIn(kStrings),
                         [](const auto& row) { return std::string(row.param.name); });

class StructureOption : public Parameters, public ::testing::WithParamInterface<Case> {};

TEST_P(StructureOption, TakesJsonOrShorthand) {
  const std::string expected(GetParam().shown);
  const bool is_error = expected.starts_with("25");
  EXPECT_EQ(shown({{"message-dsn", GetParam().words}}),
            is_error ? expected : "{'MessageDsn': " + expected + "}");
}

const Case kStructures[] = {
    {"Shorthand", {"ReportingMta=a"}, "{'ReportingMta': 'a'}"},
    {"ShorthandWithOneInsteadOfAList",
     {"ReportingMta=a,ExtensionFields={Name=x,Value=y}"},
     "{'ReportingMta': 'a', 'ExtensionFields': [{'Name': 'x', 'Value': 'y'}]}"},
    {"ShorthandTextInsteadOfAList",
     {"ReportingMta=x,ExtensionFields=X-A"},
     "{'ReportingMta': 'x', 'ExtensionFields': ['X-A']}"},
    {"Json", {"{\"ReportingMta\":5,\"Zed\":null}"}, "{'ReportingMta': 5, 'Zed': None}"},
    {"JsonAfterBlanks", {" {\"ReportingMta\":\"\\ud83d\\ude00\"}"}, "{'ReportingMta': '😀'}"},
    {"JsonIsNotAdjusted",
     {"{\"ExtensionFields\":{\"Name\":\"a\"}}"},
     "{'ExtensionFields': {'Name': 'a'}}"},
    {"JsonFile", {"file://m.json"}, "{'ReportingMta': 'dns; a'}"},
    {"ShorthandFile", {"file://m.shn"}, "{'ReportingMta': 'dns'}"},
    {"FileInShorthand", {"ReportingMta@=file://t.txt"}, "{'ReportingMta': 'hello\\nworld\\n'}"},
    {"BinaryFileInShorthand",
     {"ReportingMta@=fileb://t.txt"},
     "{'ReportingMta': b'hello\\nworld\\n'}"},
    {"MissingFileInShorthand",
     {"ReportingMta@=file://missing"},
     "255 Unable to load paramfile file://missing: [Errno 2] No such file or directory: 'missing'"},
    {"BinaryFile",
     {"fileb://m.json"},
     "255 Error parsing parameter '--message-dsn': fileb:// reads bytes, but this option needs "
     "text. Use file:// instead"},
    {"Empty",
     {""},
     "252 Error parsing parameter '--message-dsn': Expected: '=', received: 'EOF' for input:\n \n"
     "^"},
    {"Array", {"[]"}, "252 Error parsing parameter '--message-dsn': Invalid JSON:\n[]"},
    {"OpenBrace",
     {"{"},
     "252 Error parsing parameter '--message-dsn': Invalid JSON: Expecting property name enclosed "
     "in double quotes: line 1 column 2 (char 1)\nJSON received: {"},
    {"TextAfterJson",
     {"{\"ReportingMta\":\"a\"} x"},
     "252 Error parsing parameter '--message-dsn': Invalid JSON: Extra data: line 1 column 22 "
     "(char 21)\nJSON received: {\"ReportingMta\":\"a\"} x"},
    {"BlankThatJsonDoesNotKnow",
     {"\u00A0{}"},
     "252 Error parsing parameter '--message-dsn': Invalid JSON: Expecting value: line 1 column 1 "
     "(char 0)\nJSON received: \u00A0{}"},
    {"HalfASurrogatePair",
     {"{\"a\":\"\\ud83d\"}"},
     "255 Error parsing parameter '--message-dsn': Invalid JSON: An escape of half a surrogate "
     "pair is not a character: line 1 column 7 (char 6)\nJSON received: "
     "{\"a\":\"\\ud83d\"}"},
};

INSTANTIATE_TEST_SUITE_P(, StructureOption, ::testing::ValuesIn(kStructures),
                         [](const auto& row) { return std::string(row.param.name); });

class ListOption : public Parameters, public ::testing::WithParamInterface<Case> {};

TEST_P(ListOption, TakesItsWordsInTheLanguageOfTheFirst) {
  const std::string expected(GetParam().shown);
  const bool is_error = expected.starts_with("25");
  EXPECT_EQ(shown({{"bounced-recipient-info-list", GetParam().words}}),
            is_error ? expected : "{'BouncedRecipientInfoList': " + expected + "}");
}

constexpr std::string_view kRecipientA = "{\"Recipient\":\"a\"}";

const Case kLists[] = {
    {"NoWords", {}, "[]"},
    {"Shorthand",
     {"Recipient=a", "Recipient=b,BounceType=X"},
     "[{'Recipient': 'a'}, {'Recipient': 'b', 'BounceType': 'X'}]"},
    {"ShorthandWithOneInsteadOfAList",
     {"RecipientDsnFields={ExtensionFields={Name=x}}"},
     "[{'RecipientDsnFields': {'ExtensionFields': [{'Name': 'x'}]}}]"},
    {"JsonArray", {"[{\"Recipient\":\"a\"},1]"}, "[{'Recipient': 'a'}, 1]"},
    {"EmptyJsonArray", {" []"}, "[]"},
    {"JsonObject", {std::string(kRecipientA)}, "[{'Recipient': 'a'}]"},
    {"JsonObjects",
     {std::string(kRecipientA), " {\"Recipient\":\"b\"}"},
     "[{'Recipient': 'a'}, {'Recipient': 'b'}]"},
    {"JsonFile", {"file://l.json"}, "[{'Recipient': 'q@x'}]"},
    // The reference reads an object one character at a time.
    {"JsonObjectFile",
     {"file://m.json"},
     "252 Error parsing parameter '--bounced-recipient-info-list': Invalid JSON: Expecting "
     "property name enclosed in double quotes: line 1 column 2 (char 1)\nJSON received: { | The "
     "file must contain a JSON array. Put [ and ] around the object."},
    {"JsonObjectFileWithABlankFirst",
     {"file://blank.json"},
     "255 Error parsing parameter '--bounced-recipient-info-list': The file contains a JSON object "
     "| "
     "The file must contain a JSON array. Put [ and ] around the object."},
    {"JsonFileWithAMark", {"file://mark.json"}, "[{'Recipient': 'q@x'}]"},
    {"AMarkInsideShorthand", {"Recipient@=file://mark.txt"}, "[{'Recipient': 'x'}]"},
    {"ShorthandFile", {"file://l.sh"}, "{'Recipient': 'q@x'}"},
    {"FileAmongWords",
     {"file://l.sh", "Recipient=b"},
     "252 Error parsing parameter '--bounced-recipient-info-list': Expected: '=', received: 'EOF' "
     "for input:\n file://l.sh\n           ^"},
    {"BinaryFile",
     {"fileb://l.json"},
     "255 Error parsing parameter '--bounced-recipient-info-list': fileb:// reads bytes, but this "
     "option needs text. Use file:// instead"},
    {"EmptyWord",
     {""},
     "252 Error parsing parameter '--bounced-recipient-info-list': Expected: '=', received: 'EOF' "
     "for input:\n \n^"},
    {"Null",
     {"null"},
     "252 Error parsing parameter '--bounced-recipient-info-list': Expected: '=', received: 'EOF' "
     "for input:\n null\n    ^"},
    {"StrayWord",
     {"Recipient=r@x", "extra"},
     "252 Error parsing parameter '--bounced-recipient-info-list': Expected: '=', received: 'EOF' "
     "for input:\n extra\n     ^"},
    {"BlankAfterComma",
     {"Recipient=a,", "Recipient=b"},
     "252 Error parsing parameter '--bounced-recipient-info-list': Expected: '<second>', "
     "received: '<none>' for input:\n Recipient=a,\n            ^"},
    {"TwoJsonArrays",
     {"[{\"Recipient\":\"a\"}]", "[{\"Recipient\":\"b\"}]"},
     "252 Error parsing parameter '--bounced-recipient-info-list': Invalid JSON:\n"
     "[{\"Recipient\":\"a\"}]"},
    {"ShorthandAfterJson",
     {std::string(kRecipientA), "Recipient=b"},
     "252 Error parsing parameter '--bounced-recipient-info-list': Invalid JSON:\nRecipient=b"},
    {"JsonAfterShorthand",
     {"Recipient=a", "{\"Recipient\":\"b\"}"},
     "252 Error parsing parameter '--bounced-recipient-info-list': Expected: '=', received: '{' "
     "for input:\n {\"Recipient\":\"b\"}\n^"},
    {"BlankAfterJson",
     {std::string(kRecipientA), " "},
     "255 Error parsing parameter '--bounced-recipient-info-list': One of the JSON objects is an "
     "empty word"},
    {"OpenJsonArray",
     {"[{\"Recipient\":\"a\""},
     "252 Error parsing parameter '--bounced-recipient-info-list': Invalid JSON: Expecting ',' "
     "delimiter: line 1 column 18 (char 17)\nJSON received: [{\"Recipient\":\"a\""},
};

INSTANTIATE_TEST_SUITE_P(, ListOption, ::testing::ValuesIn(kLists),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_F(Parameters, AreReadInModelOrderSoTheFirstFaultThereIsTold) {
  EXPECT_EQ(shown({{"bounced-recipient-info-list", {"x"}}, {"message-dsn", {"y"}}}),
            "252 Error parsing parameter '--message-dsn': Expected: '=', received: 'EOF' for "
            "input:\n y\n ^");
  EXPECT_EQ(shown({{"cli-input-json", {"{"}}, {"bounced-recipient-info-list", {"x"}}}),
            "252 Error parsing parameter '--bounced-recipient-info-list': Expected: '=', received: "
            "'EOF' for input:\n x\n ^");
}

TEST_F(Parameters, AnUnknownEncodingIsNoFaultOfTheOption) {
  variables.values["AWS_CLI_FILE_ENCODING"] = "bogus";
  EXPECT_EQ(shown({{"explanation", {"file://t.txt"}}}), "255 unknown encoding: bogus");
  EXPECT_EQ(shown({{"cli-input-json", {"file://full.json"}}}), "255 unknown encoding: bogus");
}

struct Document {
  std::string_view name;
  std::string option;
  std::string word;
  std::string_view shown;
};

class CliInput : public Parameters, public ::testing::WithParamInterface<Document> {};

TEST_P(CliInput, IsAMapInItsLanguage) {
  EXPECT_EQ(shown({{GetParam().option, {GetParam().word}}}), GetParam().shown);
}

const Document kDocuments[] = {
    {"Json", "cli-input-json", R"({"Explanation":null,"Foo":[1]})",
     "{'Explanation': None, 'Foo': [1]}"},
    {"JsonOfNothing", "cli-input-json", "{}", "{}"},
    {"JsonFile", "cli-input-json", "file://full.json", "{'BounceSender': 'j@x'}"},
    {"BinaryJsonFile", "cli-input-json", "fileb://full.json", "{'BounceSender': 'j@x'}"},
    {"BinaryJsonFileWithMark", "cli-input-json", "fileb://bom.json", "{}"},
    {"ValuesAreNotLookedInto", "cli-input-json", R"({"Explanation":"file://t.txt"})",
     "{'Explanation': 'file://t.txt'}"},
    {"Yaml", "cli-input-yaml", "Explanation: yes\nMessageDsn: {ReportingMta: a}",
     "{'Explanation': 'yes', 'MessageDsn': {'ReportingMta': 'a'}}"},
    {"YamlFile", "cli-input-yaml", "file://full.yaml", "{'BounceSender': 'y@x'}"},
    {"BinaryYamlFile", "cli-input-yaml", "fileb://full.yaml", "{'BounceSender': 'y@x'}"},
    {"JsonAsYaml", "cli-input-yaml", "file://full.json", "{'BounceSender': 'j@x'}"},
    {"MissingFile", "cli-input-json", "file://missing",
     "252 Error parsing parameter '--cli-input-json': Unable to load paramfile file://missing: "
     "[Errno 2] No such file or directory: 'missing'"},
    {"BadJson", "cli-input-json", "{",
     "252 Error parsing parameter 'cli-input-json': Invalid JSON received. | Expecting property "
     "name enclosed in double quotes: line 1 column 2 (char 1)"},
    {"EmptyJson", "cli-input-json", "",
     "252 Error parsing parameter 'cli-input-json': Invalid JSON received. | Expecting value: line "
     "1 column 1 (char 0)"},
    {"JsonWithMark", "cli-input-json", "file://bom.json",
     "252 Error parsing parameter 'cli-input-json': Invalid JSON received. | Unexpected UTF-8 BOM "
     "(decode using utf-8-sig): line 1 column 1 (char 0)"},
    {"BinaryJsonFileOfNoEncoding", "cli-input-json", "fileb://latin.json",
     "252 Error parsing parameter 'cli-input-json': Invalid JSON received. | The file is not text "
     "in a Unicode encoding"},
    {"JsonWithHalfAPair", "cli-input-json", "{\"\\ud83d\":1}",
     "255 Error parsing parameter '--cli-input-json': An escape of half a surrogate pair is not a "
     "character: line 1 column 3 (char 2)"},
    {"JsonArray", "cli-input-json", "[]",
     "252 Error parsing parameter '--cli-input-json': Invalid type: expecting map, received <class "
     "'list'>"},
    {"JsonNull", "cli-input-json", "null",
     "252 Error parsing parameter '--cli-input-json': Invalid type: expecting map, received <class "
     "'NoneType'>"},
    {"JsonNumber", "cli-input-json", "1.5",
     "252 Error parsing parameter '--cli-input-json': Invalid type: expecting map, received <class "
     "'float'>"},
    {"YamlList", "cli-input-yaml", "- a",
     "252 Error parsing parameter '--cli-input-yaml': Invalid type: expecting map, received <class "
     "'list'>"},
    {"EmptyYaml", "cli-input-yaml", "",
     "252 Error parsing parameter '--cli-input-yaml': Invalid type: expecting map, received <class "
     "'NoneType'>"},
};

INSTANTIATE_TEST_SUITE_P(, CliInput, ::testing::ValuesIn(kDocuments),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_F(Parameters, BadYamlIsToldInTheReferencesWordsThenWithItsPlace) {
  for (const std::string text : {"a: b: c", "Explanation: a\nExplanation: b", "a: 1\n---\nb: 2"}) {
    const std::string message = shown({{"cli-input-yaml", {text}}});
    EXPECT_TRUE(message.starts_with(
        "252 Error parsing parameter 'cli-input-yaml': Invalid YAML received. | line "))
        << message;
  }
}

TEST_F(Parameters, AYamlKeyThatIsNoTextIsAGeneralError) {
  EXPECT_TRUE(shown({{"cli-input-yaml", {"1: a"}}})
                  .starts_with("255 Error parsing parameter '--cli-input-yaml': "));
}

TEST_F(Parameters, OptionsReplaceWholeMembersOfTheDocument) {
  EXPECT_EQ(shown({{"cli-input-json",
                    {R"({"BounceSenderArn":"z","MessageDsn":{"ReportingMta":"m","Zed":1},)"
                     R"("BounceSender":"j@x","Explanation":"e"})"}},
                   {"bounce-sender", {"cli@x"}},
                   {"explanation", {""}},
                   {"message-dsn", {"ReportingMta=n"}}}),
            "{'BounceSender': 'cli@x', 'Explanation': '', 'MessageDsn': {'ReportingMta': 'n'}, "
            "'BounceSenderArn': 'z'}");
}

TEST_F(Parameters, TakeOneDocumentOnly) {
  EXPECT_EQ(shown({{"cli-input-json", {"{"}}, {"cli-input-yaml", {"a: b"}}}),
            "252 Only one --cli-input- parameter may be specified.");
  EXPECT_EQ(shown({{"cli-input-json", {"{}"}}, {"cli-input-yaml", {"file://missing"}}}),
            "252 Error parsing parameter '--cli-input-yaml': Unable to load paramfile "
            "file://missing: [Errno 2] No such file or directory: 'missing'");
}

TEST_F(Parameters, ReadJsonInUtf16AndUtf32FromBinaryFiles) {
  for (const std::string& bytes :
       {"\xFF\xFE{\0}\0"s, "\xFE\xFF\0{\0}"s, "{\0}\0"s, "\0{\0}"s, "\0\0\0{\0\0\0}"s,
        "{\0\0\0}\0\0\0"s, "\xFF\xFE\0\0{\0\0\0}\0\0\0"s, "{\0\"\0\"\0:\0001\0}\0"s}) {
    files.files["u"] = bytes;
    const std::string text = shown({{"cli-input-json", {"fileb://u"}}});
    EXPECT_TRUE(text == "{}" || text == "{'': 1}") << text;
  }
}

TEST_F(Parameters, NameTheMembersThatOnlyTheDocumentGave) {
  const std::string document = R"({"Explanation":"a","OriginalMessageId":"b","Nope":1})";
  for (const char* option : {"cli-input-json", "cli-input-yaml"}) {
    const auto built = build({{option, {document}}, {"explanation", {""}}});
    ASSERT_TRUE(built) << built.error().message;
    EXPECT_EQ(built->from_document, (Words{"OriginalMessageId", "Nope"})) << option;
  }
  EXPECT_EQ(build({{"explanation", {""}}})->from_document, Words{});
}

}  // namespace
}  // namespace send_bounce
