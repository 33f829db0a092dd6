#include "protocol/xml_tree.h"

#include <gtest/gtest.h>

namespace send_bounce {
namespace {

std::string fault_of(std::string_view document) {
  const auto root = parse_xml(document);
  return root ? "no fault" : root.error().text();
}

std::string text_of(std::string_view document) {
  const auto root = parse_xml(document);
  return root ? root->text : root.error().text();
}

TEST(XmlTree, KeepsNamesTextAndChildren) {
  const auto root = parse_xml("<r> t<a>1</a><b/><a>2</a>u</r>");
  ASSERT_TRUE(root) << root.error().text();
  EXPECT_EQ(root->name, "r");
  EXPECT_EQ(root->text, " t");
  ASSERT_EQ(root->children.size(), 3U);
  EXPECT_EQ(root->child("a")->text, "1");
  EXPECT_EQ(root->child("b")->text, "");
  EXPECT_EQ(root->child("c"), nullptr);
}

TEST(XmlTree, StripsNamespacesAndPrefixes) {
  const auto root = parse_xml("<p:r xmlns:p='urn:x' xmlns='urn:y'><a xmlns='urn:z'/><p:b/></p:r>");
  ASSERT_TRUE(root) << root.error().text();
  EXPECT_EQ(root->name, "r");
  EXPECT_EQ(root->children[0].name, "a");
  EXPECT_EQ(root->children[1].name, "b");
}

struct TextRow {
  std::string document;
  std::string expected;
};

// What Python's ElementTree gives for the same bytes, told the encoding UTF-8.
TEST(XmlTree, ReadsTextAsPythonDoes) {
  const TextRow kRows[] = {
      {"<r>&lt;a&amp;b&gt;&#233;&#x20AC;&quot;</r>", "<a&b>\xC3\xA9\xE2\x82\xAC\""},
      {"<r>a<![CDATA[<b>&]]>c</r>", "a<b>&c"},
      {"<r>a<!-- x -->b<?pi?>c</r>", "abc"},
      {"<r>a\r\nb\rc</r>", "a\nb\nc"},
      {"<?xml version='1.0' encoding='ISO-8859-1'?><r>\xC3\xA9</r>", "\xC3\xA9"},
      {"\xEF\xBB\xBF<r>x</r>", "x"},
      {std::string("\xFF\xFE<\0r\0>\0\xE9\0<\0/\0r\0>\0", 18), "\xC3\xA9"},
      {"<!DOCTYPE r [<!ENTITY e 'EXP'>]><r>&e;</r>", "EXP"}};
  for (const TextRow& row : kRows) EXPECT_EQ(text_of(row.document), row.expected) << row.document;
}

// Texts and places from Python's ElementTree.
TEST(XmlTree, NamesFaultsAsPythonDoes) {
  const TextRow kRows[] = {
      {"", "no element found: line 1, column 0"},
      {" ", "no element found: line 1, column 1"},
      {"<SendBounceResponse>", "no element found: line 1, column 20"},
      {"Bad Request", "syntax error: line 1, column 0"},
      {"{\"a\":1}", "not well-formed (invalid token): line 1, column 0"},
      {"<HTML><br></HTML>", "mismatched tag: line 1, column 12"},
      {"<r>\xFF\xFE</r>", "not well-formed (invalid token): line 1, column 3"},
      {"<r>&nbsp;</r>", "undefined entity: line 1, column 3"},
      {"<r/>x", "junk after document element: line 1, column 4"},
      {"\n<?xml version='1.0'?><r/>",
       "XML or text declaration not at start of entity: line 2, column 0"},
      {"<p:r/>", "unbound prefix: line 1, column 0"},
      {"<", "unclosed token: line 1, column 0"},
      {"<r a='1' a='2'/>", "duplicate attribute: line 1, column 9"},
      {"<!DOCTYPE r [<!ENTITY a '&b;'><!ENTITY b '&a;'>]><r>&a;</r>",
       "recursive entity reference: line 1, column 52"},
      {"<!DOCTYPE r SYSTEM 'x.dtd' [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r>&x;</r>",
       "undefined entity &x;: line 1, column 72"}};
  for (const TextRow& row : kRows) EXPECT_EQ(fault_of(row.document), row.expected) << row.document;
}

// What may be told of a document that holds secrets.
TEST(XmlTree, KeepsThePartOfTheDocumentThatAFaultIsAboutApart) {
  const auto root = parse_xml(
      "<!DOCTYPE r SYSTEM 'x' [<!ENTITY secret SYSTEM 'file:///etc/passwd'>]><r>&secret;</r>");
  ASSERT_FALSE(root);
  EXPECT_EQ(root.error().reason, "undefined entity");
  EXPECT_EQ(root.error().quoted, " &secret;");
  EXPECT_EQ(root.error().place, "line 1, column 73");
}

std::string nested(int depth) {
  std::string document;
  for (int i = 0; i < depth; ++i) document += "<a>";
  for (int i = 0; i < depth; ++i) document += "</a>";
  return document;
}

TEST(XmlTree, BoundsTheDepth) {
  EXPECT_EQ(fault_of(nested(100)), "no fault");
  EXPECT_EQ(fault_of(nested(101)), "elements nested too deeply: line 1, column 300");
}

// "Billion laughs": six levels of ten make a million characters of a document of 400.
TEST(XmlTree, BoundsTheExpansionOfEntities) {
  std::string document = "<!DOCTYPE r [<!ENTITY e0 'laughter'>";
  for (int level = 1; level <= 6; ++level) {
    document += "<!ENTITY e" + std::to_string(level) + " '";
    for (int i = 0; i < 10; ++i) document += "&e" + std::to_string(level - 1) + ";";
    document += "'>";
  }
  document += "]><r>&e6;</r>";
  EXPECT_TRUE(fault_of(document).starts_with(
      "limit on input amplification factor (from DTD and entities) breached"))
      << fault_of(document);
}

TEST(XmlTree, ReadsLargeDocuments) {
  const std::string text(5'000'000, 'x');
  EXPECT_EQ(text_of("<r>" + text + "</r>"), text);
  std::string many = "<r>";
  for (int i = 0; i < 100'000; ++i) many += "<a/>";
  const auto root = parse_xml(many + "</r>");
  ASSERT_TRUE(root) << root.error().text();
  EXPECT_EQ(root->children.size(), 100'000U);
}

}  // namespace
}  // namespace send_bounce
