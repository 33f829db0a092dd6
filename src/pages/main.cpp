// Makes one of the pages that are installed beside the programs, docs/options.md, or a table of
// docs/guards.md, on stdout:
//
//   make-pages send-bounce.1
//
// Run by the build (CMakeLists.txt); not installed.

#include <cstdio>
#include <exception>
#include <initializer_list>
#include <string>
#include <string_view>

#include "pages/page_formats.h"
#include "pages/stand_in_manual.h"
#include "send_bounce/manual/command_manual.h"
#include "send_bounce/received/guards.h"
#include "send_bounce/version.h"

namespace send_bounce {
namespace {

constexpr std::string_view kOpening =
    "# Options and settings\n"
    "\n"
    "This page lists every option, setting, environment variable and file. `send-bounce help NAME` "
    "shows one of them.\n"
    "[input.md](input.md) explains the forms of values, and [exit-codes.md](exit-codes.md) "
    "the exit codes.\n"
    "\n"
    "The page is generated from the tables that the program itself uses. To change it, edit the "
    "tables (`src/model`,\n"
    "`src/settings`, `src/manual`), then run `build/dev/make-pages options.md > docs/options.md`. "
    "A test compares the two.\n"
    "\n";

std::string client_page() { return as_roff(command_manual(), {"send-bounce", kDate, kVersion}); }

std::string stand_in_page() {
  return as_roff(stand_in_manual(), {"ses-stand-in", kDate, kVersion});
}

// Every option, setting, variable and file.
std::string options_page() {
  Document document;
  for (const char* topic : {"options", "global-options", "settings", "environment", "files"}) {
    append(document, manual_about(topic).value_or(Document{}));
  }
  return std::string(kOpening) + as_markdown(document);
}

std::string table_row(std::initializer_list<std::string_view> cells) {
  std::string row = "|";
  for (const std::string_view cell : cells) {
    row += (cell.empty() ? "" : " ") + std::string(cell) + " |";
  }
  return row + "\n";
}

std::string as_code(std::string_view word) { return "`" + std::string(word) + "`"; }

std::string guards_table() {
  std::string table = table_row({"reason", "level", "applies if", "why", "source"}) +
                      table_row({"---", "---", "---", "---", "---"});
  for (const Guard& guard : all_guards()) {
    table += table_row(
        {as_code(guard.word), level_word(guard.level), guard.when, guard.why, guard.source});
  }
  return table;
}

std::string late_checks_table() {
  std::string table = table_row({"word", "applies if", "why"}) + table_row({"---", "---", "---"});
  for (const LateCheck& check : all_late_checks()) {
    table += table_row({as_code(check.word), check.when, check.why});
  }
  return table;
}

constexpr struct {
  std::string_view name;
  std::string (*make)();
} kPages[] = {
    {"send-bounce.1", client_page},
    {"ses-stand-in.1", stand_in_page},
    {"options.md", options_page},
    {"guards-table.md", guards_table},
    {"late-checks-table.md", late_checks_table},
};

int make_page(std::string_view name) {
  for (const auto& page : kPages) {
    if (page.name != name) continue;
    const std::string text = page.make();
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 1;
  }
  return 2;
}

}  // namespace
}  // namespace send_bounce

int main(int argc, char** argv) {
  try {
    const int code = argc == 2 ? send_bounce::make_page(argv[1]) : 2;
    if (code == 2) std::fputs("make-pages: name one page, such as send-bounce.1\n", stderr);
    return code;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "make-pages: %s\n", error.what());
    return 1;
  }
}
