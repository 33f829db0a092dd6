#include "send_bounce/input/param_file.h"

#include <gtest/gtest.h>

#include <string>

#include "send_bounce/text/python_text.h"
#include "support/fake_world.h"

namespace send_bounce {
namespace {

using namespace std::string_literals;

class ParamFile : public ::testing::Test {
 protected:
  ParamFile() { files.broken["d"] = {EISDIR, "Is a directory"}; }

  Result<std::optional<Value>> load(std::string_view word) {
    return load_param_file(word, files, variables);
  }
  std::string text(std::string_view word) {
    const auto loaded = load(word);
    return loaded ? python_repr(loaded->value_or(Value("no file"))) : loaded.error().message;
  }

  testing::FakeFileSystem files{{"t.txt", "hello\nworld\n"},  {"crlf.txt", "a\r\nb\rc"},
                                {"bom.txt", "\xEF\xBB\xBFx"}, {"bad.bin", "\xFF\xFE\0a"s},
                                {"/home/user/h.txt", "home"}, {"/srv/ann/h.txt", "ann's"}};
  testing::FakeVariables variables{{"HOME", "/home/user"}};
};

TEST_F(ParamFile, IsNamedByAPrefixAtTheVeryStart) {
  for (const std::string_view word : {"t.txt", " file://t.txt", "FILE://t.txt", "http://t.txt",
                                      "file:/t.txt", "", "file:", "fileb:"}) {
    const auto loaded = load(word);
    ASSERT_TRUE(loaded);
    EXPECT_EQ(*loaded, std::nullopt) << word;
  }
  EXPECT_TRUE(files.opened.empty());
}

TEST_F(ParamFile, KeepsTheLastNewline) { EXPECT_EQ(text("file://t.txt"), R"('hello\nworld\n')"); }

TEST_F(ParamFile, MakesEveryLineEndANewline) { EXPECT_EQ(text("file://crlf.txt"), R"('a\nb\nc')"); }

TEST_F(ParamFile, KeepsTheByteOrderMark) { EXPECT_EQ(text("file://bom.txt"), R"('\ufeffx')"); }

TEST_F(ParamFile, GivesBytesAsTheyAre) {
  EXPECT_EQ(text("fileb://bad.bin"), R"(b'\xff\xfe\x00a')");
  EXPECT_EQ(text("fileb://crlf.txt"), R"(b'a\r\nb\rc')");
}

TEST_F(ParamFile, ExpandsTheHomeDirectory) {
  EXPECT_EQ(text("file://~/h.txt"), "'home'");
  variables.values["HOME"] = "/home/user//";
  EXPECT_EQ(text("file://~/h.txt"), "'home'");
  variables.values.erase("HOME");
  EXPECT_EQ(text("file://~/h.txt"), "'home'");
}

TEST_F(ParamFile, ExpandsTheHomeDirectoryOfAUser) {
  files.homes["ann"] = "/srv/ann";
  EXPECT_EQ(text("file://~ann/h.txt"), "\"ann's\"");
  EXPECT_EQ(text("file://~bob/h.txt"),
            "Unable to load paramfile file://~bob/h.txt: [Errno 2] No such file or directory: "
            "'~bob/h.txt'");
}

TEST_F(ParamFile, HasTheRootWhereTheHomeIsTheRoot) {
  variables.values["HOME"] = "/";
  load("file://~");
  EXPECT_EQ(files.opened, std::vector<std::string>{"/"});
}

struct Expansion {
  std::string_view typed;
  std::string_view opened;
};

// Expectations from Python's os.path.expandvars.
constexpr Expansion kExpansions[] = {
    {"$HOME/h.txt", "/home/user/h.txt"},
    {"${HOME}/h.txt", "/home/user/h.txt"},
    {"a$HOME.txt", "a/home/user.txt"},
    {"$X$X-$X_", "vv-$X_"},
    {"${X}y${X", "vy${X"},
    {"$UNSET/${UNSET}/$/${}/$$X", "$UNSET/${UNSET}/$/${}/$v"},
    {"$NESTED", "$X"},
    {"$Xé", "vé"},
    {"x~", "x~"},
};

TEST_F(ParamFile, ExpandsVariables) {
  variables.values["X"] = "v";
  variables.values["NESTED"] = "$X";
  for (const Expansion& row : kExpansions) {
    load("file://" + std::string(row.typed));
    EXPECT_EQ(files.opened.back(), row.opened) << row.typed;
  }
}

TEST_F(ParamFile, ThatIsMissingIsNamedAsTypedAndAsOpened) {
  const auto loaded = load("file://$HOME/missing");
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().kind, ErrorKind::ParamValidation);
  EXPECT_EQ(loaded.error().message,
            "Unable to load paramfile file://$HOME/missing: [Errno 2] No such file or directory: "
            "'/home/user/missing'");
  EXPECT_EQ(text("file://"),
            "Unable to load paramfile file://: [Errno 2] No such file or directory: ''");
}

TEST_F(ParamFile, MayNotBeADirectory) {
  EXPECT_EQ(text("fileb://d"),
            "Unable to load paramfile fileb://d: [Errno 21] Is a directory: 'd'");
}

TEST_F(ParamFile, HasToBeText) {
  const auto loaded = load("file://bad.bin");
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().kind, ErrorKind::ParamValidation);
  EXPECT_EQ(loaded.error().message,
            "Unable to load paramfile (bad.bin), text contents could not be decoded.  If this is a "
            "binary file, please use the fileb:// prefix instead of the file:// prefix.");
}

TEST_F(ParamFile, CannotHaveANullByteInItsName) {
  const auto loaded = load("file://t.txt\0"s);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().kind, ErrorKind::General);
  EXPECT_TRUE(files.opened.empty());
}

// Expectations from Python: print(ascii(open(path, encoding=name).read())). The second part of a
// name is only what tells two rows apart.
struct Encoded {
  std::string_view encoding;
  std::string bytes;
  std::string_view text;  // empty: cannot be decoded
};

const Encoded kEncoded[] = {
    {"utf-8", "caf\xC3\xA9", "'café'"},
    {"UTF8", "caf\xC3\xA9", "'café'"},
    {"u8", "\xED\xA0\x80", ""},
    {"utf-8-sig", "\xEF\xBB\xBFx", "'x'"},
    {"UTF_8_SIG", "x", "'x'"},
    {"ascii", "abc", "'abc'"},
    {"US-ASCII", "caf\xE9", ""},
    {"ANSI_X3.4-1968", "\x80", ""},
    {"latin-1", "caf\xE9\r\n\x81", R"('café\n\x81')"},
    {"ISO_8859-1:1987", "\xE9", "'é'"},
    {"l1", "\xE9", "'é'"},
    {"cp1252", "\x80\x9F\xE9", "'€Ÿé'"},
    {"windows 1252", "\x81", ""},
    {"utf-16", "\xFF\xFE\xE9\0"s, "'é'"},
    {"utf-16", "\xFE\xFF\0\xE9"s, "'é'"},
    {"utf16", "", "''"},
    {"utf-16", "a", ""},
    {"utf-16-le", "\xFF\xFE\x3D\xD8\x00\xDE"s, R"('\ufeff😀')"},
    {"UTF-16BE", "\xD8\x3D\xDE\x00"s, "'😀'"},
    {"utf-16-le", "\x00\xD8"s, ""},
    {"utf-16-le", "\x00\xDC"s, ""},
    {"utf-16-le", "\x00\xD8\x61\x00"s, ""},
    {"utf-32", "\xFF\xFE\0\0\x00\xF6\x01\0"s, "'😀'"},
    {"utf-32-be", "\0\0\0a"s, "'a'"},
    {"utf-32-le", "\0\0\x11\0"s, ""},
    {"utf-32-le", "\0\xD8\0\0"s, ""},
};

TEST_F(ParamFile, IsInTheEncodingThatTheVariableNames) {
  for (const Encoded& row : kEncoded) {
    files.files["f"] = row.bytes;
    variables.values["AWS_CLI_FILE_ENCODING"] = row.encoding;
    if (row.text.empty()) {
      EXPECT_NE(text("file://f").find("could not be decoded"), std::string::npos) << row.encoding;
    } else {
      EXPECT_EQ(text("file://f"), row.text) << row.encoding;
    }
  }
}

TEST_F(ParamFile, LeavesOtherEncodingsToTheSystem) {
  files.files["f"] = "\xA4";
  variables.values["AWS_CLI_FILE_ENCODING"] = "iso8859_15";
  if (text("file://f") == "unknown encoding: iso8859_15") GTEST_SKIP() << "no such converter here";
  EXPECT_EQ(text("file://f"), "'€'");
}

// Expectations from Python, as above: the system's converters read these bytes in another way.
TEST_F(ParamFile, HasPythonsCharactersWhateverTheSystemsConverterSays) {
  const Encoded rows[] = {
      {"tis-620", "\xA1\x80\x9F", "'\u0e01\\x80\\x9f'"},
      {"TIS620", "\x85", R"('\x85')"},
      {"tis_620", "\xA0", ""},
      {"utf-7", "a\0b\x1B~\\\x7F"s, R"('a\x00b\x1b~\\\x7f')"},
      {"u7", "+IKw-\0+IKw-"s, "'\u20ac\\x00\u20ac'"},
      {"utf7", "+IKw\0x"s, "'\u20ac\\x00x'"},
      {"shift_jis", "a\\~\x95\x5C", "'a\\\\~\u8868'"},
      {"sjis", "\x81\x50", "'\uffe3'"},
      {"johab", "\\", R"('\\')"},
      {"mac_cyrillic", "\xFF", "'\u20ac'"},
      {"cp273", "\xBC", "'\u203e'"},
  };
  for (const Encoded& row : rows) {
    files.files["f"] = row.bytes;
    variables.values["AWS_CLI_FILE_ENCODING"] = row.encoding;
    const std::string read = text("file://f");
    if (read == "unknown encoding: " + std::string(row.encoding)) continue;
    if (row.text.empty()) {
      EXPECT_NE(read.find("could not be decoded"), std::string::npos) << row.encoding;
    } else {
      EXPECT_EQ(read, row.text) << row.encoding;
    }
  }
}

TEST_F(ParamFile, CannotBeInAnUnknownEncoding) {
  for (const std::string_view name : {"bogus", "", "utf-8//IGNORE", "utf.8", "-"}) {
    variables.values["AWS_CLI_FILE_ENCODING"] = name;
    const auto loaded = load("file://t.txt");
    ASSERT_FALSE(loaded) << name;
    EXPECT_EQ(loaded.error().kind, ErrorKind::General);
    EXPECT_EQ(loaded.error().message, "unknown encoding: " + std::string(name));
    EXPECT_TRUE(load("fileb://t.txt"));
  }
}

TEST_F(ParamFile, InUtf16NeedsAByteOrder) {
  files.files["f"] = "a\0"s;
  variables.values["AWS_CLI_FILE_ENCODING"] = "utf-16";
  const auto loaded = load("file://f");
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().kind, ErrorKind::General);
  EXPECT_EQ(loaded.error().message,
            "Unable to load paramfile (f), which has no byte order mark, as encoding utf-16");
}

}  // namespace
}  // namespace send_bounce
