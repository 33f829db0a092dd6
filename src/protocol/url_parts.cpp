#include "protocol/url_parts.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "send_bounce/text/encoding.h"
#include "send_bounce/text/python_text.h"
#include "send_bounce/text/redaction.h"

namespace send_bounce {
namespace {

constexpr std::size_t kMaxHost = 255;
constexpr std::size_t kMaxLabel = 63;
constexpr int kMaxPort = 65535;

// RFC 3986 §3.2.1, §3.3 and §3.4, beside the unreserved characters.
constexpr std::string_view kUserCharacters = "!$&'()*+,;=:";
constexpr std::string_view kPathCharacters = "!$&'()*+,;=:@/";
constexpr std::string_view kQueryCharacters = "!$&'()*+,;=:@/?";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_scheme_character(char c) {
  return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
}

template <class Predicate>
bool all(std::string_view text, Predicate predicate) {
  return std::all_of(text.begin(), text.end(), predicate);
}

/// The text before the separator; all of it where there is none.
std::string_view before(std::string_view text, std::string_view separators) {
  return text.substr(0, text.find_first_of(separators));
}

/// A scheme, a colon and two slashes; the views are into the URL.
struct Division {
  std::string_view scheme;
  std::string_view authority;
  std::string_view rest;  ///< path, query and fragment
};

Division divide(std::string_view url) {
  Division parts;
  const std::size_t colon = url.find(':');
  if (colon == std::string_view::npos || colon == 0 || !is_letter(url.front())) return parts;
  const std::string_view scheme = url.substr(0, colon);
  if (!all(scheme, is_scheme_character)) return parts;
  parts.scheme = scheme;
  parts.rest = url.substr(colon + 1);
  if (!parts.rest.starts_with("//")) return parts;
  parts.authority = before(parts.rest.substr(2), "/?#");
  parts.rest.remove_prefix(2 + parts.authority.size());
  return parts;
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kMaxLabel && label.front() != '-' &&
         label.back() != '-' &&
         all(label, [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

bool is_host_name(std::string_view host) {
  if (host.size() > kMaxHost) return false;
  if (host.ends_with('.')) host.remove_suffix(1);
  while (true) {
    const std::string_view label = before(host, ".");
    if (!is_label(label)) return false;
    if (label.size() == host.size()) return true;
    host.remove_prefix(label.size() + 1);
  }
}

bool is_ipv4(std::string_view text) {
  for (int part = 0; part < 4; ++part) {
    const std::string_view number = before(text, ".");
    if (number.empty() || number.size() > 3 || !all(number, is_digit)) return false;
    text.remove_prefix(number.size());
    if (part == 3) return text.empty();
    if (text.empty()) return false;
    text.remove_prefix(1);
  }
  return false;
}

/// Groups of 16 bits in text parted by single colons; -1 where one is none. The last may be an IPv4
/// address, which counts twice.
int ipv6_groups(std::string_view text, bool ipv4_may_end_it) {
  if (text.empty()) return 0;
  int count = 0;
  while (true) {
    const std::string_view group = before(text, ":");
    const bool last = group.size() == text.size();
    if (last && ipv4_may_end_it && is_ipv4(group)) return count + 2;
    if (group.empty() || group.size() > 4 || !all(group, is_hex_digit)) return -1;
    ++count;
    if (last) return count;
    text.remove_prefix(group.size() + 1);
  }
}

/// RFC 3986 §3.2.2, without a zone.
bool is_ipv6(std::string_view text) {
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) return ipv6_groups(text, true) == 8;
  const int left = ipv6_groups(text.substr(0, gap), false);
  const int right = ipv6_groups(text.substr(gap + 2), true);
  return left >= 0 && right >= 0 && left + right <= 7;
}

/// RFC 6874: "%25eth0", or "%eth0" as people write it.
bool is_zone(std::string_view text) {
  return text.size() > 1 && text.front() == '%' && all(text.substr(1), [](char c) {
           return is_letter(c) || is_digit(c) ||
                  std::string_view("-._~%").find(c) != std::string_view::npos;
         });
}

/// Python's way of keeping a URL legal: escapes that are there stay, in upper case, unless one
/// percent sign is not part of any; then every percent sign is escaped, too.
std::string escape(std::string_view text, std::string_view allowed) {
  std::string upper;
  bool all_escapes = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    upper += text[i];
    if (text[i] != '%') continue;
    if (i + 2 >= text.size() || !is_hex_digit(text[i + 1]) || !is_hex_digit(text[i + 2])) {
      all_escapes = false;
      continue;
    }
    for (int digit = 0; digit < 2; ++digit) {
      const char c = text[++i];
      upper += c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
    }
  }
  return percent_encode(upper, std::string(allowed) + (all_escapes ? "%" : ""));
}

/// Python strips blanks and control characters from the front, though not from the end.
std::string_view without_leading_blanks(std::string_view url) {
  const auto first = std::find_if(url.begin(), url.end(), [](char c) {
    return static_cast<unsigned char>(c) > static_cast<unsigned char>(' ');
  });
  url.remove_prefix(static_cast<std::size_t>(first - url.begin()));
  return url;
}

/// The URL for a message, where a password has no place.
std::string without_user(const std::string& url) {
  const Division parts = divide(without_leading_blanks(url));
  const std::size_t at = parts.authority.rfind('@');
  if (at == std::string_view::npos) return without_url_secrets(url);
  return std::string(parts.scheme) + "://***:***@" + std::string(parts.authority.substr(at + 1)) +
         without_url_secrets(parts.rest);
}

Failure invalid_endpoint(const std::string& url) {
  return fail(ErrorKind::General, "Invalid endpoint: " + without_user(url));
}

/// `rest` is the URL behind the port: an "@" in it makes a password of what looks like a port.
Result<std::optional<int>> parse_port(std::string_view text, std::string_view rest) {
  if (text.empty()) return std::optional<int>();
  if (!all(text, is_digit)) {
    const bool is_password = rest.find('@') != std::string_view::npos;
    return fail(ErrorKind::General, "Port could not be cast to integer value as " +
                                        python_repr(is_password ? kHidden : text));
  }
  int port = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (fault != std::errc() || port > kMaxPort) {
    return fail(ErrorKind::General, "Port out of range 0-65535");
  }
  return std::optional<int>(port);
}

struct HostAndPort {
  std::string host;
  std::string_view port;
};

/// The host in lower case and the text of the port; nullopt for a host that cannot be one.
std::optional<HostAndPort> split_authority(std::string_view authority) {
  const std::size_t at = authority.rfind('@');
  if (at != std::string_view::npos) authority.remove_prefix(at + 1);
  if (!authority.starts_with('[')) {
    const std::string_view host = before(authority, ":");
    if (!is_host_name(host)) return std::nullopt;
    const bool has_port = host.size() < authority.size();
    return HostAndPort{to_lower(host), has_port ? authority.substr(host.size() + 1) : ""};
  }
  const std::string_view inside = before(authority.substr(1), "]");
  const std::string_view address = before(inside, "%");
  const std::string_view zone = inside.substr(address.size());
  const std::string_view after = authority.substr(std::min(inside.size() + 2, authority.size()));
  const bool port_follows = after.empty() || after.front() == ':';
  if (!port_follows || !is_ipv6(address) || (!zone.empty() && !is_zone(zone))) return std::nullopt;
  return HostAndPort{"[" + to_lower(address) + std::string(zone) + "]",
                     after.empty() ? after : after.substr(1)};
}

}  // namespace

Result<UrlParts> split_endpoint_url(const std::string& url) {
  // Python drops these from a URL while taking it apart; the reference refuses them before.
  if (url.find_first_of("\t\r\n") != std::string::npos) return invalid_endpoint(url);
  const Division division = divide(without_leading_blanks(url));
  const bool opens = division.authority.find('[') != std::string_view::npos;
  const bool closes = division.authority.find(']') != std::string_view::npos;
  if (opens != closes) return fail(ErrorKind::General, "Invalid IPv6 URL");
  const auto where = split_authority(division.authority);
  if (!where) return invalid_endpoint(url);

  UrlParts parts;
  parts.scheme = to_lower(division.scheme);
  parts.host = where->host;
  ASSIGN_OR_RETURN(parts.port, parse_port(where->port, division.rest));
  if (parts.scheme != "http" && parts.scheme != "https") {
    return fail(
        ErrorKind::General,
        "An HTTP Client raised an unhandled exception: Not supported URL scheme " + parts.scheme);
  }
  const std::string_view target = before(division.rest, "#");
  if (target.size() < division.rest.size()) {
    parts.fragment = escape(division.rest.substr(target.size() + 1), kQueryCharacters);
  }
  const std::size_t at = division.authority.rfind('@');
  if (at != std::string_view::npos) {
    parts.user_info = escape(division.authority.substr(0, at), kUserCharacters);
  }
  const std::string_view path = before(target, "?");
  parts.path = path.empty() ? "/" : escape(path, kPathCharacters);
  if (path.size() < target.size()) {
    parts.query = escape(target.substr(path.size() + 1), kQueryCharacters);
  }
  return parts;
}

}  // namespace send_bounce
