#include "send_bounce/words/redaction.h"

#include "send_bounce/words/encoding.h"

namespace send_bounce {
namespace {

constexpr std::string_view kWordEnds = " \t\r\n\"'";
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kSecretHeaders[] = {"x-amz-security-token", "proxy-authorization",
                                               "cookie", "set-cookie", "x-aws-ec2-metadata-token"};
constexpr std::string_view kSignature = "Signature=";

// Where user information begins: behind "://", or with a word that has a colon before its "@".
std::size_t start_of_user_info(std::string_view word, std::size_t at) {
  const std::size_t scheme = word.find("://");
  if (scheme != std::string_view::npos && scheme < at) return scheme + 3;
  // "--endpoint-url=user:password@host"
  const std::size_t start = word.starts_with('-') ? word.find('=') + 1 : 0;
  const std::size_t colon = word.find(':', start);
  return colon < at ? start : std::string_view::npos;
}

std::string word_without_user_info(std::string_view word) {
  const std::size_t at = word.rfind('@');
  if (at == std::string_view::npos) return std::string(word);
  const std::size_t start = start_of_user_info(word, at);
  if (start == std::string_view::npos) return std::string(word);
  return std::string(word.substr(0, start)) + kHidden + std::string(word.substr(at));
}

// Then all of it is one URL, blanks and quotes in its password included.
bool begins_with_url(std::string_view text) {
  const std::size_t name_end = text.starts_with('-') ? text.find('=') + 1 : 0;
  const std::size_t scheme_end = text.find_first_not_of(kLetters, name_end);
  return scheme_end != name_end && scheme_end != std::string_view::npos &&
         text.substr(scheme_end).starts_with("://");
}

}  // namespace

std::string last_four(std::string_view key_id) {
  constexpr std::size_t kShown = 4;
  // Of a short one, four characters would be too much of it.
  if (key_id.size() < 3 * kShown) return "****";
  return "****" + std::string(key_id.substr(key_id.size() - kShown));
}

std::string without_user_info(std::string_view text) {
  if (begins_with_url(text)) return word_without_user_info(text);
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(kWordEnds), text.size());
    out += word_without_user_info(text.substr(0, end));
    if (end < text.size()) out += text[end];
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string shown_header_value(std::string_view name, std::string_view value) {
  const std::string lower = to_lower(name);
  for (const std::string_view secret : kSecretHeaders) {
    if (lower == secret) return kHidden;
  }
  if (lower != "authorization") return std::string(value);
  const std::size_t signature = value.find(kSignature);
  // Of a form that is not ours, nothing is known to be harmless.
  if (signature == std::string_view::npos) return kHidden;
  return std::string(value.substr(0, signature + kSignature.size())) + kHidden;
}

}  // namespace send_bounce
