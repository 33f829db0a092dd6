#pragma once

#include <span>
#include <string_view>

#include "send_bounce/manual/document.h"

namespace send_bounce {

/// A row of a list of names with what each means; several names have a comma between them.
struct Note {
  std::string_view names;  ///< "http_proxy, HTTP_PROXY"
  std::string_view text;
};

std::span<const Note> variable_notes();  ///< those that no setting has
std::span<const Note> file_notes();
std::span<const Note> exit_code_notes();

// Sections that are prose.
Document name_section();
Document description_section();
Document examples_section();
Document synopsis_section();
Document input_section();
Document batch_section();
Document guards_opening();       ///< before the guards
Document late_checks_opening();  ///< before the late checks, which follow the guards
Document see_also_section();

}  // namespace send_bounce
