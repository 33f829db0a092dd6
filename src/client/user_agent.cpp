#include "send_bounce/client/client.h"
#include "send_bounce/words/encoding.h"

namespace send_bounce {
namespace {

constexpr std::string_view kUserAgentVersion = "2.1";
constexpr std::string_view kAlsoAllowed = "!$%&'*+-.^_`|~,#";

#if defined(__linux__)
constexpr std::string_view kSystem = "linux";
#elif defined(__APPLE__)
constexpr std::string_view kSystem = "macos";
#else
constexpr std::string_view kSystem = "other";
#endif

#if defined(__x86_64__)
constexpr std::string_view kMachine = "x86_64";
#elif defined(__aarch64__)
constexpr std::string_view kMachine = "aarch64";
#else
constexpr std::string_view kMachine = "other";
#endif

bool is_allowed(char32_t c) {
  return (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9') ||
         (c < 0x80 && kAlsoAllowed.find(static_cast<char>(c)) != std::string_view::npos);
}

std::string sanitized(std::string_view value) {
  std::string out;
  for (std::size_t position = 0; position < value.size();) {
    const auto c = next_code_point(value, position);
    if (!c) ++position;
    out += c && is_allowed(*c) ? static_cast<char>(*c) : '-';
  }
  return out;
}

void append_product(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  if (!out.empty()) out += ' ';
  out += std::string(name) + "/" + sanitized(value);
}

}  // namespace

std::string user_agent(const std::string& version, const std::string& execution_environment,
                       const std::string& app_id) {
  std::string out;
  append_product(out, "send-bounce", version);
  append_product(out, "ua", kUserAgentVersion);
  append_product(out, "os", kSystem);
  append_product(out, "md", "arch#" + std::string(kMachine));
  append_product(out, "exec-env", execution_environment);
  append_product(out, "app", app_id);
  append_product(out, "md", "command#ses.send-bounce");
  return out;
}

}  // namespace send_bounce
