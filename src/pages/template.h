#pragma once

#include <span>
#include <string>
#include <string_view>

namespace send_bounce {

struct Insertion {
  std::string_view name;  ///< "TABLES", for lines that are "@TABLES@"
  std::string text;       ///< ends with a newline
};

/// The template with each line that names an insertion replaced by its text.
std::string fill_template(std::string_view text, std::span<const Insertion> insertions);

}  // namespace send_bounce
