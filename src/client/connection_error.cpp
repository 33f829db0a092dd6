#include "send_bounce/client/client.h"

namespace send_bounce {
namespace {

constexpr const char* kNothingSent = "Nothing was sent.";
constexpr const char* kNothingSentNow =
    "Nothing was sent this time, but an attempt before was on its way, so the bounce may have been "
    "sent all the same.";
constexpr const char* kMayBeSent =
    "The request was on its way, so the bounce may have been sent all the same. Look before you "
    "send it again: the service does not notice a bounce that comes twice.";

std::string quoted(const std::string& url) { return "\"" + url + "\""; }

// The reference's sentence (command-line page §7.3, wire page §6 to §8).
std::string reference_text(const TransportError& failure, const HttpRequest& request,
                           const TransportOptions& options) {
  const std::string url = url_of(request);
  switch (failure.phase) {
    case TransportPhase::Resolve:
    case TransportPhase::Connect:
      return "Could not connect to the endpoint URL: " + quoted(url);
    case TransportPhase::ConnectTimeout:
      return "Connect timeout on endpoint URL: " + quoted(url);
    case TransportPhase::Tls:
      return "SSL validation failed for " + url + " " + failure.detail;
    case TransportPhase::Proxy:
      return "Failed to connect to proxy URL: " +
             quoted(options.proxy ? options.proxy->shown : std::string());
    case TransportPhase::ReadTimeout:
      return "Read timeout on endpoint URL: " + quoted(url);
    case TransportPhase::Closed:
      return "Connection was closed before we received a valid response from endpoint URL: " +
             quoted(url) + ".";
    case TransportPhase::Interrupted:
      return "Interrupted while waiting for the answer of " + url;
    case TransportPhase::Other:
      return "An HTTP Client raised an unhandled exception: " + failure.detail;
  }
  return "";
}

// What failed, in our words, and what to do about it.
std::string explanation(const TransportError& failure, const HttpRequest& request,
                        const TransportOptions& options, const std::string& nothing_sent) {
  switch (failure.phase) {
    case TransportPhase::Resolve:
      return "The name " + request.host + " was not found: " + failure.detail +
             ". Check the region and the network. " + nothing_sent;
    case TransportPhase::Connect:
      return "No connection to " + request.host + ": " + failure.detail + ". " + nothing_sent;
    case TransportPhase::ConnectTimeout:
      return "No connection to " + request.host + " after " +
             std::to_string(options.connect_timeout) + " s (--cli-connect-timeout). " +
             nothing_sent;
    case TransportPhase::Tls:
      return "No secure connection to " + request.host +
             ": --ca-bundle names other certificates to trust. " + nothing_sent;
    case TransportPhase::Proxy:
      return failure.detail + ". The variable " + request.scheme +
             "_proxy, in small or capital letters, asks for this proxy; no_proxy names hosts to "
             "reach without it. " +
             nothing_sent;
    case TransportPhase::ReadTimeout:
      return request.host + " was silent for " + std::to_string(options.read_timeout) +
             " s (--cli-read-timeout). " + kMayBeSent;
    case TransportPhase::Closed:
    case TransportPhase::Interrupted:
      return (failure.detail.empty() ? std::string() : failure.detail + ". ") + kMayBeSent;
    case TransportPhase::Other:
      return kMayBeSent;
  }
  return "";
}

}  // namespace

Error connection_error(const TransportError& failure, const HttpRequest& request,
                       const TransportOptions& options, Before before) {
  Error error;
  error.kind =
      failure.phase == TransportPhase::Interrupted ? ErrorKind::Interrupted : ErrorKind::Connection;
  error.message = reference_text(failure, request, options);
  error.advice = explanation(failure, request, options,
                             before == Before::NothingSent ? kNothingSent : kNothingSentNow);
  return error;
}

}  // namespace send_bounce
