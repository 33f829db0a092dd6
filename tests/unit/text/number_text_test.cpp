#include "send_bounce/text/number_text.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "send_bounce/text/python_text.h"

namespace send_bounce {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

std::string shown(const std::optional<Value>& value) {
  return value ? python_type_name(*value) + " " + python_repr(*value) : "none";
}

std::string shown(const std::optional<double>& value) {
  return value ? python_float(*value) : "none";
}

// What CPython 3.11 says of int(text) and float(text); "none" for a ValueError.
TEST(PythonsNumbers, AreReadAsPythonReadsThem) {
  const struct {
    std::string_view text;
    std::string_view integer;
    std::string_view real;
  } rows[] = {
      {"12", "int 12", "12.0"},
      {" -1_0\t", "int -10", "-10.0"},
      {"+7", "int 7", "7.0"},
      {"007", "int 7", "7.0"},
      {"\u0663\u00A0", "int 3", "3.0"},
      {"18446744073709551616", "int 18446744073709551616", "1.8446744073709552e+19"},
      {"-0018446744073709551616", "int -18446744073709551616", "-1.8446744073709552e+19"},
      {"1__0", "none", "none"},
      {"_1", "none", "none"},
      {"1_", "none", "none"},
      {"", "none", "none"},
      {"-", "none", "none"},
      {"--1", "none", "none"},
      {"+-1", "none", "none"},
      {"0x1", "none", "none"},
      {"1.5", "none", "1.5"},
      {".5e-1", "none", "0.05"},
      {"5.", "none", "5.0"},
      {".", "none", "none"},
      {"1e", "none", "none"},
      {"1e999", "none", "inf"},
      {"-1e-999", "none", "-0.0"},
      {" InFinity ", "none", "inf"},
      {"-inf", "none", "-inf"},
      {"nan", "none", "nan"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(shown(read_python_integer(row.text)), row.integer) << row.text;
    EXPECT_EQ(shown(read_python_float(row.text)), row.real) << row.text;
  }
}

TEST(PythonsIntegers, HaveAtMostAsManyDigitsAsPythonTakes) {
  EXPECT_TRUE(read_python_integer(std::string(4300, '1')));
  EXPECT_FALSE(read_python_integer(std::string(4301, '1')));
}

TEST(PythonsIntegers, AreTheNearestOfSixtyFourBitsWhereTheseAreWanted) {
  EXPECT_EQ(read_python_int("9223372036854775807"), kMost);
  EXPECT_EQ(read_python_int("9223372036854775808"), kMost);
  EXPECT_EQ(read_python_int("-99999999999999999999"), -kMost);
  EXPECT_EQ(read_python_int("x"), std::nullopt);
}

TEST(IntegerValue, IsOfItsBaseAlone) {
  EXPECT_EQ(integer_value("ff", 16), Value(255));
  EXPECT_EQ(integer_value("-101", 2), Value(-5));
  EXPECT_EQ(integer_value("-9223372036854775808"), Value(-kMost - 1));
  EXPECT_EQ(integer_value("00100000000000000000000"),
            Value(Foreign{"int", "100000000000000000000"}));
  EXPECT_EQ(integer_value("8", 8), std::nullopt);
  EXPECT_EQ(integer_value("99999999999999999999x"), std::nullopt);
  EXPECT_EQ(integer_value(""), std::nullopt);
}

TEST(DoubleValue, IsWholeOrNothing) {
  EXPECT_EQ(double_value("-1.5"), -1.5);
  EXPECT_EQ(double_value("1.5x"), std::nullopt);
  EXPECT_EQ(double_value(""), std::nullopt);
}

TEST(FixedPointValue, TakesNeitherExponentsNorWords) {
  EXPECT_EQ(fixed_point_value("-1.5"), -1.5);
  EXPECT_EQ(fixed_point_value(".5"), 0.5);
  for (const char* text : {"", "-", ".", "1e3", "inf", "nan", "0x1F", "+1", " 1", "1 ", "1-2"}) {
    EXPECT_EQ(fixed_point_value(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace send_bounce
