#include "send_bounce/settings/profiles.h"

#include <algorithm>

namespace send_bounce {
namespace {

bool is_name_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

struct Reference {
  std::string name;
  std::size_t length = 0;  // of "$NAME" or "${NAME}"
};

std::optional<Reference> variable_reference(std::string_view text) {
  if (text.size() > 1 && text[1] == '{') {
    const std::size_t end = text.find('}');
    if (end == std::string_view::npos) return std::nullopt;
    return Reference{std::string(text.substr(2, end - 2)), end + 1};
  }
  std::size_t end = 1;
  while (end < text.size() && is_name_character(text[end])) ++end;
  if (end == 1) return std::nullopt;
  return Reference{std::string(text.substr(1, end - 1)), end};
}

std::string expand_variables(std::string_view path, const Variables& variables) {
  std::string out;
  while (!path.empty()) {
    const std::size_t dollar = path.find('$');
    out += path.substr(0, dollar);
    if (dollar == std::string_view::npos) break;
    path.remove_prefix(dollar);
    const auto reference = variable_reference(path);
    const auto value = reference ? variables.get(reference->name) : std::nullopt;
    const std::size_t length = reference ? reference->length : 1;
    out += value ? *value : std::string(path.substr(0, length));
    path.remove_prefix(length);
  }
  return out;
}

}  // namespace

std::string expand_home(std::string_view path, const Variables& variables,
                        const FileSystem& files) {
  if (!path.starts_with('~')) return std::string(path);
  const std::size_t slash = std::min(path.find('/'), path.size());
  const std::string user(path.substr(1, slash - 1));
  auto home = user.empty() ? variables.get("HOME") : std::nullopt;
  if (!home) home = files.home_directory(user);
  if (!home) return std::string(path);
  while (home->ends_with('/')) home->pop_back();
  const std::string result = *home + std::string(path.substr(slash));
  return result.empty() ? "/" : result;
}

std::string expand_path(std::string_view path, const Variables& variables,
                        const FileSystem& files) {
  return expand_home(expand_variables(path, variables), variables, files);
}

}  // namespace send_bounce
