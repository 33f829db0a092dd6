#include "stand_in/http_answer.h"

#include <utility>

namespace send_bounce::stand_in {
namespace {

struct Phrase {
  int status;
  std::string_view text;
};

// RFC 9110 §15; only what this program can answer.
constexpr Phrase kPhrases[] = {
    {200, "OK"},
    {400, "Bad Request"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
};

}  // namespace

std::string_view reason_phrase(int status) {
  for (const auto& phrase : kPhrases) {
    if (phrase.status == status) return phrase.text;
  }
  return {};
}

std::string format_http_date(Instant instant) {
  auto text = format_rfc5322(instant);
  // The two formats differ in their last word only: "+0000" there, "GMT" here.
  text.replace(text.rfind(' ') + 1, std::string::npos, "GMT");
  return text;
}

std::string answer_head(const HttpResponse& response, Instant date, bool keeps_alive) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
  head += reason_phrase(response.status);
  head += "\r\n";
  for (const auto& [name, value] : response.headers) head += name + ": " + value + "\r\n";
  head += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
  head += "Date: " + format_http_date(date) + "\r\n";
  head += keeps_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return head;
}

HttpResponse plain_answer(int status, std::string_view reason) {
  HttpResponse response;
  response.status = status;
  response.headers = {{"Content-Type", "text/plain; charset=utf-8"}};
  response.body = "ses-stand-in: " + std::string(reason) + "\n";
  return response;
}

}  // namespace send_bounce::stand_in
