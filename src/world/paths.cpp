#include "send_bounce/world/paths.h"

#include <algorithm>
#include <optional>

namespace send_bounce {
namespace {

bool is_name_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

std::string expand_home(std::string_view path, const Variables& variables,
                        const FileSystem& files) {
  if (!path.starts_with('~')) return std::string(path);
  const std::size_t name_end = std::min(path.find('/'), path.size());
  const std::string user(path.substr(1, name_end - 1));
  std::optional<std::string> home = user.empty() ? variables.get("HOME") : std::nullopt;
  if (!home) home = files.home_directory(user);
  if (!home) return std::string(path);
  home->erase(home->find_last_not_of('/') + 1);
  home->append(path.substr(name_end));
  return home->empty() ? "/" : *home;
}

std::string expand_variables(std::string_view path, const Variables& variables) {
  std::string out;
  // Beyond the last brace no "${" is closed; looking for one from every "${" would take long.
  const std::size_t braces_end = path.rfind('}') + 1;  // npos + 1 is 0
  std::size_t position = 0;
  while (position < path.size()) {
    const std::size_t start = std::min(path.find('$', position), path.size());
    out += path.substr(position, start - position);
    if (start == path.size()) break;
    const bool braced = path.substr(start).starts_with("${") && start < braces_end;
    std::size_t end = start + 1;
    std::string name;
    if (braced) {
      end = path.find('}', start) + 1;
      name = path.substr(start + 2, end - start - 3);
    } else {
      while (end < path.size() && is_name_character(path[end])) ++end;
      name = path.substr(start + 1, end - start - 1);
    }
    const auto value = name.empty() ? std::nullopt : variables.get(name);
    out += value ? *value : path.substr(start, end - start);
    position = end;
  }
  return out;
}

std::string expand_path(std::string_view path, const Variables& variables,
                        const FileSystem& files) {
  return expand_home(expand_variables(path, variables), variables, files);
}

}  // namespace send_bounce
