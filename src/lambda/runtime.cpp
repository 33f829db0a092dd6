#include "send_bounce/lambda/runtime.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "send_bounce/client/attempts.h"

namespace send_bounce {
namespace {

constexpr const char* kVersion = "/2018-06-01/runtime/";
constexpr std::chrono::milliseconds kTimeToPost{10'000};
constexpr int kOk = 200;
constexpr int kBadRequest = 400;
constexpr int kServerError = 500;
constexpr std::size_t kLongestId = 128;

// It becomes part of a path.
bool is_request_id(const std::string& id) {
  return !id.empty() && id.size() <= kLongestId && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '_' || c == '.';
  });
}

std::string header_text(const HttpResponse& answer, std::string_view name) {
  const std::string* text = find_header(answer.headers, name);
  return text == nullptr ? "" : *text;
}

std::optional<std::int64_t> read_milliseconds(const std::string& text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, number);
  if (fault != std::errc() || stop != end) return std::nullopt;
  return number;
}

bool is_interrupt(TransportPhase phase) {
  return phase == TransportPhase::Interrupted || phase == TransportPhase::InterruptedConnecting;
}

Failure unusable(const HttpRequest& request, const std::string& why) {
  return fail(ErrorKind::General, "The runtime API of Lambda failed (" + request.method + " " +
                                      url_of(request) + "): " + why + ".");
}

std::string why_none(const TransportError& failure) {
  return failure.detail.empty() ? "no answer came" : failure.detail;
}

TransportOptions patient() {
  TransportOptions options;
  options.keep_connection = true;
  options.connect_timeout = 0;
  options.read_timeout = 0;
  return options;
}

TransportOptions certain() {
  TransportOptions options;
  options.keep_connection = true;
  options.time_limit = kTimeToPost;
  options.ends_on_signal = false;
  return options;
}

// By Clock::elapsed.
std::optional<std::chrono::microseconds> deadline_of(const Invocation& invocation,
                                                     const Clock& clock) {
  if (!invocation.deadline_ms) return std::nullopt;
  const Instant now = clock.now();
  const auto since_1970 =
      std::chrono::seconds(now.seconds) + std::chrono::microseconds(now.microseconds);
  return clock.elapsed() + std::chrono::milliseconds(*invocation.deadline_ms) - since_1970;
}

std::vector<RecordOutcome> handle_records(LambdaEvent& event, RecordHandler& handler,
                                          std::optional<std::chrono::microseconds> deadline,
                                          const Clock& clock, const Interrupts& interrupts) {
  std::vector<RecordOutcome> outcomes;
  for (ReceivedRecord& record : event.records) {
    if (interrupts.held() != 0) break;
    if (deadline && clock.elapsed() + kLeftAtStart > *deadline) break;
    outcomes.push_back(handler.handle(std::move(record.message), deadline));
    if (ends_event(event.source, outcomes.back())) break;
  }
  return outcomes;
}

}  // namespace

HttpRequest RuntimeApi::request(const char* method, const std::string& path) const {
  HttpRequest request;
  request.method = method;
  request.scheme = "http";
  request.host = host_;
  request.path = kVersion + path;
  request.headers = {{"User-Agent", user_agent_}};
  return request;
}

Result<Invocation> RuntimeApi::next() const {
  const HttpRequest asked = request("GET", "invocation/next");
  auto answer = transport_.exchange(asked, patient());
  if (!answer && is_interrupt(answer.error().phase)) {
    return fail(ErrorKind::Interrupted, "Interrupted while waiting for an event.");
  }
  if (!answer) return unusable(asked, why_none(answer.error()));
  if (answer->status != kOk) {
    return unusable(asked, "it answered with status " + std::to_string(answer->status));
  }
  if (!answer->framing_fault.empty()) return unusable(asked, answer->framing_fault);
  Invocation invocation{header_text(*answer, "Lambda-Runtime-Aws-Request-Id"),
                        header_text(*answer, "Lambda-Runtime-Trace-Id"),
                        read_milliseconds(header_text(*answer, "Lambda-Runtime-Deadline-Ms")),
                        std::move(answer->body)};
  if (!is_request_id(invocation.request_id)) {
    return unusable(asked, "the event has no usable Lambda-Runtime-Aws-Request-Id");
  }
  return invocation;
}

Result<void> RuntimeApi::answer(const std::string& request_id, const LambdaAnswer& answer) const {
  return post("invocation/" + request_id + (answer.error_type.empty() ? "/response" : "/error"),
              answer);
}

Result<void> RuntimeApi::refuse_to_start(const LambdaAnswer& error) const {
  return post("init/error", error);
}

Result<void> RuntimeApi::post(const std::string& path, const LambdaAnswer& answer) const {
  HttpRequest told = request("POST", path);
  told.headers.emplace_back("Content-Type", "application/json");
  if (!answer.error_type.empty()) {
    told.headers.emplace_back("Lambda-Runtime-Function-Error-Type", answer.error_type);
  }
  told.body = answer.body;
  const auto reply = transport_.exchange(told, certain());
  if (!reply) return unusable(told, why_none(reply.error()));
  const std::string status = "it answered with status " + std::to_string(reply->status);
  if (reply->status >= kServerError) return unusable(told, status);
  if (reply->status >= kBadRequest) {
    Failure refused = unusable(told, status);
    refused.value().kind = ErrorKind::Service;
    return refused;
  }
  return {};
}

Result<void> serve_invocations(const RuntimeApi& api, RecordHandler& handler, const Clock& clock,
                               Interrupts& interrupts, const LastWords& idle_words, Output& log) {
  while (true) {
    // A call gives signals back when it has been made.
    interrupts.hold(idle_words);
    if (interrupts.held() != 0) return {};
    auto invocation = api.next();
    if (!invocation && invocation.error().kind == ErrorKind::Interrupted) return {};
    if (!invocation) return tl::make_unexpected(std::move(invocation).error());

    const auto start = clock.elapsed();
    LambdaEvent event = read_lambda_event(std::exchange(invocation->event, {}));
    const auto outcomes =
        handle_records(event, handler, deadline_of(*invocation, clock), clock, interrupts);
    const LambdaAnswer answer = answer_to(event, outcomes);
    const auto spent =
        std::chrono::duration_cast<std::chrono::milliseconds>(clock.elapsed() - start);
    static_cast<void>(log.write(lambda_log_line(
        {invocation->request_id, invocation->trace_id, spent}, event, outcomes, answer)));
    const auto told = api.answer(invocation->request_id, answer);
    if (!told && told.error().kind != ErrorKind::Service) return told;
    if (!told) {
      static_cast<void>(log.write("send-bounce: [WARNING]: " + told.error().message + "\n"));
    }
    if (!outcomes.empty() && outcomes.back().ends_process) {
      return fail(ErrorKind::General,
                  "The credentials have expired. The process ends, so that Lambda starts another "
                  "one with new credentials.");
    }
  }
}

}  // namespace send_bounce
