#pragma once

#include <string>

#include "send_bounce/manual/document.h"

namespace send_bounce {

/// The document in Markdown, lines of at most 120 columns but for code: a section is "##", its
/// terms "###", terms inside them bullets.
std::string as_markdown(const Document& document);

}  // namespace send_bounce
