#include "send_bounce/input/yaml_reader.h"

#include <gtest/gtest.h>

#include <string>

#include "send_bounce/text/python_text.h"

namespace send_bounce {
namespace {

// The value as the reference would show it, or what kind of fault there was.
std::string read(std::string_view text) {
  const auto value = read_yaml(text);
  if (value) return python_repr(*value);
  return value.error().kind == ErrorKind::ParamValidation ? "invalid" : "general";
}

std::string message(std::string_view text) {
  const auto value = read_yaml(text);
  return value ? "valid" : value.error().message;
}

struct Row {
  std::string_view text;
  const char* value;
};

template <std::size_t Size>
void expect_all(const Row (&rows)[Size]) {
  for (const Row& row : rows) EXPECT_EQ(read(row.text), row.value) << row.text;
}

// command-line.md §3. The values are those of ruamel.yaml's safe reader.
TEST(YamlReader, TypesPlainScalarsByTheRulesOfYaml12) {
  const Row rows[] = {
      {"yes", "'yes'"},
      {"on", "'on'"},
      {"true", "True"},
      {"FALSE", "False"},
      {"tRUE", "'tRUE'"},
      {"null", "None"},
      {"~", "None"},
      {"nULL", "'nULL'"},
      {"017", "17"},
      {"0o17", "15"},
      {"0x1F", "31"},
      {"0b101", "5"},
      {"-1_000", "-1000"},
      {"+5", "5"},
      {"1:30", "'1:30'"},
      {"09", "9"},
      {"0o18", "'0o18'"},
      {"_1", "'_1'"},
      {"9223372036854775807", "9223372036854775807"},
      {"123456789012345678901234567890", "123456789012345678901234567890"},
      {"1.5", "1.5"},
      {"1_0.5_0", "10.5"},
      {"5.", "5.0"},
      {".5", "0.5"},
      {"-.5e-3", "-0.0005"},
      {".5e3", "'.5e3'"},
      {"1e3", "1000.0"},
      {"1e400", "inf"},
      {"0.1e999", "inf"},
      {"1e-9223372036854775807", "0.0"},
      {"-.inf", "-inf"},
      {".NaN", "nan"},
      {"1.2.3", "'1.2.3'"},
      {"a@b.c", "'a@b.c'"},
      {"dns; mx # comment", "'dns; mx'"},
  };
  expect_all(rows);
}

TEST(YamlReader, TypesPlainScalarsByYaml11UnderItsDirective) {
  const Row rows[] = {
      {"%YAML 1.1\n---\nyes", "True"},
      {"%YAML 1.1\n---\nOff", "False"},
      {"%YAML 1.1\n---\nyEs", "'yEs'"},
      {"%YAML 1.1\n---\n017", "15"},
      {"%YAML 1.1\n---\n08", "'08'"},
      {"%YAML 1.1\n---\n1:30", "90"},
      {"%YAML 1.1\n---\n-1:30:00.5", "-5400.5"},
      {"# first\n\n%YAML 1.2\n---\nyes", "'yes'"},
      {"%YAML 01.01 # c\n---\nyes", "True"},
      {"%YAML 1.3\n---\nyes", "general"},
  };
  expect_all(rows);
}

TEST(YamlReader, MakesInstantsOfTimesAndForeignersOfDates) {
  EXPECT_EQ(*read_yaml("1970-01-01T00:00:05Z"), Value(Instant{5, 0}));
  EXPECT_EQ(*read_yaml("1970-01-01 00:00:05"), Value(Instant{5, 0}));
  EXPECT_EQ(*read_yaml("1970-1-1 1:00:05 +01:00"), Value(Instant{5, 0}));
  EXPECT_EQ(*read_yaml("1970-01-01t00:00:05.25-1"), Value(Instant{3605, 250000}));
  EXPECT_EQ(*read_yaml("1970-01-01T00:00:00.1234565"), Value(Instant{0, 123457}));
  EXPECT_EQ(*read_yaml("1970-01-01T00:00:00.9999999"), Value(Instant{1, 0}));
  EXPECT_EQ(*read_yaml("2020-01-01"), Value(Foreign{"datetime.date", "2020-01-01"}));
  EXPECT_EQ(*read_yaml("'2020-01-01'"), Value("2020-01-01"));
  EXPECT_EQ(*read_yaml("2020-1-1"), Value("2020-1-1"));
  EXPECT_EQ(*read_yaml("2020-01-01T00:00"), Value("2020-01-01T00:00"));
}

// Values that look like something and are not it end the reference with a Python error: 255.
TEST(YamlReader, FailsForScalarsThatAreNotWhatTheyLookLike) {
  const Row rows[] = {
      {"2020-02-30", "general"},
      {"2020-01-01 24:00:00", "general"},
      {"9999-12-31T23:59:59-01:00", "general"},
      {"!!int x", "general"},
      {"!!bool maybe", "general"},
      {"0x_", "general"},
      {"._", "general"},
  };
  expect_all(rows);
}

TEST(YamlReader, ReadsEveryStyleOfTextAndCollection) {
  const Row rows[] = {
      {"a: |\n  x\n   y\n\n", "{'a': 'x\\n y\\n'}"},
      {"a: >-\n  two\n  lines\n", "{'a': 'two lines'}"},
      {"a: |2+\n   x\n\n", "{'a': ' x\\n\\n'}"},
      {"a: \"\\x41\\u00e9\\/\\\n  b\"", "{'a': 'A\u00e9/b'}"},
      {"a: 'it''s\n  it'", "{'a': \"it's it\"}"},
      {"a: b\n  c", "{'a': 'b c'}"},
      {"- a\n- - b\n-\n- c: 1\n  d:\n  - e", "['a', ['b'], None, {'c': 1, 'd': ['e']}]"},
      {"{a: [1, {b: c}, ], \"d\":e}", "{'a': [1, {'b': 'c'}], 'd': 'e'}"},
      {"[a: b]", "[{'a': 'b'}]"},
      {"? a\n: b\n? c", "{'a': 'b', 'c': None}"},
      {"a: 1\r\nb: 2\r\n", "{'a': 1, 'b': 2}"},
      {"\xEF\xBB\xBF"
       "a: 1",
       "{'a': 1}"},
      {"--- \na: 1\n...\n", "{'a': 1}"},
      {"", "None"},
      {"# nothing\n", "None"},
      {"---\n", "None"},
  };
  expect_all(rows);
}

// The values are those of ruamel.yaml's safe reader, here and below.
TEST(YamlReader, TakesAByteOrderMarkAtTheStartAlone) {
  const Row rows[] = {
      {"\uFEFF", "None"},
      {"\uFEFFa: 1", "{'a': 1}"},
      {"\uFEFFa: 1\nb: 2\n", "{'a': 1, 'b': 2}"},
      {"\uFEFFa: 1\r\nb: 2\r\n", "{'a': 1, 'b': 2}"},
      {"\uFEFF# c\na: 1", "{'a': 1}"},
      {"\uFEFF\na: 1", "{'a': 1}"},
      {"\uFEFF{a: 1}", "{'a': 1}"},
      {"\uFEFF--- \na: 1", "{'a': 1}"},
      {"\uFEFF%YAML 1.1\n---\na: yes", "{'a': True}"},
      {"a: 1\n\uFEFF", "invalid"},
      {"a: x\uFEFFy", "{'a': 'x\\ufeffy'}"},
      {"a: \"\uFEFF\"", "{'a': '\\ufeff'}"},
      {"# c\n\uFEFFa: 1", "{'\\ufeffa': 1}"},
      {"\uFEFF\uFEFFa: 1", "{'\\ufeffa': 1}"},
  };
  expect_all(rows);
}

TEST(YamlReader, ReadsBlockScalarsToTheirLastLineEnd) {
  const Row rows[] = {
      {"a: |\n  \tb\n", "{'a': '\\tb\\n'}"},
      {"a: >\n  \tb\n", "{'a': '\\tb\\n'}"},
      {"a: |2\n  \tb", "{'a': '\\tb'}"},
      {"a: |\n\tb\n", "invalid"},
      {"a: |\n  b", "{'a': 'b'}"},
      {"a: |+\n  b", "{'a': 'b'}"},
      {"a: |\n  b\n ", "{'a': 'b\\n'}"},
      {"a: |\n  b\n   ", "{'a': 'b\\n '}"},
      {"a: >+\n  b\n\n\n", "{'a': 'b\\n\\n\\n'}"},
      {"a: |+\n  b\n\n\nc: d", "{'a': 'b\\n\\n\\n', 'c': 'd'}"},
      {"a: |-\n  b\n\n", "{'a': 'b'}"},
      {"a: |\n\n\n", "{'a': ''}"},
      {"a: |+\n\n\n", "{'a': '\\n\\n'}"},
      {"a: |2\n    b\n  c\n", "{'a': '  b\\nc\\n'}"},
      {"a: |1+\n  b\n\n# c\n", "{'a': ' b\\n\\n'}"},
      {"- |\n b\n- c", "['b\\n', 'c']"},
      {"a: >\n  b\n  c\n\n  d\n   e\n  f\n", "{'a': 'b c\\nd\\n e\\nf\\n'}"},
      {"a: | # x\n  b\n", "{'a': 'b\\n'}"},
      {"a: |# x\n  b\n", "invalid"},
      {"a: >-# x\n  b\n", "invalid"},
      {"a: |-\tx\n  b\n", "invalid"},
      {"a: |0\n b", "invalid"},
      {"a: |10\n b", "invalid"},
      {"a: |+-\n b", "invalid"},
  };
  expect_all(rows);
}

TEST(YamlReader, RefusesATabOutsideOfTextAndComments) {
  const Row rows[] = {
      {"a:\tb", "invalid"},
      {"a: \tb", "invalid"},
      {"a: b\t", "invalid"},
      {"a: b\tc", "invalid"},
      {"a: b\t# c", "invalid"},
      {"-\ta", "invalid"},
      {"[a,\tb]", "invalid"},
      {"\ta: b", "invalid"},
      {"a: 'b'\t", "invalid"},
      {"a: b\n\t\nc: d", "invalid"},
      {"? a\n:\tb", "invalid"},
      {"a: \"\tb\t\"", "{'a': '\\tb\\t'}"},
      {"a: '\tb'", "{'a': '\\tb'}"},
      {"a: |\n  b\tc\nd: e", "{'a': 'b\\tc\\n', 'd': 'e'}"},
      {"#\tc\na: b #\tc", "{'a': 'b'}"},
  };
  expect_all(rows);
}

TEST(YamlReader, TakesAQuestionMarkInsideOfText) {
  const Row rows[] = {
      {"{a: b?, c: d? e, f: g ? h}", "{'a': 'b?', 'c': 'd? e', 'f': 'g ? h'}"},
      {"[http://x/?a=b, 'c?', \"?d\"]", "['http://x/?a=b', 'c?', '?d']"},
      {"- ?a\n- a ?b\n- why ?", "['?a', 'a ?b', 'why ?']"},
      {"{? a: b}", "{'a': 'b'}"},
      {"? a?", "{'a?': None}"},
      {"a: \"b\\?\"", "invalid"},
      {R"(["\x1A?\u001a a? \\x1a \U0000001A\"?"])", R"(['\x1a?\x1a a? \\x1a \x1a"?'])"},
  };
  expect_all(rows);
  EXPECT_EQ(message("\"\\?\"").find('\x1A'), std::string::npos);
}

TEST(YamlReader, WantsAColonBehindEachKeyAndValuesToTheRightOfIt) {
  const Row rows[] = {
      {"a: 1\nb", "invalid"},
      {"a: 1\nb\n...\n", "invalid"},
      {"a: 1\nb\n---\n", "invalid"},
      {"a:\nb\nc: d", "invalid"},
      {"a:\nb\n", "invalid"},
      {"a:\n'b'\n", "invalid"},
      {"a:\n[b]\n", "invalid"},
      {"a:\n{b: c}\n", "invalid"},
      {"x: &x 1\na:\n*x\n", "invalid"},
      {"a:\n  b:\n  c\n", "invalid"},
      {"a:\n- b\nc", "invalid"},
      {"a:\n  - b\n - c", "invalid"},
      {"-\na", "invalid"},
      {"a:\n 'b'\n", "{'a': 'b'}"},
      {"a:\n- b\n- c", "{'a': ['b', 'c']}"},
      {"? a", "{'a': None}"},
  };
  expect_all(rows);
}

TEST(YamlReader, RefusesCommasAndColonsWithNothingBeforeThem) {
  const Row rows[] = {
      {"{, a: b}", "invalid"},
      {"[a, , b]", "invalid"},
      {"{a: b,, c: d}", "invalid"},
      {"[: x]", "invalid"},
      {"{:a: x}", "invalid"},
      {"%YAML 1.1\n---\n- : x", "invalid"},
      {"- : x", "[{'None': 'x'}]"},
      {"[{: x}]", "[{'None': 'x'}]"},
      {"{a: , b: }", "{'a': None, 'b': None}"},
      {"{a, b: c}", "{'a': None, 'b': 'c'}"},
      {"{a: :x}", "{'a': ':x'}"},
  };
  expect_all(rows);
}

// The values are ruamel.yaml's.
TEST(YamlReader, FoldsTheLinesOfQuotedTextToItsEnd) {
  const Row rows[] = {
      {"a: '\n  '", "{'a': ' '}"},
      {"a: '\n\n  '", "{'a': '\\n'}"},
      {"a: \"\n\n\n\"", "{'a': '\\n\\n'}"},
      {"a: 'x\n\n\n  '", "{'a': 'x\\n\\n'}"},
      {"a: \"x \n y\n\n  z \"", "{'a': 'x y\\nz '}"},
      {"a: \"x\\n\n\n  \"", "{'a': 'x\\n\\n'}"},
      {"a: \"x\\\n\n\n  \"", "{'a': 'x\\n\\n'}"},
      {"a: \"x\\\n  \\  y\"", "{'a': 'x  y'}"},
      {"a: 'it''s'''", "{'a': \"it's'\"}"},
      {"- 'a\\'", "['a\\\\']"},
      {"a: 'x\xC2\x85y'", "{'a': 'x y'}"},
      {"a: 'x\xE2\x80\xA8y'", "{'a': 'x\\u2028y'}"},
  };
  expect_all(rows);
}

TEST(YamlReader, ReadsEscapesAndRefusesThoseThatYamlDoesNotHave) {
  const Row rows[] = {
      {R"("\N\_\L\P\e\0")", R"('\x85\xa0\u2028\u2029\x1b\x00')"},
      {"\"\u00e9\\_\u00e9\"", "'\u00e9\\xa0\u00e9'"},
      {R"("\'")", "invalid"},
      {R"("\ud800")", "invalid"},
      {"a: \"b\n  ", "invalid"},
      {"a: \"", "invalid"},
      {"a: \"b\n---\n\"", "invalid"},
  };
  expect_all(rows);
}

TEST(YamlReader, ReadsDirectivesBeforeTheDocumentAlone) {
  const Row rows[] = {
      {"%FOO bar\n---\na: 1", "{'a': 1}"},
      {"%TAG !x! tag:yaml.org,2002:\n---\na: !x!str 5", "{'a': '5'}"},
      {"%FOO bar\na: 1", "invalid"},
      {"%YAML 1.2", "invalid"},
      {"%YAML 1.1 x\n---\na", "invalid"},
      {"%YAML 0.1\n---\na", "invalid"},
      {"%YAML 1.2\n%YAML 1.2\n---\na", "invalid"},
      {"%TAG x tag:yaml.org,2002:\n---\na", "invalid"},
      {"%TAG !x!\n---\na", "invalid"},
      {"% YAML 1.1\n---\na", "invalid"},
      {"a: 1\n%FOO", "invalid"},
      {"a: 1\n...\n%YAML 1.1\n---\nb: 1", "invalid"},
  };
  expect_all(rows);
}

TEST(YamlReader, ResolvesTags) {
  const Row rows[] = {
      {"a: !!str 5", "{'a': '5'}"},
      {"a: !!int \"5\"", "{'a': 5}"},
      {"a: !!float 5", "{'a': 5.0}"},
      {"a: !!null x", "{'a': None}"},
      {"a: !!binary aGVsbG8=", "{'a': b'hello'}"},
      {"a: !!binary |\n  aGVs\n  bG8=\n", "{'a': b'hello'}"},
      {"a: !!set {b, c}", "{'a': {'b', 'c'}}"},
      {"a: !!omap [b: 1, c: 2]", "{'a': {'b': 1, 'c': 2}}"},
      {"a: !!pairs [b: 1]", "{'a': [['b', 1]]}"},
      {"a: !<tag:yaml.org,2002:str> 5", "{'a': '5'}"},
      {"a: !!binary x", "invalid"},
      {"a: !!timestamp x", "invalid"},
      {"a: !!str [b]", "invalid"},
      {"a: !!seq {}", "invalid"},
      {"a: !!map []", "invalid"},
      {"a: !!omap [{b: 1, c: 2}]", "invalid"},
      {"a: !foo b", "invalid"},
      {"!!python/object:os.system {}", "invalid"},
      {"a: !", "{'a': None}"},
      {"a: ! 5", "{'a': 5}"},
      {"a: ! \"5\"", "{'a': 5}"},
      {"a: ! 'yes'", "{'a': 'yes'}"},
      {"a: ! [b]", "{'a': ['b']}"},
      {"a: !!%73tr 5", "{'a': '5'}"},
      {"{a: !!str ,b: c}", "{'a': '', 'b': 'c'}"},
      {"{a: !!str,b: c}", "invalid"},
      {"{a: !!str, b: c}", "invalid"},
      {"[!!str]", "invalid"},
      {"a: !!str\tb", "invalid"},
      {"a: !!str\"x\"", "invalid"},
      {"a: !!str{b}", "invalid"},
      {"a: !!str!x b", "invalid"},
      {"a: !<tag:yaml.org,2002:str>x", "invalid"},
  };
  expect_all(rows);
  EXPECT_EQ(python_type_name(*read_yaml("!!set {}")), "set");
}

TEST(YamlReader, FollowsAnchorsAliasesAndMergeKeys) {
  const Row rows[] = {
      {"a: &i ok\nb: *i\nc: [{d: *i}]", "{'a': 'ok', 'b': 'ok', 'c': [{'d': 'ok'}]}"},
      {"a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}", "{'a': {'b': 1, 'c': 2}, 'd': {'b': 1, 'c': 3}}"},
      {"{<<: [{a: 1}, {a: 2, b: 3}], c: 4}", "{'a': 1, 'b': 3, 'c': 4}"},
      {"a: &x 1\nb: &x 2\nc: *x", "{'a': 1, 'b': 2, 'c': 2}"},
      {"{<<: {a: 1}, b: 1, b: 2}", "{'a': 1, 'b': 2}"},
      {"a: &x.y v\nb: *x.y", "{'a': 'v', 'b': 'v'}"},
      {"a: &x/y-:z v\nb: *x/y-:z", "{'a': 'v', 'b': 'v'}"},
      {"a: &\u00e9 v\nb: *\u00e9", "{'a': 'v', 'b': 'v'}"},
      {"[&a,b]", "[None, 'b']"},
      {"&a b: 1\nc: *a", "{'b': 1, 'c': 'b'}"},
      {"a: &x 1\nb: &x [*x]", "invalid"},
      {"{'<<': a}", "{'<<': 'a'}"},
      {"{=: a}", "{'=': 'a'}"},
      {"a: *b", "invalid"},
      {"&a [*a]", "invalid"},
      {"{<<: a}", "invalid"},
      {"{<<: {a: 1}, <<: {b: 1}}", "invalid"},
      {"[<<]", "invalid"},
      {"[=]", "invalid"},
  };
  expect_all(rows);
}

TEST(YamlReader, RefusesWhatIsNotOneDocument) {
  const Row rows[] = {
      {"a: b: c", "invalid"},
      {"a: 1\na: 2", "invalid"},
      {"[{b: 1, 'b': 2}]", "invalid"},
      {"[{1: a, 1.0: b}]", "invalid"},
      {"[{{a: b}: c}]", "invalid"},
      {"---\na: 1\n---\nb: 2\n", "invalid"},
      {"a: 1\n---\n", "invalid"},
      {"a:\n\t- b", "invalid"},
      {"a: \x07", "invalid"},
      {std::string_view("a: \0", 4), "invalid"},
      {"a: \xff", "invalid"},
      {"a: 'b\nc: d", "invalid"},
      {"a: 1\nb\nc: 2", "invalid"},
      {"[,]", "invalid"},
      {"{a: 1", "invalid"},
      {"a: @b", "invalid"},
      {"%YAML 2.0\n---\na: 1", "invalid"},
  };
  expect_all(rows);
}

TEST(YamlReader, WantsTextForTheNamesAtTheTop) {
  const Row rows[] = {
      {"1: a", "general"},
      {"null: a", "general"},
      {"{<<: {1: a}}", "general"},
      {"? [a]\n: b", "general"},
      {"'1': a", "{'1': 'a'}"},
      {"a: {2: b, ~: c, true: d}", "{'a': {'2': 'b', 'None': 'c', 'True': 'd'}}"},
      {"[1: a]", "[{'1': 'a'}]"},
  };
  expect_all(rows);
}

TEST(YamlReader, SaysWhereTheFaultIs) {
  EXPECT_EQ(message("a: 1\nb:\n  - c\n  a: 2").substr(0, 16), "line 4, column 3");
  EXPECT_EQ(message("a: 1\na: 2"), "line 2, column 1: the key 'a' appears twice");
  EXPECT_EQ(message("x: 1\n\u00e9: \x07"),
            "line 2, column 4: a character that YAML does not allow");
  EXPECT_EQ(message("\u00e9: \xff"), "line 1, column 4: a byte that is not UTF-8");
  EXPECT_EQ(message("a: {\u00e9: 1, \u00e9: 2}"),
            "line 1, column 11: the key '\u00e9' appears twice");
  EXPECT_EQ(message("? |\n a\n? |\n b\n? |\n a\n"),
            "line 5, column 3: the key 'a\\n' appears twice");
  EXPECT_EQ(message("a: 1\nb"), "line 2, column 1: a key with a colon is expected here");
  EXPECT_EQ(
      message("a: b: c"),
      "line 1, column 5: no key is allowed before this colon; text with a colon needs quotes");
  EXPECT_EQ(message("a: 'b"), "line 1, column 6: the document ends inside quotes");
  EXPECT_EQ(message("a:\n\t|"), "line 2, column 1: a tab is used where only spaces are allowed");
  EXPECT_EQ(message("a: [\u00e9, !x b]").substr(0, 17), "line 1, column 8:");
  EXPECT_EQ(message("---\na\n---\nb"),
            "line 3, column 1: a second document begins here, but only one is allowed");
}

TEST(YamlReader, BoundsNestingAndTheGrowthByAliases) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(read(nested(490)), nested(490));
  EXPECT_EQ(message(nested(491)), "line 1, column 491: nested too deeply");
  EXPECT_EQ(read(nested(100'000)), "invalid");
  EXPECT_EQ(read(std::string(100'000, '[')), "invalid");

  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  std::string chain = "a0: &a0 {x: 1}\n";
  for (int i = 1; i < 2000; ++i) {
    const std::string name = "a" + std::to_string(i);
    const std::string before = "*a" + std::to_string(i - 1);
    if (i < 12) bomb += name + ": &" + name + " [" + before + ", " + before + ", " + before + "]\n";
    chain += name + ": &" + name + " {<<: " + before + "}\n";
  }
  EXPECT_EQ(message(bomb).find("aliases make the document too large") != std::string::npos, true);
  EXPECT_EQ(read(chain), "invalid");
}

}  // namespace
}  // namespace send_bounce
