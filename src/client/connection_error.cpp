#include "send_bounce/client/connection_error.h"
#include "send_bounce/protocol/partitions.h"
#include "send_bounce/text/redaction.h"

#include <algorithm>

namespace send_bounce {
namespace {

/// A failed exchange, with all that a message about it names.
struct Failed {
  const TransportError& failure;
  const HttpRequest& request;
  const TransportOptions& options;
  std::chrono::microseconds spent;
  std::string_view trust_remedy;
};

std::string quoted(const std::string& url) { return "\"" + url + "\""; }

bool is_interrupt(TransportPhase phase) {
  return phase == TransportPhase::Interrupted || phase == TransportPhase::InterruptedConnecting;
}

bool is_on_its_way(TransportPhase phase) {
  return phase == TransportPhase::ReadTimeout || phase == TransportPhase::Closed ||
         phase == TransportPhase::Interrupted || phase == TransportPhase::Other;
}

// The reference's sentence (command-line.md §7.3, wire-protocol.md §6 to §8).
std::string reference_text(const Failed& failed) {
  const std::string url = without_url_secrets(url_of(failed.request));
  switch (failed.failure.phase) {
    case TransportPhase::Resolve:
    case TransportPhase::Connect:
      return "Could not connect to the endpoint URL: " + quoted(url);
    case TransportPhase::ConnectTimeout:
      return "Connect timeout on endpoint URL: " + quoted(url);
    case TransportPhase::Tls:
      return "SSL validation failed for " + url + " " + failed.failure.detail;
    case TransportPhase::Proxy:
      return "Failed to connect to proxy URL: " +
             quoted(failed.options.proxy ? failed.options.proxy->shown : std::string());
    case TransportPhase::ReadTimeout:
      return "Read timeout on endpoint URL: " + quoted(url);
    case TransportPhase::Closed:
      return "Connection was closed before we received a valid response from endpoint URL: " +
             quoted(url) + ".";
    case TransportPhase::InterruptedConnecting:
    case TransportPhase::Interrupted:
      return "Interrupted";
    case TransportPhase::Other:
      return "An HTTP Client raised an unhandled exception: " + failed.failure.detail;
  }
  return "";
}

// "email.us-east-1.amazonaws.com:443"; an IPv6 address keeps its brackets.
std::string host_and_port(const HttpRequest& request) {
  const std::size_t colon = request.host.rfind(':');
  if (colon != std::string::npos && !request.host.ends_with(']')) return request.host;
  return request.host + ":" + (request.scheme == "https" ? "443" : "80");
}

std::string host_alone(const HttpRequest& request) {
  const std::string full = host_and_port(request);
  return full.substr(0, full.rfind(':'));
}

std::string seconds(std::chrono::microseconds time) {
  const std::string digits = std::to_string(time.count() / 1000 + 1000);
  const std::string fraction = digits.substr(digits.size() - 3);
  return std::to_string(time.count() / 1'000'000) + "." + fraction + " s";
}

// "::1, 127.0.0.1" as part of a sentence.
std::string shown_addresses(const Failed& failed) {
  const std::string& addresses = failed.failure.addresses;
  if (addresses.empty()) return "";
  return is_on_its_way(failed.failure.phase) ? " (" + addresses + ")"
                                             : " (tried " + addresses + ")";
}

// What was being done: "Connecting to localhost:80 (tried ::1, 127.0.0.1)".
std::string step(const Failed& failed) {
  const std::string where = host_and_port(failed.request);
  switch (failed.failure.phase) {
    case TransportPhase::Resolve:
      return "Looking up " + host_alone(failed.request) + shown_addresses(failed);
    case TransportPhase::Connect:
    case TransportPhase::ConnectTimeout:
    case TransportPhase::InterruptedConnecting:
      return "Connecting to " + where + shown_addresses(failed);
    case TransportPhase::Tls:
      return "TLS handshake with " + where + shown_addresses(failed);
    case TransportPhase::Proxy:
      return "Connecting to " + where + " through the proxy" + shown_addresses(failed);
    case TransportPhase::ReadTimeout:
    case TransportPhase::Closed:
    case TransportPhase::Interrupted:
    case TransportPhase::Other:
      break;
  }
  return "Waiting for the answer from " + where + shown_addresses(failed);
}

// "Interrupted while connecting to localhost:80 (tried ::1, 127.0.0.1), after 0.001 s."
std::string interruption(const Failed& failed) {
  std::string what = step(failed);
  what.front() = static_cast<char>(what.front() - 'A' + 'a');
  return reference_text(failed) + " while " + what + ", after " + seconds(failed.spent) + ".";
}

// With its end and a blank; empty for none.
std::string sentence(const std::string& text) { return text.empty() ? text : text + ". "; }

// "email.us-east-1a.amazonaws.com" holds the name of a region that does not exist. Hosts of other
// people have names of their own.
std::string on_unknown_host(std::string_view host) {
  host = host.substr(0, host.rfind(':'));
  const auto partitions_have = [&](std::string_view Partition::*suffix) {
    return std::any_of(partitions().begin(), partitions().end(), [&](const Partition& partition) {
      return host.ends_with(partition.*suffix);
    });
  };
  if (!partitions_have(&Partition::suffix) && !partitions_have(&Partition::dual_stack_suffix)) {
    return "Check the region and the network";
  }
  while (!host.empty()) {
    const std::string_view label = host.substr(0, host.find('.'));
    std::string hint = hint_on_region(label);
    if (!hint.empty()) {
      if (hint.ends_with('.')) hint.pop_back();
      return hint;
    }
    host.remove_prefix(std::min(label.size() + 1, host.size()));
  }
  return "Check the region and the network";
}

std::string proxy_variable(const Failed& failed) {
  return failed.options.proxy ? failed.options.proxy->variable : failed.request.scheme + "_proxy";
}

// What went wrong and what to do about it, after "… failed after 0.001 s".
std::string cause(const Failed& failed) {
  const std::string& detail = failed.failure.detail;
  switch (failed.failure.phase) {
    case TransportPhase::Resolve:
      return ": " + detail + ". " + on_unknown_host(failed.request.host);
    case TransportPhase::ConnectTimeout:
      if (failed.options.time_limit && failed.spent >= *failed.options.time_limit) {
        return ": no connection before the deadline";
      }
      return ": no connection within " + std::to_string(failed.options.connect_timeout) +
             " s. To wait longer, use --cli-connect-timeout SECONDS";
    case TransportPhase::Tls:
      if (detail.find("WRONG_VERSION_NUMBER") != std::string::npos) {
        return ". The server at this port does not speak TLS";
      }
      return ". " + sentence(failed.failure.trust) + "To trust another CA, " +
             std::string(failed.trust_remedy);
    case TransportPhase::Proxy:
      return ": " + detail + ". " + sentence(failed.failure.trust) +
             "The proxy comes from the variable " + proxy_variable(failed) +
             ". To connect without it, add " + host_alone(failed.request) + " to no_proxy";
    case TransportPhase::ReadTimeout:
      if (!detail.empty()) return ": " + detail;
      return ": no data for " + std::to_string(failed.options.read_timeout) +
             " s. To wait longer, use --cli-read-timeout SECONDS";
    case TransportPhase::Connect:
    case TransportPhase::Closed:
    case TransportPhase::InterruptedConnecting:
    case TransportPhase::Interrupted:
    case TransportPhase::Other:
      break;
  }
  return ": " + detail;
}

}  // namespace

Error connection_error(const TransportError& failure, const HttpRequest& request,
                       const TransportOptions& options, std::chrono::microseconds spent,
                       std::string_view trust_remedy) {
  const Failed failed{failure, request, options, spent, trust_remedy};
  Error error;
  if (is_interrupt(failure.phase)) {
    error.kind = ErrorKind::Interrupted;
    error.message = interruption(failed);
    return error;
  }
  error.kind = ErrorKind::Connection;
  error.message = reference_text(failed);
  const std::string why = cause(failed);
  error.advice = step(failed) + " failed after " + seconds(failed.spent) + why +
                 (why.ends_with('?') ? "" : ".");
  return error;
}

}  // namespace send_bounce
