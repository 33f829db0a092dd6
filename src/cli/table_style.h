#pragma once

#include "send_bounce/input/parameters.h"
#include "send_bounce/output/formatter.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// Whether stdout is a terminal on which text may be coloured or bold: not with NO_COLOR
/// (https://no-color.org), nor with TERM=dumb.
bool is_colour_welcome(const World& world);

/// How a table of the answer looks on stdout: as wide as its terminal, coloured by --color. "auto",
/// which is also the default, colours on a terminal unless NO_COLOR is set (https://no-color.org)
/// or TERM is "dumb"; the reference asks for the terminal only.
TableStyle answer_table_style(const TypedValues& values, const World& world);

/// The same for a table of an error. It goes to stderr, but stdout is what is asked for width and
/// colour, as in the reference.
TableStyle error_table_style(const TypedValues& values, const World& world);

}  // namespace send_bounce
