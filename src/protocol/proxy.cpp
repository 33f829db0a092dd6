#include "send_bounce/protocol/proxy.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

constexpr std::string_view kProxyEnding = "_proxy";
constexpr std::string_view kHttpPort = "80";
constexpr std::string_view kHttpsPort = "443";

struct ProxyVariable {
  std::string name;
  std::string value;
};

// Python's getproxies_environment. A name counts in any case of its letters; one that ends in a
// small "_proxy" wins, even when it is set to nothing: then there is none.
ProxyVariable proxy_variable(std::string_view scheme, const Variables& variables) {
  ProxyVariable any;
  ProxyVariable small;
  bool has_small = false;
  for (const std::string& name : variables.names_ending_in(kProxyEnding)) {
    if (to_lower(name.substr(0, name.size() - kProxyEnding.size())) != scheme) continue;
    ProxyVariable variable{name, variables.get(name).value_or("")};
    if (name.ends_with(kProxyEnding)) {
      small = variable;
      has_small = true;
    }
    if (!variable.value.empty()) any = std::move(variable);
  }
  if (has_small) return small;
  // A CGI script finds a client's "Proxy:" header in HTTP_PROXY (CVE-2016-1000110).
  if (scheme == "http" && variables.get("REQUEST_METHOD")) return {};
  return any;
}

// "proxy.example:3128" as its two parts; the port without its colon, empty where there is none.
std::pair<std::string_view, std::string_view> split_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  const bool is_port = colon != std::string_view::npos &&
                       host.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
  if (!is_port) return {host, {}};
  return {host.substr(0, colon), host.substr(colon + 1)};
}

// Python's proxy_bypass_environment: names match themselves and what lies below them.
bool is_bypassed(std::string_view host, const std::string& no_proxy) {
  if (no_proxy == "*") return true;
  const std::string_view host_only = split_port(host).first;
  std::string_view rest = no_proxy;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    std::string_view entry = trim(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    while (entry.starts_with('.')) entry.remove_prefix(1);
    if (entry.empty()) continue;
    const std::string name = to_lower(entry);
    for (const std::string_view candidate : {host_only, host}) {
      if (candidate == name || candidate.ends_with("." + name)) return true;
    }
  }
  return false;
}

// The reference's view of a value: a scheme is http unless http: or https: is written.
std::string with_scheme(const std::string& value) {
  if (value.starts_with("http:") || value.starts_with("https:")) return value;
  return value.starts_with("//") ? "http:" + value : "http://" + value;
}

std::string percent_decode(std::string_view text) {
  // form_decode also turns "+" into a blank, so it must not see one.
  std::string escaped;
  for (const char c : text) escaped += c == '+' ? std::string("%2B") : std::string(1, c);
  return form_decode(escaped).value_or(std::string(text));
}

struct ProxyParts {
  std::string_view scheme;
  std::string_view user_info;
  std::string_view host;
  std::string_view port;
  std::string shown;
};

// REQUIRES: url comes from with_scheme.
ProxyParts split_proxy(std::string_view url) {
  ProxyParts parts;
  parts.scheme = url.substr(0, url.find(':'));
  const std::size_t start =
      std::min(url.find_first_not_of('/', parts.scheme.size() + 1), url.size());
  const std::string_view rest = url.substr(start);

  // All before the last "@" is masked, also where a "/" in a password makes the URL a wrong one.
  const std::size_t last_at = rest.rfind('@');
  if (last_at == std::string_view::npos) {
    parts.shown = url;
  } else {
    const bool has_password = rest.substr(0, last_at).find(':') != std::string_view::npos;
    parts.shown = std::string(url.substr(0, start)) + (has_password ? "***:***" : "***") +
                  std::string(rest.substr(last_at));
  }

  std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  const std::size_t at = authority.rfind('@');
  if (at != std::string_view::npos) {
    parts.user_info = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  std::tie(parts.host, parts.port) = split_port(authority);
  return parts;
}

bool is_port(std::string_view text) {
  unsigned number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && number <= 65535;
}

bool is_host(std::string_view text) {
  // Only an address in brackets has colons.
  if (text.starts_with('[') && text.ends_with(']'))
    text = text.substr(1, text.size() - 2);
  else if (text.find(':') != std::string_view::npos)
    return false;
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7F && c != '\\' && c != '@';
  });
}

Failure refuse(const std::string& shown, const std::string& why) {
  return fail(ErrorKind::Connection, "Failed to connect to proxy URL: \"" + shown + "\"", why);
}

}  // namespace

Result<std::optional<Proxy>> proxy_for(const HttpRequest& request, const Variables& variables) {
  const auto [name, value] = proxy_variable(request.scheme, variables);
  if (value.empty() || is_bypassed(request.host, proxy_variable("no", variables).value)) {
    return std::nullopt;
  }
  const std::string url = with_scheme(value);
  const ProxyParts parts = split_proxy(url);
  const bool other_scheme = url != value && value.find("://") != std::string::npos;
  if (other_scheme) return refuse(parts.shown, "Only http:// and https:// proxies are supported.");
  if (!is_host(parts.host) || (!parts.port.empty() && !is_port(parts.port))) {
    return refuse(parts.shown, "The variable " + request.scheme +
                                   "_proxy must be of the form http://HOST:PORT.");
  }
  Proxy proxy;
  proxy.variable = name;
  proxy.shown = parts.shown;
  const std::string_view port = !parts.port.empty()       ? parts.port
                                : parts.scheme == "https" ? kHttpsPort
                                                          : kHttpPort;
  proxy.url = std::string(parts.scheme) + "://" + std::string(parts.host) + ":" + std::string(port);

  const std::size_t colon = parts.user_info.find(':');
  proxy.user = percent_decode(parts.user_info.substr(0, colon));
  if (colon != std::string_view::npos) {
    proxy.password = percent_decode(parts.user_info.substr(colon + 1));
  }
  return proxy;
}

}  // namespace send_bounce
