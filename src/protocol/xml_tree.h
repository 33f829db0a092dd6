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

/// The root. The encoding is UTF-8, or UTF-16 with a byte order mark, whatever the document
/// declares (the reference reads it so). Entities defined in the document are expanded, external
/// ones never fetched. The error is expat's words with the place, as Python's parser shows them:
/// "no element found: line 1, column 0". It is also an error to nest elements more than 100 deep,
/// or to make the tree 64 times as large as the document.
tl::expected<XmlElement, std::string> parse_xml(std::string_view document);

}  // namespace send_bounce
