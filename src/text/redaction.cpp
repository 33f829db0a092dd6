#include "send_bounce/text/redaction.h"

#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

constexpr std::string_view kWordEnds = " \t\r\n\"'";
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kSecretHeaders[] = {"x-amz-security-token", "proxy-authorization",
                                               "cookie", "set-cookie", "x-aws-ec2-metadata-token"};
constexpr std::string_view kQueryMarks = "?#";
constexpr std::string_view kAddressEnds = " \t\r\n\"<>()[]{},;:";
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

// Of a word whose scheme was forgotten, only what looks like a query is taken for one.
bool has_query(std::string_view word, std::size_t mark) {
  const std::size_t scheme = word.find("://");
  if (scheme == std::string_view::npos || scheme > mark) {
    return word.find('=', mark) != std::string_view::npos;
  }
  const std::string_view before = word.substr(0, scheme);
  return !before.ends_with("file") && !before.ends_with("fileb");
}

std::string word_without_query(std::string_view word) {
  const std::size_t mark = word.find_first_of(kQueryMarks);
  if (mark == std::string_view::npos || !has_query(word, mark)) return std::string(word);
  return std::string(word.substr(0, mark + 1)) + without_query_values(word.substr(mark + 1));
}

std::string word_without_secrets(std::string_view word) {
  const std::size_t at = word.rfind('@');
  const std::size_t start =
      at == std::string_view::npos ? std::string_view::npos : start_of_user_info(word, at);
  if (start == std::string_view::npos) return word_without_query(word);
  const std::string head = std::string(word.substr(0, start)) + kHidden;
  const std::string_view tail = word.substr(at);
  // The "@" may itself stand in the query, so that the rest of that is what follows.
  const bool is_in_query = word.substr(start, at - start).find('?') != std::string_view::npos &&
                           tail.find_first_of("=&") != std::string_view::npos;
  return head +
         (is_in_query ? "@" + without_query_values(tail.substr(1)) : word_without_query(tail));
}

// Of the address around the "@" at that place.
std::size_t start_of_address(std::string_view text, std::size_t at) {
  if (at > 0 && text[at - 1] == '"') {
    const std::size_t quote = at < 2 ? std::string_view::npos : text.rfind('"', at - 2);
    return quote == std::string_view::npos ? 0 : quote;
  }
  return text.substr(0, at).find_last_of(kAddressEnds) + 1;
}

std::size_t end_of_address(std::string_view text, std::size_t at) {
  const bool is_literal = text.substr(at + 1).starts_with('[');
  const std::size_t end = is_literal ? text.find(']', at) : text.find_first_of(kAddressEnds, at);
  return end == std::string_view::npos ? text.size() : end + (is_literal ? 1 : 0);
}

// Then all of it is one URL, blanks and quotes in its password included.
bool begins_with_url(std::string_view text) {
  const std::size_t name_end = text.starts_with('-') ? text.find('=') + 1 : 0;
  const std::size_t scheme_end = text.find_first_not_of(kLetters, name_end);
  return scheme_end != name_end && scheme_end != std::string_view::npos &&
         text.substr(scheme_end).starts_with("://");
}

}  // namespace

std::string without_query_values(std::string_view query) {
  std::string out;
  while (true) {
    const std::size_t end = query.find_first_of("&;?#");
    const std::string_view pair = query.substr(0, end);
    const std::size_t equals = pair.find('=');
    const std::size_t value = equals == std::string_view::npos ? 0 : equals + 1;
    out += pair.substr(0, value);
    if (value < pair.size()) out += kHidden;
    if (end == std::string_view::npos) return out;
    out += query[end];
    query.remove_prefix(end + 1);
  }
}

std::string last_four(std::string_view key_id) {
  constexpr std::size_t kShown = 4;
  // Of a short one, four characters would be too much of it.
  if (key_id.size() < 3 * kShown) return "****";
  return "****" + std::string(key_id.substr(key_id.size() - kShown));
}

std::string without_url_secrets(std::string_view text) {
  if (begins_with_url(text)) return word_without_secrets(text);
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(kWordEnds), text.size());
    out += word_without_secrets(text.substr(0, end));
    if (end < text.size()) out += text[end];
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string without_addresses(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t at = text.find('@');
    if (at == std::string_view::npos) return out.append(text);
    out.append(text.substr(0, start_of_address(text, at))).append(kHidden);
    text.remove_prefix(end_of_address(text, at));
  }
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
