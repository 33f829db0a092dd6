#include "send_bounce/output/screen_rows.h"

#include <gtest/gtest.h>

#include <string>

namespace send_bounce {
namespace {

TEST(RowsOnScreen, AreWhatATerminalOfTenColumnsNeeds) {
  const struct {
    const char* name;
    std::string text;
    std::int64_t rows;
  } rows[] = {
      {"nothing", "", 0},
      {"one line", "abc\n", 1},
      {"no line end", "abc", 1},
      {"an empty line is a row", "a\n\nb\n", 3},
      {"a full line is one row", "0123456789\n", 1},
      {"one more is two", "0123456789a\n", 2},
      {"a line of three", std::string(30, 'x') + "\n", 3},
      {"colours take no room", "\x1b[1m\x1b[34m0123456789\x1b[0m\n", 1},
      {"what only begins like a colour does", "\x1b[12345678K\n", 2},
      {"wide characters count twice", "\u4e2d\u4e2d\u4e2d\u4e2d\u4e2d\n", 1},
      {"and wrap", "\u4e2d\u4e2d\u4e2d\u4e2d\u4e2d\u4e2d\n", 2},
      {"a tab fills up to the eighth column", "a\tbc\n", 1},
      {"and may wrap", "a\tbcd\n", 2},
  };
  for (const auto& row : rows) EXPECT_EQ(rows_on_screen(row.text, 10), row.rows) << row.name;
}

}  // namespace
}  // namespace send_bounce
