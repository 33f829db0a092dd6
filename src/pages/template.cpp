#include "pages/template.h"

namespace send_bounce {
namespace {

const Insertion* named(std::string_view line, std::span<const Insertion> insertions) {
  for (const Insertion& insertion : insertions) {
    if (line == "@" + std::string(insertion.name) + "@") return &insertion;
  }
  return nullptr;
}

}  // namespace

std::string fill_template(std::string_view text, std::span<const Insertion> insertions) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    const Insertion* insertion = named(line, insertions);
    out += insertion != nullptr ? insertion->text : std::string(line) + "\n";
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

}  // namespace send_bounce
