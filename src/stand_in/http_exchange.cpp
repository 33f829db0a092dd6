#include "stand_in/http_exchange.h"

#include <algorithm>
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

using Io = Connection::Io;
using std::chrono::milliseconds;

// How long a client may take to read the last answer and to leave.
constexpr milliseconds kFarewell{1'000};

Deadline in(milliseconds time) { return std::chrono::steady_clock::now() + time; }

void close_with(Connection& connection, const HttpServerOptions& options, int status,
                std::string_view reason) {
  const auto response = plain_answer(status, reason);
  const auto bytes = answer_head(response, options.now(), false) + response.body;
  if (connection.write(bytes, in(options.answer_time)) == Io::Done) {
    connection.finish(in(kFarewell));
  }
}

// Reads until the request is whole; `pending` holds what the client has sent beyond the last one,
// before and after. False where the connection is at its end, answered where that helps.
bool read_request(Connection& connection, const HttpServerOptions& options, HttpParser& parser,
                  std::string& pending) {
  auto deadline = in(options.idle_time);
  bool is_timed = false;
  bool has_continued = false;
  while (true) {
    pending.erase(0, parser.feed(pending));
    if (parser.state() == HttpParser::State::Complete) return true;
    if (parser.state() == HttpParser::State::Refused) {
      close_with(connection, options, parser.refusal_status(), parser.refusal_reason());
      return false;
    }
    if (parser.has_begun() && !is_timed) {
      deadline = in(options.request_time);
      is_timed = true;
    }
    if (parser.state() == HttpParser::State::Body && parser.wants_continue() && !has_continued) {
      has_continued = true;
      if (connection.write("HTTP/1.1 100 Continue\r\n\r\n", deadline) != Io::Done) return false;
    }
    auto io = connection.read(pending, deadline);
    // A client that never pauses is not waited for, so that its deadline shows only here.
    if (io == Io::Done && std::chrono::steady_clock::now() >= deadline) io = Io::TimedOut;
    if (io == Io::TimedOut && parser.has_begun()) {
      close_with(connection, options, 408, "the request did not arrive in time");
    }
    if (io != Io::Done) return false;
  }
}

bool write_slowly(Connection& connection, std::string_view bytes, milliseconds pause,
                  milliseconds answer_time) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i > 0 && connection.wait_for_close(in(pause)) != Io::TimedOut) return false;
    if (connection.write(bytes.substr(i, 1), in(answer_time)) != Io::Done) return false;
  }
  return true;
}

// What lies behind an answer that is whole.
std::string second_answer(const Answer& answer, bool keeps_alive) {
  if (!answer.second) return {};
  return answer_head(*answer.second, answer.date, keeps_alive) + answer.second->body;
}

std::string head_of(const Answer& answer, bool keeps_alive) {
  auto head = answer_head(answer.response, answer.date, keeps_alive);
  head.insert(head.size() - 2, answer.untidy_lines);  // before the empty line
  return head;
}

// True where the connection can serve another request.
bool deliver(Connection& connection, const HttpServerOptions& options, const HttpRequest& request,
             const Answer& answer, bool keeps_alive) {
  const auto head = head_of(answer, keeps_alive);
  const std::string_view whole_body = answer.response.body;
  const auto body = request.method == "HEAD" ? std::string_view() : whole_body;
  const auto all = head + std::string(body);
  const auto pause = answer.delivery.pause;
  switch (answer.delivery.kind) {
    case DeliveryKind::Reset:
      connection.reset();
      return false;
    case DeliveryKind::Hang:
      connection.wait_for_close(pause.count() == 0 ? kNever : in(pause));
      return false;
    case DeliveryKind::Half:
      connection.write(all.substr(0, head.size() + body.size() / 2), in(options.answer_time));
      connection.finish(in(kFarewell));
      return false;
    case DeliveryKind::Slow:
      if (!write_slowly(connection, all, pause, options.answer_time)) return false;
      break;
    case DeliveryKind::Late:
      if (connection.wait_for_close(in(pause)) != Io::TimedOut) return false;
      [[fallthrough]];
    case DeliveryKind::Whole:
      // In one piece, so that the client finds the second answer where it finds the first.
      if (connection.write(all + second_answer(answer, keeps_alive), in(options.answer_time)) !=
          Io::Done) {
        return false;
      }
      break;
  }
  if (!keeps_alive) connection.finish(in(kFarewell));
  return keeps_alive;
}

// handshake_failure, fatal, in a record of TLS 1.2 (RFC 5246 §6.2.1, §7.2).
constexpr std::string_view kAlert("\x15\x03\x03\x00\x02\x02\x28", 7);

// True once requests may come.
bool receive(Connection& connection, const HttpServerOptions& options) {
  const auto deadline = in(options.idle_time);
  if (connection.wait_for_bytes(deadline) != Io::Done) return false;
  const auto welcome = options.welcome ? options.welcome() : Welcome{};
  if (options.tls == nullptr) return true;
  if (welcome.pause.count() > 0 && connection.wait_for_close(in(welcome.pause)) != Io::TimedOut) {
    return false;
  }
  if (welcome.is_alert) {
    if (connection.write(kAlert, deadline) == Io::Done) connection.finish(in(kFarewell));
    return false;
  }
  auto* const context = welcome.tls != nullptr ? welcome.tls : options.tls;
  return connection.start_tls(context, in(options.idle_time)) == Io::Done;
}

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

void serve_connection(Connection& connection, const HttpServerOptions& options,
                      const HttpHandler& handler) {
  if (!receive(connection, options)) return;
  std::string pending;
  bool goes_on = true;
  while (goes_on) {
    HttpParser parser(options.limits);
    if (!read_request(connection, options, parser, pending)) return;
    auto request = parser.request();
    request.scheme = options.tls != nullptr ? "https" : "http";
    const auto answer = handler(request);
    goes_on = deliver(connection, options, request, answer, parser.keeps_alive() && !answer.closes);
  }
}

void turn_away(Connection& connection, const HttpServerOptions& options) {
  const auto deadline = in(kFarewell);
  if (options.tls != nullptr && connection.start_tls(options.tls, deadline) != Io::Done) return;
  std::string ignored;
  if (connection.read(ignored, deadline) != Io::Done) return;
  close_with(connection, options, 503, "too many connections at once");
}

}  // namespace send_bounce::stand_in
