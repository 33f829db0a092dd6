#include "cli/usage.h"

#include <string_view>

#include "send_bounce/manual/command_manual.h"
#include "send_bounce/version.h"

namespace send_bounce {
namespace {

constexpr std::string_view kOpening = "usage: ";

}  // namespace

std::string usage_block() {
  std::string block(kOpening);
  for (const char c : usual_call()) {
    block += c;
    if (c == '\n') block.append(kOpening.size(), ' ');
  }
  return block +
         "\n"
         "To see help text, you can run:\n"
         "\n"
         "  send-bounce help\n"
         "  send-bounce help <name of an option>\n";
}

// Constants of the build: to ask the libraries themselves would mean to load them.
std::string version_line() {
  return std::string("send-bounce/") + kVersion + " commit/" + kCommit + " " + kCompiler +
         " libcurl/" + kCurlVersion + " OpenSSL/" + kOpenSslVersion + "\n";
}

}  // namespace send_bounce
