#include "send_bounce/protocol/http_errors.h"

#include <array>
#include <string_view>

#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

struct ReasonPhrase {
  int status;
  std::string_view phrase;
};
// IANA's registry of HTTP status codes; other numbers have no phrase.
constexpr std::array<ReasonPhrase, 11> kServerErrors = {{{500, "Internal Server Error"},
                                                         {501, "Not Implemented"},
                                                         {502, "Bad Gateway"},
                                                         {503, "Service Unavailable"},
                                                         {504, "Gateway Timeout"},
                                                         {505, "HTTP Version Not Supported"},
                                                         {506, "Variant Also Negotiates"},
                                                         {507, "Insufficient Storage"},
                                                         {508, "Loop Detected"},
                                                         {510, "Not Extended"},
                                                         {511, "Network Authentication Required"}}};

std::string_view phrase_of(int status) {
  for (const ReasonPhrase& row : kServerErrors) {
    if (row.status == status) return row.phrase;
  }
  return {};
}

}  // namespace

std::optional<Error> generic_http_error(const HttpResponse& response) {
  if (response.status < 500) return std::nullopt;
  const std::string_view body = trim(response.body);
  if (!body.empty() && !body.starts_with("<html>")) return std::nullopt;
  Error error;
  error.kind = ErrorKind::Service;
  error.code = std::to_string(response.status);
  error.message = phrase_of(response.status);
  return error;
}

}  // namespace send_bounce
