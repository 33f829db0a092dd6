#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

/// The answer of the service as a tree, of which only names and text are kept. The only header
/// behind which expat is used.
namespace send_bounce {

struct XmlElement {
  std::string name;  ///< without namespace and prefix
  std::string text;  ///< up to the first child; entities and CDATA resolved, comments left out
  std::vector<XmlElement> children;

  /// The first child of that name, nullptr where there is none.
  const XmlElement* child(std::string_view child_name) const;
};

/// Why a document is no XML.
struct XmlFault {
  std::string reason;  ///< expat's words, "undefined entity"; never a part of the document
  std::string quoted;  ///< the part of the document that it is about, " &x;"; mostly empty
  std::string place;   ///< "line 1, column 5"

  /// As Python's parser shows it: "undefined entity &x;: line 1, column 5".
  std::string text() const { return reason + quoted + ": " + place; }
};

/// The root. The encoding is UTF-8, or UTF-16 with a byte order mark, whatever the document
/// declares (the reference reads it so). Entities defined in the document are expanded, external
/// ones never fetched. It is also an error to nest elements more than 100 deep, or to make the tree
/// 64 times as large as the document.
tl::expected<XmlElement, XmlFault> parse_xml(std::string_view document);

}  // namespace send_bounce
