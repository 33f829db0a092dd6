// Makes one of the files that are installed beside the programs, or a page of docs/, on stdout:
//
//   make-pages send-bounce.1
//   make-pages send-bounce.bash src/pages/completions
//
// The folder has the templates of completions. Run by the build (src/pages/CMakeLists.txt); not
// installed.

#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "pages/options_page.h"
#include "pages/roff.h"
#include "pages/shell_tables.h"
#include "pages/stand_in_manual.h"
#include "pages/stand_in_tables.h"
#include "pages/template.h"
#include "send_bounce/manual/command_manual.h"
#include "send_bounce/version.h"

namespace send_bounce {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string filled(const std::string& folder, const char* name,
                   const std::vector<Insertion>& insertions) {
  return fill_template(read_file(folder + "/" + name), insertions);
}

std::string client_page(const std::string&) {
  return as_roff(command_manual(), {"send-bounce", kDate, kVersion});
}

std::string stand_in_page(const std::string&) {
  return as_roff(stand_in_manual(), {"ses-stand-in", kDate, kVersion});
}

std::string options_document(const std::string&) { return options_page(); }

std::string bash_completion(const std::string& folder) {
  return filled(folder, "send-bounce.bash.in",
                {{"TABLES", posix_tables()}, {"CANDIDATES", read_file(folder + "/candidates.sh")}});
}

std::string zsh_completion(const std::string& folder) {
  return filled(folder, "_send-bounce.in",
                {{"TABLES", posix_tables()},
                 {"DESCRIPTIONS", zsh_descriptions()},
                 {"CANDIDATES", read_file(folder + "/candidates.sh")}});
}

std::string fish_completion(const std::string& folder) {
  return filled(folder, "send-bounce.fish.in", {{"TABLES", fish_tables()}});
}

std::string stand_in_bash_completion(const std::string& folder) {
  return filled(folder, "ses-stand-in.bash.in", {{"TABLES", stand_in_posix_tables()}});
}

std::string stand_in_zsh_completion(const std::string& folder) {
  return filled(folder, "_ses-stand-in.in",
                {{"TABLES", stand_in_posix_tables()}, {"ARGUMENTS", stand_in_zsh_arguments()}});
}

std::string stand_in_fish_completion(const std::string& folder) {
  return filled(folder, "ses-stand-in.fish.in",
                {{"TABLES", stand_in_fish_tables()}, {"COMPLETIONS", stand_in_fish_completions()}});
}

constexpr struct {
  std::string_view name;
  std::string (*make)(const std::string& folder);
} kPages[] = {
    {"send-bounce.1", client_page},
    {"ses-stand-in.1", stand_in_page},
    {"options.md", options_document},
    {"send-bounce.bash", bash_completion},
    {"_send-bounce", zsh_completion},
    {"send-bounce.fish", fish_completion},
    {"ses-stand-in.bash", stand_in_bash_completion},
    {"_ses-stand-in", stand_in_zsh_completion},
    {"ses-stand-in.fish", stand_in_fish_completion},
};

int make_page(std::string_view name, const std::string& folder) {
  for (const auto& page : kPages) {
    if (page.name != name) continue;
    const std::string text = page.make(folder);
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 1;
  }
  return 2;
}

}  // namespace
}  // namespace send_bounce

int main(int argc, char** argv) {
  try {
    const int code =
        argc == 2 || argc == 3 ? send_bounce::make_page(argv[1], argc == 3 ? argv[2] : ".") : 2;
    if (code == 2) std::fputs("make-pages: name one page, such as send-bounce.1\n", stderr);
    return code;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "make-pages: %s\n", error.what());
    return 1;
  }
}
