#include "pages/options_page.h"

#include "pages/markdown.h"
#include "send_bounce/manual/command_manual.h"

namespace send_bounce {
namespace {

constexpr std::string_view kOpening =
    "# Options and settings\n"
    "\n"
    "Made from the tables that the program works with, as are `send-bounce help` and the manual "
    "page. Change it there\n"
    "(`src/model`, `src/settings`, `src/manual`), then run `build/dev/make-pages options.md > "
    "docs/options.md`; a test\n"
    "compares the two. [input.md](input.md) has the forms of values, "
    "[exit-codes.md](exit-codes.md) the "
    "exit "
    "codes.\n"
    "\n";

}  // namespace

std::string options_page() {
  Document document;
  for (const char* topic : {"options", "global-options", "settings", "environment", "files"}) {
    append(document, manual_about(topic).value_or(Document{}));
  }
  return std::string(kOpening) + as_markdown(document);
}

}  // namespace send_bounce
