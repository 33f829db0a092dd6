#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "send_bounce/manual/document.h"

namespace send_bounce {

struct Section {
  std::string_view title;  ///< "EXIT CODES"
  std::string_view topic;  ///< "exit-codes"
  Document (*blocks)();    ///< what stands below the title
};

/// In the order of the page.
std::span<const Section> manual_sections();

/// A row of a list of names with what each means; several names have a comma between them.
struct Note {
  std::string_view names;  ///< "http_proxy, HTTP_PROXY"
  std::string_view text;
};

std::vector<std::string_view> split_names(std::string_view names);

std::span<const Note> variable_notes();  ///< those that no setting has
std::span<const Note> file_notes();
std::span<const Note> exit_code_notes();

// Sections that are prose.
Document name_section();
Document description_section();
Document examples_section();
Document synopsis_section();
Document input_section();
Document see_also_section();

}  // namespace send_bounce
