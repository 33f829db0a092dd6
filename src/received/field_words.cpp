#include "received/field_words.h"

#include <algorithm>

#include "send_bounce/mail/address.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

// What stands between the words of Auto-Submitted, Precedence, X-Auto-Response-Suppress.
constexpr std::string_view kBetweenWords = " \t\r\n\v\f,;\"";

// Comments become a space (RFC 5322 §3.2.2: they nest, a backslash keeps a parenthesis), but not
// in quotes. One that never ends goes to the end of the value.
std::string without_comments(std::string_view value) {
  std::string out;
  int depth = 0;
  bool is_in_quotes = false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (c == '\\' && (depth > 0 || is_in_quotes)) {
      if (depth == 0) out += value.substr(i, 2);
      ++i;
    } else if (is_in_quotes || (depth == 0 && c == '"')) {
      if (c == '"') is_in_quotes = !is_in_quotes;
      out += c;
    } else if (c == '(') {
      if (depth++ == 0) out += ' ';
    } else if (c == ')' && depth > 0) {
      --depth;
    } else if (depth == 0) {
      out += c;
    }
  }
  return out;
}

std::string_view take_word(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(kBetweenWords), rest.size()));
  const std::string_view word = rest.substr(0, rest.find_first_of(kBetweenWords));
  rest.remove_prefix(word.size());
  return word;
}

// What an address list that cannot be read has between its last brackets, or all of it.
std::string_view last_path(std::string_view text) {
  const std::size_t open = text.rfind('<');
  if (open == std::string_view::npos) return trim(text);
  text.remove_prefix(open + 1);
  return trim(text.substr(0, text.find('>')));
}

}  // namespace

bool is_same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && to_lower(a) == to_lower(b);
}

std::string first_word(std::string_view value) {
  const std::string text = without_comments(value);
  std::string_view rest = text;
  return to_lower(take_word(rest));
}

std::vector<std::string> all_words(std::string_view value) {
  const std::string text = without_comments(value);
  std::vector<std::string> words;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view word = take_word(rest);
    if (!word.empty()) words.push_back(to_lower(word));
  }
  return words;
}

std::string media_type(std::string_view value) {
  const std::string text = without_comments(value);
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return {};
  const std::string_view type = trim(std::string_view(text).substr(0, slash));
  std::string_view rest = std::string_view(text).substr(slash + 1);
  return to_lower(type) + "/" + to_lower(take_word(rest));
}

bool has_local_part(std::string_view addresses, std::string_view local_part) {
  const auto has_it = [&](std::string_view address) {
    return to_lower(address.substr(0, address.rfind('@'))) == local_part;
  };
  const std::vector<MailAddress> mailboxes = parse_address_list(addresses);
  if (mailboxes.empty()) {
    const std::string text = without_comments(addresses);
    return has_it(last_path(text));
  }
  return std::any_of(mailboxes.begin(), mailboxes.end(),
                     [&](const MailAddress& mailbox) { return has_it(mailbox.address); });
}

}  // namespace send_bounce
