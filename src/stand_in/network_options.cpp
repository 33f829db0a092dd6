#include "stand_in/network_options.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>

#include "send_bounce/text/shell_words.h"

namespace send_bounce::stand_in {
namespace {

constexpr const char* kOptionsVariable = "SES_STAND_IN_OPTIONS";

bool is_ip_address(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

}  // namespace

bool is_loopback(const std::string& address) { return address == "127.0.0.1" || address == "::1"; }

bool is_every_address(const std::string& address) {
  return address == "0.0.0.0" || address == "::";
}

Result<void> check_address(const std::string& address, bool allow_network) {
  if (is_loopback(address)) return {};
  if (!is_ip_address(address)) {
    return fail(ErrorKind::Usage,
                "--address '" + address + "' is not an IP address. Use 127.0.0.1, ::1 or 0.0.0.0");
  }
  if (allow_network) return {};
  return fail(ErrorKind::Usage,
              "--address '" + address +
                  "' can be reached from other machines, and the keys of a stand-in are no "
                  "protection. Use 127.0.0.1 or ::1, or add --allow-network");
}

Result<std::vector<std::string>> words_of_variable(
    const std::function<std::optional<std::string>(const char*)>& variable) {
  auto words = split_shell_words(variable(kOptionsVariable).value_or(std::string()));
  if (words) return words;
  return fail(ErrorKind::Usage, std::string(kOptionsVariable) + ": " + words.error().message);
}

}  // namespace send_bounce::stand_in
