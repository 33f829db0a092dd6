#include "credentials/calls.h"

#include <cmath>
#include <utility>

#include "credentials/keys.h"
#include "send_bounce/client/connection_error.h"
#include "send_bounce/protocol/http_errors.h"
#include "send_bounce/text/number_text.h"

namespace send_bounce {
namespace {

std::string shown_request(const HttpRequest& request) {
  return request.method + " " + request.scheme + "://" + request.host + request.path;
}

constexpr double kTooLargeInteger = 9.2e18;             // for 64 bits
constexpr std::int64_t kFirstSecond = -62'135'596'800;  // of year 1
constexpr std::int64_t kLastSecond = 253'402'300'799;   // of year 9999
constexpr std::string_view kErrorTypeHeader = "x-amzn-errortype";
// Of the body, in the order in which they count.
constexpr std::string_view kCodeMembers[] = {"code", "Code", "__type"};
constexpr std::string_view kMessageMembers[] = {"message", "Message"};

// "com.amazon.coral.service#FooException:http://internal/" names FooException.
std::string short_name(std::string_view type) {
  type = type.substr(0, type.find(':'));
  return std::string(type.substr(type.rfind('#') + 1));
}

template <class Names>
const std::string* first_text(const Map& map, const Names& names) {
  for (const std::string_view name : names) {
    if (const auto* text = map.get<std::string>(name)) return text;
  }
  return nullptr;
}

std::string rest_error_code(const HttpResponse& answer, const Map& body) {
  if (const std::string* type = find_header(answer.headers, kErrorTypeHeader)) {
    return short_name(*type);
  }
  const std::string* code = first_text(body, kCodeMembers);
  return code == nullptr ? std::to_string(answer.status) : short_name(*code);
}

Map answered_object(const HttpResponse& answer, Log& log) {
  auto body = read_secret_json(answer.body, log);
  if (!body) return {};
  Map* object = body->get<Map>();
  return object == nullptr ? Map() : std::move(*object);
}

Error service_error(std::string_view operation, const HttpResponse& answer, const Map& body) {
  if (auto generic = generic_http_error(answer)) {
    generic->operation = operation;
    return *std::move(generic);
  }
  Error error;
  error.kind = ErrorKind::Service;
  error.operation = operation;
  error.code = rest_error_code(answer, body);
  if (const std::string* message = first_text(body, kMessageMembers)) error.message = *message;
  return error;
}

class SecretManner : public CallManner {
 public:
  explicit SecretManner(Log& log) : log_(log) {}

  void note_request(const HttpRequest&, const TransportOptions&, Instant) const override {}

  void note_answer(const HttpRequest& request, const ExchangeResult& answer,
                   std::chrono::microseconds spent) const override {
    if (!log_.is_on()) return;
    log_.note("credentials", request.method + " " + request.scheme + "://" + request.host +
                                 request.path + " -> " + exchange_summary(answer, spent));
  }

  void note_outcome(const CallRecord&, Outcome) const override {}
  bool takes_untidy_answers() const override { return false; }
  std::string_view trust_remedy() const override { return kServiceTrustRemedy; }
  Error last_error(Error error, const CallRecord&) const override {
    return without_bounce(std::move(error));
  }

 private:
  Log& log_;
};

}  // namespace

Error without_bounce(Error error) {
  constexpr std::string_view kSentence = " No bounce was sent.";
  if (error.kind == ErrorKind::Interrupted) error.message += kSentence;
  if (error.kind == ErrorKind::Connection) error.advice += kSentence;
  return error;
}

tl::expected<HttpResponse, SideFault> side_call(const CredentialWorld& world,
                                                const HttpRequest& request,
                                                const TransportOptions& options) {
  const auto start = world.clock.elapsed();
  TransportOptions noted = options;
  noted.log = &world.log;
  auto answer = world.transport.exchange(request, noted);
  // Half a token or half a document is none, whatever its status; asking again does no harm here.
  if (answer && !answer->framing_fault.empty()) {
    answer = tl::make_unexpected(TransportError{.phase = TransportPhase::Closed,
                                                .detail = answer->framing_fault,
                                                .status = answer->status});
  }
  world.log.note("credentials", shown_request(request) + " -> " +
                                    (answer ? "status " + std::to_string(answer->status)
                                            : "no answer: " + answer.error().detail));
  if (answer) return *std::move(answer);
  return tl::make_unexpected(SideFault{
      answer.error().phase,
      without_bounce(connection_error(answer.error(), request, options,
                                      world.clock.elapsed() - start, kServiceTrustRemedy))});
}

bool may_be_asked_again(TransportPhase phase) {
  switch (phase) {
    case TransportPhase::Resolve:
    case TransportPhase::Connect:
    case TransportPhase::ConnectTimeout:
    case TransportPhase::ReadTimeout:
    case TransportPhase::Closed:
      return true;
    case TransportPhase::Tls:
    case TransportPhase::Proxy:
    case TransportPhase::InterruptedConnecting:
    case TransportPhase::Interrupted:
    case TransportPhase::Other:
      return false;
  }
  return false;
}

std::string without_line_ends(std::string text) {
  std::erase_if(text, [](char c) { return c == '\t' || c == '\r' || c == '\n'; });
  return text;
}

Result<Endpoint> service_endpoint(SideService service, const EndpointService& rules,
                                  const std::string& region, const SideCallSettings& calls) {
  EndpointParameters where;
  where.region = region;
  where.use_fips = calls.use_fips;
  where.use_dual_stack = calls.use_dual_stack;
  ASSIGN_OR_RETURN(const auto configured,
                   calls.endpoint_urls.at(static_cast<std::size_t>(service)));
  if (configured) where.endpoint_url = configured->value;
  return resolve_endpoint(where, rules);
}

Result<CallSettings> service_call_settings(Endpoint endpoint,
                                           std::optional<Credentials> credentials,
                                           const SideCallSettings& calls) {
  CallSettings call;
  call.endpoint = std::move(endpoint);
  call.credentials = std::move(credentials);
  call.transport.connect_timeout = calls.connect_timeout;
  call.transport.read_timeout = calls.read_timeout;
  ASSIGN_OR_RETURN(call.transport.ca_bundle, calls.ca_bundle);
  call.user_agent = calls.user_agent;
  call.retries = calls.retries;
  return call;
}

Result<Value> call_service(const CallSteps& steps, const CallSettings& settings,
                           const CredentialWorld& world) {
  ASSIGN_OR_RETURN(Reply reply, make_attempts(steps, SecretManner(world.log), settings,
                                              {world.variables, world.clock, world.random,
                                               world.transport, world.log}));
  return std::move(reply.value);
}

std::optional<std::int64_t> integer_member(const Map& map, std::string_view name) {
  const Value* value = map.find(name);
  if (value == nullptr) return std::nullopt;
  if (const auto* number = value->get<std::int64_t>()) return *number;
  if (const auto* flag = value->get<bool>()) return *flag ? 1 : 0;
  if (const auto* text = value->get<std::string>()) return read_python_int(*text);
  const auto* number = value->get<double>();
  if (number == nullptr || !(std::abs(*number) < kTooLargeInteger)) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

bool is_in_calendar(Instant instant) {
  return instant.seconds >= kFirstSecond && instant.seconds <= kLastSecond;
}

std::optional<Instant> end_of_lifetime(const Map& answer, Instant now) {
  const auto seconds = integer_member(answer, "expiresIn");
  if (!seconds || *seconds < kFirstSecond || *seconds > kLastSecond) return std::nullopt;
  const Instant end{now.seconds + *seconds, 0};
  return is_in_calendar(end) ? std::optional(end) : std::nullopt;
}

HttpRequest rest_json_request(const RestJsonCall& call, const Endpoint& endpoint,
                              const std::string& user_agent) {
  HttpRequest request;
  request.method = call.method;
  request.scheme = endpoint.scheme;
  request.host = endpoint.host;
  const std::string_view base(endpoint.path);
  request.path = std::string(base.substr(0, base.find_last_not_of('/') + 1)) + call.path;
  request.query = call.query;
  request.headers = call.headers;
  request.headers.emplace_back("Accept-Encoding", "identity");
  if (!call.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
  request.headers.emplace_back("User-Agent", user_agent);
  request.body = call.body;
  return request;
}

Result<Map> read_rest_json(std::string_view operation, const HttpResponse& answer, Log& log) {
  if (answer.status >= 300) {
    return tl::make_unexpected(service_error(operation, answer, answered_object(answer, log)));
  }
  const std::string start = "The answer to " + std::string(operation) + " (HTTP status " +
                            std::to_string(answer.status) + ", " +
                            std::to_string(answer.body.size()) + " bytes) is not a JSON object";
  auto body = read_secret_json(answer.body, log);
  if (!body) return fail(ErrorKind::BadReply, start + ": " + body.error().message);
  if (Map* object = body->get<Map>()) return std::move(*object);
  return fail(ErrorKind::BadReply, start);
}

Result<Map> call_rest_json(const RestJsonCall& call, const Endpoint& endpoint,
                           const SideCallSettings& settings, const CredentialWorld& world) {
  CallSteps steps;
  steps.request = [&](const std::string& invocation_id, const AttemptLabel& label, Instant) {
    HttpRequest request = rest_json_request(call, endpoint, settings.user_agent);
    add_attempt_headers(request, invocation_id, label);
    return request;
  };
  steps.read = [&](const HttpResponse& answer, Outcome) -> Result<Value> {
    auto body = read_rest_json(call.operation, answer, world.log);
    if (body) return Value(*std::move(body));
    if (call.translate && body.error().kind == ErrorKind::Service) {
      if (auto other = call.translate(body.error(), answered_object(answer, world.log))) {
        return tl::make_unexpected(*std::move(other));
      }
    }
    return tl::make_unexpected(std::move(body).error());
  };
  ASSIGN_OR_RETURN(const CallSettings how, service_call_settings(endpoint, std::nullopt, settings));
  ASSIGN_OR_RETURN(Value answer, call_service(steps, how, world));
  return std::move(*answer.get<Map>());
}

}  // namespace send_bounce
