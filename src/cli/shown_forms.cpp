#include "cli/shown_forms.h"

#include <vector>

#include "send_bounce/mail/address.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/shell_words.h"

namespace send_bounce {
namespace {

constexpr std::string_view kFormHeader =
    "Content-Type: application/x-www-form-urlencoded; charset=utf-8";
// Values without quotes, which curl takes byte for byte up to a blank: there is nothing to escape.
// The line of the token is empty if there is none, and curl passes over it.
constexpr std::string_view kCredentialsDocument =
    " <<CREDENTIALS\n"
    "user = ${AWS_ACCESS_KEY_ID:?}:${AWS_SECRET_ACCESS_KEY:?}\n"
    "${AWS_SESSION_TOKEN:+header = x-amz-security-token:$AWS_SESSION_TOKEN}\n"
    "CREDENTIALS\n";

using ShellWords = std::vector<std::string>;

ShellWords time_outs(const TransportOptions& transport) {
  ShellWords words;
  if (transport.connect_timeout > 0)
    words = {"--connect-timeout", std::to_string(transport.connect_timeout)};
  if (transport.read_timeout > 0)  // slower than a byte a second, which is silence
    words.insert(words.end(),
                 {"--speed-limit", "1", "--speed-time", std::to_string(transport.read_timeout)});
  return words;
}

ShellWords trust(const CallSettings& call, TrustForm form) {
  if (call.endpoint.scheme != "https") return {};
  if (!call.transport.verify_tls) return {"--insecure"};
  const std::string& bundle = call.transport.ca_bundle;
  if (bundle.empty()) return {};
  return {form == TrustForm::Folder ? "--capath" : "--cacert", bundle};
}

/// curl takes a URL for a pattern, and dot segments out of a path, unless it is told not to.
ShellWords url_words(const Endpoint& endpoint) {
  ShellWords words;
  if ((endpoint.path + endpoint.query).find_first_of("[]{}") != std::string::npos)
    words.push_back("--globoff");
  if (endpoint.path.find("/.") != std::string::npos) words.push_back("--path-as-is");
  words.insert(words.end(), {"--url", url_of(endpoint)});
  return words;
}

void append_line(std::string& command, const ShellWords& words) {
  if (words.empty()) return;
  if (!command.empty()) command += " \\\n  ";
  for (std::size_t i = 0; i < words.size(); ++i)
    command += (i > 0 ? " " : "") + quote_shell_word(words[i]);
}

}  // namespace

std::string curl_command(const CallSettings& call, TrustForm trust_form, std::string_view body,
                         bool is_signed) {
  const Endpoint& endpoint = call.endpoint;
  std::string command;
  append_line(command,
              {"curl", "--disable", "--silent", "--show-error", "--fail-with-body", "--http1.1"});
  append_line(command, time_outs(call.transport));
  append_line(command, trust(call, trust_form));
  if (is_signed)
    append_line(command, {"--config", "-", "--aws-sigv4",
                          "aws:amz:" + endpoint.signing_region + ":" + endpoint.signing_name});
  append_line(command, {"--header", std::string(kFormHeader)});
  while (true) {
    const std::size_t end = body.find('&');
    append_line(command, {"--data-raw", std::string(body.substr(0, end))});
    if (end == std::string_view::npos) break;
    body.remove_prefix(end + 1);
  }
  append_line(command, url_words(endpoint));
  return command + std::string(is_signed ? kCredentialsDocument : "\n");
}

Value least_policy(std::string_view bounce_sender) {
  const auto mailbox = parse_mailbox(bounce_sender);
  std::string address = mailbox ? mailbox->address : std::string(trim(bounce_sender));
  for (std::size_t at = 0; (at = address.find("${", at)) != std::string::npos; at += 5)
    address.replace(at, 2, "${$}{");
  Map statement = {{"Effect", "Allow"},
                   {"Action", "ses:SendBounce"},
                   {"Resource", "*"},
                   {"Condition", Map{{"StringEquals", Map{{"ses:FromAddress", address}}}}}};
  return Map{{"Version", "2012-10-17"}, {"Statement", List{std::move(statement)}}};
}

}  // namespace send_bounce
