#include "pages/shell_code.h"

#include "send_bounce/model/shape.h"

namespace send_bounce {

std::string joined(const Names& names, std::string_view between) {
  std::string out;
  for (const std::string& name : names) {
    if (!out.empty()) out += between;
    out += name;
  }
  return out;
}

// A quote inside ends the quotes, stands by itself and begins them again.
std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string posix_case(std::string_view function, std::string_view before, const Rows& rows,
                       const Setter& set, std::string_view otherwise) {
  std::string out = std::string(function) + "() {\n";
  if (!before.empty()) out += "  " + std::string(before) + "\n";
  out += "  case $1 in\n";
  for (const Row& row : rows) out += "    " + row.key + ") " + set(row.values) + " ;;\n";
  if (!otherwise.empty()) out += "    *) " + std::string(otherwise) + " ;;\n";
  return out + "  esac\n}\n";
}

std::string posix_list(std::string_view function, std::string_view variable, const Names& names) {
  return std::string(function) + "() {\n  " + std::string(variable) + "=" +
         shell_quoted(joined(names)) + "\n}\n";
}

std::string fish_switch(std::string_view function, const Rows& rows) {
  std::string out = "function " + std::string(function) + "\n    switch $argv[1]\n";
  for (const Row& row : rows) {
    Names words;
    for (const std::string& value : row.values) words.push_back(shell_quoted(value));
    out += "        case " + shell_quoted(row.key) + "\n            printf '%s\\n' " +
           joined(words) + "\n";
  }
  return out + "    end\nend\n";
}

std::string fish_list(std::string_view function, const Names& names) {
  return "function " + std::string(function) + "\n    printf '%s\\n' " + joined(names) + "\nend\n";
}

std::string in_short(std::string_view documentation) {
  std::string_view sentence = first_sentence(documentation);
  if (sentence.ends_with('.')) sentence.remove_suffix(1);
  return std::string(sentence);
}

}  // namespace send_bounce
