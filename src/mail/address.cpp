#include "send_bounce/mail/address.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

enum class TokenKind : std::uint8_t { Atom, Quoted, Literal, Special };

struct Token {
  TokenKind kind;
  std::string text;  // Quoted: the content without quotes and backslashes
};

constexpr std::string_view kSpecials = "()<>[]:;@\\\",";

bool is_blank_or_control(char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; }
bool is_atom_char(char c) {
  return !is_blank_or_control(c) && kSpecials.find(c) == std::string_view::npos;
}

bool is_special(const Token& token, char c) {
  return token.kind == TokenKind::Special && token.text.front() == c;
}

/// The position after a comment that opens at `i`; comments nest.
std::size_t skip_comment(std::string_view text, std::size_t i) {
  int depth = 0;
  for (; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '(')
      ++depth;
    else if (text[i] == ')' && --depth == 0)
      return i + 1;
  }
  return text.size();
}

/// Reads up to `closing`, which is passed; a backslash keeps the next character.
std::string take_quoted(std::string_view text, std::size_t& i, char closing) {
  std::string content;
  for (++i; i < text.size() && text[i] != closing; ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    content += text[i];
  }
  if (i < text.size()) ++i;
  return content;
}

std::vector<Token> tokenize(std::string_view text) {
  std::vector<Token> tokens;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (is_blank_or_control(c)) {
      ++i;
    } else if (c == '(') {
      i = skip_comment(text, i);
    } else if (c == '"') {
      tokens.push_back({TokenKind::Quoted, take_quoted(text, i, '"')});
    } else if (c == '[') {
      tokens.push_back({TokenKind::Literal, "[" + take_quoted(text, i, ']') + "]"});
    } else if (is_atom_char(c)) {
      const std::size_t start = i;
      while (i < text.size() && is_atom_char(text[i])) ++i;
      tokens.push_back({TokenKind::Atom, std::string(text.substr(start, i - start))});
    } else {
      tokens.push_back({TokenKind::Special, std::string(1, c)});
      ++i;
    }
  }
  return tokens;
}

/// RFC 5322 §3.2.3; bytes above ASCII pass, as RFC 6532 has them.
bool is_dot_atom(std::string_view text) {
  if (text.empty() || text.front() == '.' || text.back() == '.') return false;
  if (text.find("..") != std::string_view::npos) return false;
  return std::all_of(text.begin(), text.end(), is_atom_char);
}

std::string quoted_where_needed(const std::string& local_part) {
  if (is_dot_atom(local_part)) return local_part;
  std::string quoted = "\"";
  for (const char c : local_part) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

/// RFC 5321 §4.1.3 has neither brackets nor backslashes inside the brackets.
bool is_plain_literal(std::string_view literal) {
  const std::string_view inside = literal.substr(1, literal.size() - 2);
  return !inside.empty() && inside.find_first_of("[]\\") == std::string_view::npos &&
         std::none_of(inside.begin(), inside.end(), is_blank_or_control);
}

using Tokens = const Token*;

/// local-part "@" domain, nothing else. Atoms may only be apart where a dot joins them (the
/// obsolete "ann . lee@example.com").
std::optional<std::string> read_addr_spec(Tokens begin, Tokens end) {
  std::string local;
  bool is_quoted = false;
  Tokens token = begin;
  for (; token != end && !is_special(*token, '@'); ++token) {
    if (token->kind != TokenKind::Atom && token->kind != TokenKind::Quoted) return std::nullopt;
    const bool is_joined =
        token == begin || local.empty() || local.back() == '.' || token->text.substr(0, 1) == ".";
    if (!is_joined) return std::nullopt;
    is_quoted = is_quoted || token->kind == TokenKind::Quoted;
    local += token->text;
  }
  if (token == begin || token == end) return std::nullopt;
  if (local.empty() && !is_quoted) return std::nullopt;

  std::string domain;
  for (++token; token != end; ++token) {
    if (token->kind == TokenKind::Literal && domain.empty() && token + 1 == end &&
        is_plain_literal(token->text))
      return quoted_where_needed(local) + "@" + token->text;
    if (token->kind != TokenKind::Atom) return std::nullopt;
    const bool is_joined =
        domain.empty() || domain.back() == '.' || token->text.substr(0, 1) == ".";
    if (!is_joined) return std::nullopt;
    domain += token->text;
  }
  if (domain.empty()) return std::nullopt;
  return quoted_where_needed(local) + "@" + domain;
}

/// What stands between two commas: "words <addr-spec>" or an addr-spec alone.
std::optional<MailAddress> read_part(Tokens begin, Tokens end) {
  const auto is_open = [](const Token& token) { return is_special(token, '<'); };
  const Tokens open = std::find_if(begin, end, is_open);
  if (open == end) {
    const auto address = read_addr_spec(begin, end);
    if (!address) return std::nullopt;
    return MailAddress{{}, *address};
  }

  MailAddress result;
  for (Tokens token = begin; token != open; ++token) {
    if (token->kind == TokenKind::Special || token->kind == TokenKind::Literal) return std::nullopt;
    if (!result.display_name.empty()) result.display_name += ' ';
    result.display_name += token->text;
  }
  Tokens first = open + 1;
  const auto is_close = [](const Token& token) { return is_special(token, '>'); };
  const Tokens close = std::find_if(first, end, is_close);
  if (close == end || close + 1 != end) return std::nullopt;
  if (first != close && is_special(*first, '@')) {  // a route, RFC 5322 §4.4
    first = std::find_if(first, close, [](const Token& token) { return is_special(token, ':'); });
    if (first == close) return std::nullopt;
    ++first;
  }
  const auto address = read_addr_spec(first, close);
  if (!address) return std::nullopt;
  result.address = *address;
  return result;
}

struct AddressList {
  std::vector<MailAddress> addresses;
  bool is_clean = true;  // nothing was passed over, and there was no group
};

AddressList read_list(std::string_view value) {
  const std::vector<Token> tokens = tokenize(value);
  const Tokens end = tokens.data() + tokens.size();
  AddressList list;
  Tokens part = tokens.data();
  bool in_angle = false;
  const auto finish_part = [&](Tokens part_end) {
    if (part == part_end) return;
    if (auto address = read_part(part, part_end))
      list.addresses.push_back(*std::move(address));
    else
      list.is_clean = false;
  };
  for (Tokens token = part; token != end; ++token) {
    if (is_special(*token, '<')) in_angle = true;
    if (is_special(*token, '>')) in_angle = false;
    // A "," inside "<…>" can only be part of a route.
    if (in_angle && !is_special(*token, ';')) continue;
    if (is_special(*token, ':')) {
      list.is_clean = false;  // the name of a group ends here
      part = token + 1;
    } else if (is_special(*token, ',') || is_special(*token, ';')) {
      finish_part(token);
      part = token + 1;
      in_angle = false;
    }
  }
  finish_part(end);
  return list;
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_ascii_domain(std::string_view domain) {
  if (domain.empty() || domain.size() > 255) return false;
  if (domain.front() == '[') return domain.size() > 2 && domain.back() == ']';
  while (true) {
    const std::string_view label = domain.substr(0, domain.find('.'));
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
      return false;
    for (const char c : label)
      if (!is_letter_or_digit(c) && c != '-') return false;
    if (label.size() == domain.size()) return true;
    domain.remove_prefix(label.size() + 1);
  }
}

}  // namespace

std::vector<MailAddress> parse_address_list(std::string_view value) {
  return read_list(value).addresses;
}

std::optional<MailAddress> parse_mailbox(std::string_view value) {
  AddressList list = read_list(value);
  if (!list.is_clean || list.addresses.size() != 1) return std::nullopt;
  return std::move(list.addresses.front());
}

std::optional<std::string> parse_path(std::string_view value) {
  const std::vector<Token> tokens = tokenize(value);
  if (tokens.size() == 2 && is_special(tokens[0], '<') && is_special(tokens[1], '>')) return "";
  const auto mailbox = parse_mailbox(value);
  if (!mailbox || !mailbox->display_name.empty()) return std::nullopt;
  return mailbox->address;
}

bool is_ascii_address(std::string_view address) {
  for (const char c : address)
    if (c < ' ' || c > '~') return false;
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos || at == 0 || at > 64) return false;
  const auto mailbox = parse_mailbox(address);
  return mailbox && mailbox->address == address && is_ascii_domain(address.substr(at + 1));
}

bool is_same_address(std::string_view a, std::string_view b) {
  return address_key(a) == address_key(b);
}

std::string address_key(std::string_view address) {
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos) return std::string(address);
  return std::string(address.substr(0, at)) + to_lower(address.substr(at));
}

std::string_view domain_of(std::string_view address) {
  const std::size_t at = address.rfind('@');
  return at == std::string_view::npos ? std::string_view{} : address.substr(at + 1);
}

}  // namespace send_bounce
