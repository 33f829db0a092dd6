#pragma once

#include <string>
#include <string_view>

#include "send_bounce/manual/document.h"

namespace send_bounce {

/// The document in Markdown, lines of at most 120 columns but for code: a section is "##", its
/// terms "###", terms inside them bullets.
std::string as_markdown(const Document& document);

/// What stands at the top and bottom of a manual page.
struct PageTitle {
  std::string_view name;     ///< "send-bounce"
  std::string_view date;     ///< "2026-11-26"
  std::string_view version;  ///< "0.1.0"
};

/// The document as a page of section 1 in the man macros (man(7) of groff and of mandoc).
std::string as_roff(const Document& document, const PageTitle& title);

}  // namespace send_bounce
