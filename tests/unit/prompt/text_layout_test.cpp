#include "prompt/text_layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace send_bounce::prompt {
namespace {

using ::testing::ElementsAre;

int columns_of(char32_t character) {
  if (character < U' ') return -1;
  if (character >= 0x300 && character < 0x370) return 0;
  return character >= 0x4E00 && character < 0xA000 ? 2 : 1;
}

constexpr const char* kWorld = "\xE4\xB8\x96\xE7\x95\x8C";  // two characters of two columns each

TEST(TextLayout, MeasuresInColumns) {
  EXPECT_EQ(width_of("abc", columns_of), 3);
  EXPECT_EQ(width_of(kWorld, columns_of), 4);
  EXPECT_EQ(width_of("e\xCC\x81", columns_of), 1);
  EXPECT_EQ(width_of("\xFF\x01", columns_of), 2);
}

TEST(TextLayout, ShowsNoControlCharacters) {
  EXPECT_EQ(shown_text("a\x1b[31m\xFF", columns_of), "a\xEF\xBF\xBD[31m\xEF\xBF\xBD");
}

TEST(TextLayout, ClipsBetweenCharacters) {
  EXPECT_EQ(clipped("abcdef", 6, columns_of), "abcdef");
  EXPECT_EQ(clipped("abcdefg", 6, columns_of), "abc...");
  EXPECT_EQ(clipped(std::string("ab") + kWorld, 5, columns_of), "ab...");
  EXPECT_EQ(clipped("abcdef", 2, columns_of), "ab");
  EXPECT_EQ(clipped("abcdef", 0, columns_of), "");
}

TEST(TextLayout, MarksLinesThatDoNotFit) {
  EXPECT_THAT(wrapped_into("one two three", 8, 2, columns_of), ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped_into("one two three", 8, 1, columns_of), ElementsAre("one t..."));
  EXPECT_THAT(wrapped_into("one twoo three", 12, 1, columns_of), ElementsAre("one twoo..."));
  EXPECT_THAT(wrapped_into("one two three", 8, 0, columns_of), ElementsAre());
  EXPECT_EQ(more_note(12, 10, columns_of), "12 more");
  EXPECT_EQ(more_note(12, 6, columns_of), "...");
  EXPECT_EQ(more_note(12, 2, columns_of), "");
  EXPECT_EQ(more_note(0, 10, columns_of), "");
}

TEST(TextLayout, WrapsAtBlanks) {
  EXPECT_THAT(wrapped("one two three", 8, columns_of), ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped("one\n\ntwo", 8, columns_of), ElementsAre("one", "", "two"));
  EXPECT_THAT(wrapped("abcdefghij", 4, columns_of), ElementsAre("abcd", "efgh", "ij"));
  EXPECT_THAT(wrapped("    \"MessageId\": 1", 12, columns_of),
              ElementsAre("    \"Message", "    Id\": 1"));
  EXPECT_THAT(wrapped(kWorld, 1, columns_of), ElementsAre("\xE4\xB8\x96", "\xE7\x95\x8C"));
  EXPECT_THAT(wrapped("", 4, columns_of), ElementsAre(""));
}

}  // namespace
}  // namespace send_bounce::prompt
