#include "conformance/shared_data.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

namespace send_bounce::conformance {

const Json& shared_json(const std::string& path) {
  static std::map<std::string, Json> loaded;
  const auto [entry, is_new] = loaded.try_emplace(path);
  if (!is_new) return entry->second;
  std::ifstream file(std::string(SEND_BOUNCE_SHARED) + "/" + path);
  if (!file) return entry->second;
  entry->second = Json::parse(file, nullptr, false);
  if (entry->second.is_discarded()) {
    std::fprintf(stderr, "%s is not JSON\n", path.c_str());
    std::abort();
  }
  return entry->second;
}

std::string why_absent(const std::string& path) {
  return "the shared test data is not here: " + std::string(SEND_BOUNCE_SHARED) + "/" + path;
}

std::string test_name(const std::string& text) {
  std::string name = text;
  for (char& c : name) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!fits) c = '_';
  }
  return name;
}

}  // namespace send_bounce::conformance
