#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/cli/command_line.h"
#include "send_bounce/input/parameters.h"
#include "send_bounce/output/formatter.h"
#include "send_bounce/settings/settings.h"
#include "send_bounce/text/charset.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"
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

/// How the answer is to reach the user.
struct Presentation {
  OutputFormat format = OutputFormat::Json;
  std::vector<std::string> pager;  ///< a command; empty for none
  TextEncoding encoding;
};

/// The encoding that AWS_CLI_OUTPUT_ENCODING names, for stdout and errors; nullopt for an unknown
/// one.
std::optional<TextEncoding> output_encoding(const Variables& variables);

/// All of it but the pager. General for an unknown format or encoding.
Result<Presentation> check_presentation(const Settings& settings, const Variables& variables);

/// Settled before anything is sent, though the reference looks only afterwards. General as of
/// check_presentation(), and for a pager with an open quote. A pager is chosen only for a
/// terminal; one that cannot be started is a warning and no pager.
Result<Presentation> choose_presentation(const Settings& settings, const World& world);

/// A command that shows what the screen does not hold; empty for none, which is a warning where one
/// was asked for and cannot be started. General for an open quote.
Result<std::vector<std::string>> choose_pager(const Setting<std::string>& setting,
                                              const World& world);

/// Whether the terminal on stdout holds the text and a row for the cursor.
bool fits_screen(std::string_view text, const Output& out);

/// A result, ready to be written.
struct Presented {
  std::string text;                ///< for stdout itself, or, with a pager, for the pager
  std::vector<std::string> pager;  ///< empty where the text fits the screen
  std::string behind_pager = {};   ///< for stdout when the pager has ended
  /// What the pager finds in LESS where the user has not set it; empty: nothing.
  std::string less_options = {};
  /// Of a plan that is shown and would be refused: told on stderr, and its exit code counts.
  std::optional<Error> refusal = {};
  std::optional<int> exit_code = {};  ///< of a batch, which has written its results itself
  CallRecord call = {};               ///< Sent where this is its answer, which writing cannot undo
};

/// What is left of the answer by --query, in its format and encoding.
Result<Presented> present(const Value& answer, const Presentation& how, const CommandLine& line,
                          const World& world);

/// Writes it, with the pager where it has one; without where that fails to start after all.
tl::expected<void, SystemError> deliver(const Presented& result, World& world);

}  // namespace send_bounce
