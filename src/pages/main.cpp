// Makes one of the files that are installed beside the programs, or a page of docs/, on stdout:
//
//   make-pages send-bounce.1
//
// Run by the build (cmake/Pages.cmake); not installed.

#include <cstdio>
#include <string>
#include <string_view>

#include "pages/options_page.h"
#include "pages/roff.h"
#include "pages/stand_in_manual.h"
#include "send_bounce/manual/command_manual.h"
#include "send_bounce/version.h"

namespace send_bounce {
namespace {

std::string client_page() { return as_roff(command_manual(), {"send-bounce", kDate, kVersion}); }

std::string stand_in_page() {
  return as_roff(stand_in_manual(), {"ses-stand-in", kDate, kVersion});
}

constexpr struct {
  std::string_view name;
  std::string (*make)();
} kPages[] = {
    {"send-bounce.1", client_page},
    {"ses-stand-in.1", stand_in_page},
    {"options.md", options_page},
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
  const int code = argc == 2 ? send_bounce::make_page(argv[1]) : 2;
  if (code == 2) std::fputs("make-pages: name one page, such as send-bounce.1\n", stderr);
  return code;
}
