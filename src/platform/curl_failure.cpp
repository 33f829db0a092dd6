#include "platform/curl_failure.h"

#include <optional>
#include <string>
#include <string_view>
#include <system_error>

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

std::string proxy_text(CURL* easy, CURLcode code, const char* message) {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &status);
  if (status != 0) return "The proxy answered with status " + std::to_string(status);
  return code == CURLE_COULDNT_CONNECT ? connect_text(easy, code, message)
                                       : library_text(code, message);
}

std::string host_name(const HttpRequest& request) {
  const std::size_t colon = request.host.rfind(':');
  const bool has_port = colon != std::string::npos && !request.host.ends_with(']');
  return request.host.substr(0, has_port ? colon : std::string::npos);
}

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

std::string tls_text(CURLcode code, const char* message, const HttpRequest& request) {
  constexpr std::string_view kRoutines = ":SSL routines::";
  const std::string text = library_text(code, message);
  if (const auto reason = reason_for_distrust(text)) {
    return "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: " + *reason;
  }
  if (is_of_another_host(code, text)) {
    return "hostname '" + host_name(request) + "' doesn't match the names in the certificate";
  }
  const std::size_t routines = text.find(kRoutines);
  if (routines == std::string::npos) return text;
  const std::string reason = text.substr(routines + kRoutines.size());
  std::string symbol = reason;
  for (char& c : symbol) {
    c = c == ' ' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  }
  return "[SSL: " + symbol + "] " + reason;
}

}  // namespace

TransportError failure_to_connect(CURL* easy, CURLcode code, const char* message,
                                  const HttpRequest& request, const TransportOptions& options) {
  switch (static_cast<int>(code)) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return {TransportPhase::Resolve, library_text(code, message)};
    case CURLE_OPERATION_TIMEDOUT:
      return {TransportPhase::ConnectTimeout, library_text(code, message)};
    case CURLE_ABORTED_BY_CALLBACK:
      return {TransportPhase::InterruptedConnecting, ""};
    case CURLE_SSL_CACERT_BADFILE:
      return {TransportPhase::Tls,
              "[X509: NO_CERTIFICATE_OR_CRL_FOUND] no certificate or crl found: '" +
                  options.ca_bundle + "'"};
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_USE_SSL_FAILED:
      return {TransportPhase::Tls, tls_text(code, message, request)};
    default:
      break;
  }
  if (options.proxy) return {TransportPhase::Proxy, proxy_text(easy, code, message)};
  return {TransportPhase::Connect, connect_text(easy, code, message)};
}

}  // namespace send_bounce
