#include "settings/lookup.h"

#include <gtest/gtest.h>

#include <limits>

namespace send_bounce {
namespace {

constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

// Expected: Python's int(text).
TEST(IntegerText, ReadsWhatPythonsIntReads) {
  const struct {
    const char* text;
    std::int64_t value;
  } rows[] = {
      {"0", 0},
      {"-0", 0},
      {"00", 0},
      {"60", 60},
      {"+3", 3},
      {"-5", -5},
      {" 3 ", 3},
      {"\t7\n", 7},
      {"\xC2\xA0"
       "8",
       8},
      {"1_0", 10},
      {"1_0_0", 100},
      {"\xD9\xA3", 3},                   // ARABIC-INDIC DIGIT THREE
      {"\xEF\xBC\x91\xEF\xBC\x90", 10},  // fullwidth 1 and 0
      {"9223372036854775807", kLargest},
      {"9223372036854775808", kLargest},
      {"99999999999999999999999999", kLargest},
      {"-99999999999999999999999999", -kLargest},
  };
  for (const auto& row : rows) {
    const auto value = read_integer(row.text);
    ASSERT_TRUE(value) << row.text;
    EXPECT_EQ(*value, row.value) << row.text;
  }
}

TEST(IntegerText, RefusesTheRestInTheReferencesWords) {
  const struct {
    const char* text;
    const char* message;
  } rows[] = {
      {"abc", "invalid literal for int() with base 10: 'abc'"},
      {"", "invalid literal for int() with base 10: ''"},
      {"1.5", "invalid literal for int() with base 10: '1.5'"},
      {"1e3", "invalid literal for int() with base 10: '1e3'"},
      {"0x10", "invalid literal for int() with base 10: '0x10'"},
      {"1__0", "invalid literal for int() with base 10: '1__0'"},
      {"_1", "invalid literal for int() with base 10: '_1'"},
      {"1_", "invalid literal for int() with base 10: '1_'"},
      {"--1", "invalid literal for int() with base 10: '--1'"},
      {"- 1", "invalid literal for int() with base 10: '- 1'"},
      {"1 2", "invalid literal for int() with base 10: '1 2'"},
      {" x ", "invalid literal for int() with base 10: ' x '"},
      {"it's", "invalid literal for int() with base 10: \"it's\""},
  };
  for (const auto& row : rows) {
    const auto value = read_integer(row.text);
    ASSERT_FALSE(value) << row.text;
    EXPECT_EQ(value.error().message, row.message);
    EXPECT_EQ(value.error().kind, ErrorKind::General);
  }
}

}  // namespace
}  // namespace send_bounce
