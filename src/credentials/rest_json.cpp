#include "credentials/rest_json.h"

#include <utility>

#include "credentials/service_call.h"
#include "send_bounce/input/json_reader.h"
#include "send_bounce/protocol/http_errors.h"
#include "send_bounce/words/encoding.h"

namespace send_bounce {
namespace {

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
    if (const std::string* text = text_member(map, name)) return text;
  }
  return nullptr;
}

std::string code_of(const HttpResponse& answer, const Map& body) {
  if (const std::string* type = find_header(answer.headers, kErrorTypeHeader)) {
    return short_name(*type);
  }
  const std::string* code = first_text(body, kCodeMembers);
  return code == nullptr ? std::to_string(answer.status) : short_name(*code);
}

Map object_of(const HttpResponse& answer) {
  auto body = read_json(answer.body);
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
  error.code = code_of(answer, body);
  if (const std::string* message = first_text(body, kMessageMembers)) error.message = *message;
  return error;
}

}  // namespace

const std::string* text_member(const Map& map, std::string_view name) {
  const Value* value = map.find(name);
  return value == nullptr ? nullptr : value->get<std::string>();
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

Result<Map> read_rest_json(std::string_view operation, const HttpResponse& answer) {
  if (answer.status >= 300) {
    return tl::make_unexpected(service_error(operation, answer, object_of(answer)));
  }
  // What is not UTF-8 is no JSON (RFC 8259 §8.1), and must not get into a file of tokens.
  if (is_utf8(answer.body)) {
    auto body = read_json(answer.body);
    if (body && body->get<Map>() != nullptr) return std::move(*body->get<Map>());
  }
  return fail(ErrorKind::BadReply, "The answer to " + std::string(operation) + " (HTTP status " +
                                       std::to_string(answer.status) + ") is no JSON object");
}

Result<Map> call_rest_json(const RestJsonCall& call, const Endpoint& endpoint,
                           const SideCallSettings& settings, const CredentialWorld& world) {
  CallSteps steps;
  steps.request = [&](const std::string& invocation_id, const AttemptLabel& label, Instant) {
    HttpRequest request = rest_json_request(call, endpoint, settings.user_agent);
    add_attempt_headers(request, invocation_id, label);
    return request;
  };
  steps.read = [&](const HttpResponse& answer) -> Result<Value> {
    auto body = read_rest_json(call.operation, answer);
    if (body) return Value(*std::move(body));
    if (call.translate && body.error().kind == ErrorKind::Service) {
      if (auto other = call.translate(body.error(), object_of(answer))) {
        return tl::make_unexpected(*std::move(other));
      }
    }
    return tl::make_unexpected(std::move(body).error());
  };
  ASSIGN_OR_RETURN(const CallSettings how, service_call_settings(endpoint, std::nullopt, settings));
  ASSIGN_OR_RETURN(Reply reply, make_call(steps, how, client_world(world)));
  return std::move(*reply.value.get<Map>());
}

}  // namespace send_bounce
