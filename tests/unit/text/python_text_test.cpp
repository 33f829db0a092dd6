#include "send_bounce/text/python_text.h"

#include <gtest/gtest.h>

namespace send_bounce {
namespace {

// Expected texts are what CPython 3.11 prints for repr().
TEST(PythonRepr, QuotesTextAsPythonDoes) {
  const std::pair<std::string, const char*> rows[] = {
      {"a", "'a'"},
      {"it's", "\"it's\""},
      {"it's \"so\"", "'it\\'s \"so\"'"},
      {"a\\b\n\r\t", "'a\\\\b\\n\\r\\t'"},
      {std::string("\x00\x1f\x7f", 3), "'\\x00\\x1f\\x7f'"},
      {"\xC3\xA9\xF0\x9F\x98\x80", "'\xC3\xA9\xF0\x9F\x98\x80'"},
      {"\xC2\xA0\xE2\x80\x8B\xEF\xBB\xBF", "'\\xa0\\u200b\\ufeff'"},
      {"\xFF", "'\\udcff'"},
  };
  for (const auto& [text, repr] : rows) EXPECT_EQ(python_repr(std::string_view(text)), repr);
}

TEST(PythonRepr, WritesBytes) {
  EXPECT_EQ(python_bytes_repr("hello\nworld\n"), "b'hello\\nworld\\n'");
  EXPECT_EQ(python_bytes_repr("\xff\xfe'"), "b\"\\xff\\xfe'\"");
}

TEST(PythonFloat, IsTheShortestTextThatReadsBack) {
  const std::pair<double, const char*> rows[] = {
      {1.5, "1.5"},       {1.0, "1.0"},         {0.0, "0.0"},
      {-0.0, "-0.0"},     {1e16, "1e+16"},      {9999999999999998.0, "9999999999999998.0"},
      {0.0001, "0.0001"}, {0.00001, "1e-05"},   {1e20, "1e+20"},
      {0.1, "0.1"},       {1.25e-7, "1.25e-07"}};
  for (const auto& [number, text] : rows) EXPECT_EQ(python_float(number), text);
}

TEST(PythonStr, ShowsNestedValuesAsLiterals) {
  const Value value = Value::List{Value("a"),       Value(nullptr), Value(true),
                                  Value(1),         Value(1.5),     Value(Map{{"k", Value("v")}}),
                                  Value(Bytes{"x"})};
  EXPECT_EQ(python_str(value), "['a', None, True, 1, 1.5, {'k': 'v'}, b'x']");
  EXPECT_EQ(python_str(Value("a")), "a");
}

TEST(PythonTypeName, NamesEveryKind) {
  EXPECT_EQ(python_type_name(Value()), "NoneType");
  EXPECT_EQ(python_type_name(Value(true)), "bool");
  EXPECT_EQ(python_type_name(Value(1)), "int");
  EXPECT_EQ(python_type_name(Value(1.0)), "float");
  EXPECT_EQ(python_type_name(Value("")), "str");
  EXPECT_EQ(python_type_name(Value(Bytes{})), "bytes");
  EXPECT_EQ(python_type_name(Value(Instant{})), "datetime.datetime");
  EXPECT_EQ(python_type_name(Value(Foreign{"set", "{1}"})), "set");
  EXPECT_EQ(python_type_name(Value(Value::List{})), "list");
  EXPECT_EQ(python_type_name(Value(Map{})), "dict");
}

// From CPython 3.11: bytes.decode("utf-8").
TEST(PythonText, SaysWhereBytesAreNoUtf8) {
  const struct {
    std::string bytes;
    const char* fault;
  } rows[] = {
      {"\xff", "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"},
      {"x\x80", "'utf-8' codec can't decode byte 0x80 in position 1: invalid start byte"},
      {"ab\xc3", "'utf-8' codec can't decode byte 0xc3 in position 2: unexpected end of data"},
      {"a\xe2\x82", "'utf-8' codec can't decode bytes in position 1-2: unexpected end of data"},
      {"\xf0\x90\x80", "'utf-8' codec can't decode bytes in position 0-2: unexpected end of data"},
      {"\xe2"
       "A",
       "'utf-8' codec can't decode byte 0xe2 in position 0: invalid continuation byte"},
      {"\xe2\x82"
       "A",
       "'utf-8' codec can't decode bytes in position 0-1: invalid continuation byte"},
      {"\xf0\x90\x80"
       "A",
       "'utf-8' codec can't decode bytes in position 0-2: invalid continuation byte"},
      {"\xe0\x80\x80",
       "'utf-8' codec can't decode byte 0xe0 in position 0: invalid continuation byte"},
      {"\xed\xa0\x80",
       "'utf-8' codec can't decode byte 0xed in position 0: invalid continuation byte"},
      {"\xf4\x90\x80\x80",
       "'utf-8' codec can't decode byte 0xf4 in position 0: invalid continuation byte"},
  };
  for (const auto& row : rows) EXPECT_EQ(python_utf8_fault(row.bytes), row.fault) << row.fault;
  EXPECT_EQ(python_utf8_fault("a\xc3\xa9"), std::nullopt);
}

}  // namespace
}  // namespace send_bounce
