#include "platform/curl_failure.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

std::string library_text(CURLcode code, const char* message) {
  return message[0] != '\0' ? message : curl_easy_strerror(code);
}

// "Connection refused" where the system said so.
std::string connect_text(CURL* easy, CURLcode code, const char* message) {
  long number = 0;
  curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &number);
  return number == 0 ? library_text(code, message)
                     : std::generic_category().message(static_cast<int>(number));
}

bool has_tunnel(CURL* easy) {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &status);
  return status != 0;
}

std::string proxy_text(CURL* easy, CURLcode code, const char* message) {
  return code == CURLE_COULDNT_CONNECT ? connect_text(easy, code, message)
                                       : library_text(code, message);
}

std::string host_name(const std::string& host) {
  const std::size_t colon = host.rfind(':');
  const bool has_port = colon != std::string::npos && !host.ends_with(']');
  return host.substr(0, has_port ? colon : std::string::npos);
}

// Of "https://proxy.example:3128".
std::string host_of(const std::string& url) { return host_name(url.substr(url.find("//") + 2)); }

// Why OpenSSL does not trust a certificate, in the words of libcurl 7 or of 8, which adds the
// number of the reason in brackets.
std::optional<std::string> reason_for_distrust(const std::string& text) {
  for (const std::string_view opening :
       {"SSL certificate problem: ", "SSL certificate OpenSSL verify result: "}) {
    if (!text.starts_with(opening)) continue;
    const std::string reason = text.substr(opening.size());
    return reason.substr(0, reason.ends_with(')') ? reason.rfind(" (") : std::string::npos);
  }
  return std::nullopt;
}

// "no alternative certificate subject name matches …", "certificate subject name '…' does not match
// …".
bool is_of_another_host(CURLcode code, const std::string& text) {
  return code == CURLE_PEER_FAILED_VERIFICATION && text.find("subject name") != std::string::npos;
}

// "[SSL: WRONG_VERSION_NUMBER] wrong version number", where that is how libcurl's text ends.
std::optional<std::string> openssl_text(const std::string& text) {
  constexpr std::string_view kRoutines = ":SSL routines::";
  const std::size_t routines = text.find(kRoutines);
  if (routines == std::string::npos) return std::nullopt;
  std::string reason = text.substr(routines + kRoutines.size());
  reason.resize(std::min(reason.find(", errno "), reason.size()));
  reason = trim(reason);
  std::string symbol = reason;
  for (char& c : symbol) {
    c = c == ' ' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  }
  return "[SSL: " + symbol + "] " + reason;
}

std::string tls_text(CURLcode code, const char* message, const std::string& host) {
  const std::string text = library_text(code, message);
  if (const auto reason = reason_for_distrust(text)) {
    return "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: " + *reason;
  }
  if (is_of_another_host(code, text)) {
    return "hostname '" + host + "' doesn't match the names in the certificate";
  }
  return openssl_text(text).value_or(text);
}

bool is_of_tls(CURLcode code) {
  constexpr std::array kCodes = {CURLE_SSL_CACERT_BADFILE,       CURLE_SSL_CONNECT_ERROR,
                                 CURLE_SSL_CERTPROBLEM,          CURLE_SSL_CIPHER,
                                 CURLE_SSL_ISSUER_ERROR,         CURLE_SSL_INVALIDCERTSTATUS,
                                 CURLE_PEER_FAILED_VERIFICATION, CURLE_USE_SSL_FAILED};
  return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

// TLS is with an https proxy itself as long as there is no tunnel through it.
bool is_with_proxy(CURL* easy, const Destination& destination) {
  return destination.proxy && (!destination.is_secure() || !has_tunnel(easy));
}

// The alerts (RFC 8446 §6.2) by which a server ends a handshake: it does not take our certificate
// or the lack of one, or our parameters.
bool is_refusal(unsigned long alert) {
  constexpr std::array<unsigned long, 16> kAlerts = {
      40 /* handshake_failure */,     41 /* no_certificate */,
      42 /* bad_certificate */,       43 /* unsupported_certificate */,
      44 /* certificate_revoked */,   45 /* certificate_expired */,
      46 /* certificate_unknown */,   48 /* unknown_ca */,
      49 /* access_denied */,         51 /* decrypt_error */,
      70 /* protocol_version */,      71 /* insufficient_security */,
      109 /* missing_extension */,    112 /* unrecognized_name */,
      116 /* certificate_required */, 120 /* no_application_protocol */};
  return std::find(kAlerts.begin(), kAlerts.end(), alert) != kAlerts.end();
}

// OpenSSL's number of a reason stands in its texts: "error:0A00045C:". An alert is one from a
// thousand on.
bool tells_of_refusal(const std::string& text) {
  constexpr std::string_view kError = "error:";
  constexpr unsigned long kSslLibrary = 20;
  constexpr unsigned long kFirstAlert = 1000;
  const std::size_t at = text.find(kError);
  if (at == std::string::npos) return false;
  unsigned long number = 0;
  const char* start = text.data() + at + kError.size();
  std::from_chars(start, text.data() + text.size(), number, 16);
  const unsigned long reason = number & 0x7FFFFFU;
  return (number >> 23U & 0xFFU) == kSslLibrary && reason >= kFirstAlert &&
         is_refusal(reason - kFirstAlert);
}

}  // namespace

TransportError failure_to_connect(CURL* easy, CURLcode code, const char* message,
                                  const Destination& destination) {
  if (code == CURLE_OPERATION_TIMEDOUT) {
    return {TransportPhase::ConnectTimeout, library_text(code, message)};
  }
  if (is_with_proxy(easy, destination)) {
    return {TransportPhase::Proxy, is_of_tls(code)
                                       ? tls_text(code, message, host_of(destination.proxy->url))
                                       : proxy_text(easy, code, message)};
  }
  if (is_of_tls(code))
    return {TransportPhase::Tls, tls_text(code, message, host_name(destination.host))};
  if (destination.proxy) return {TransportPhase::Proxy, proxy_text(easy, code, message)};
  if (code == CURLE_COULDNT_RESOLVE_HOST) {
    return {TransportPhase::Resolve, library_text(code, message)};
  }
  return {TransportPhase::Connect, connect_text(easy, code, message)};
}

ExchangeFault fault_of_exchange(const std::string& message) {
  if (const auto text = openssl_text(message)) return {*text, tells_of_refusal(message)};
  // "Recv failure: Connection reset by peer", "OpenSSL SSL_read: Connection reset by peer, errno
  // 104".
  const std::size_t colon = message.find(": ");
  if (colon == std::string::npos) return {"the connection broke"};
  std::string text = message.substr(colon + 2);
  text.resize(std::min(text.find(", errno "), text.size()));
  text = trim(text);
  return {text};
}

}  // namespace send_bounce
