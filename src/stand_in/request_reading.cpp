#include "stand_in/request_reading.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "send_bounce/mail/address.h"
#include "send_bounce/model/request.h"
#include "send_bounce/model/ses_model.h"
#include "send_bounce/protocol/query.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce::stand_in {
namespace {

constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

tl::unexpected<ServiceFault> refused(std::string code, std::string_view message) {
  return tl::make_unexpected(stand_in_fault(std::move(code), message));
}

tl::unexpected<ServiceFault> refused(std::string code, const Error& error) {
  const std::string advice = error.advice.empty() ? std::string() : ". " + error.advice;
  return refused(std::move(code), error.message + advice);
}

constexpr std::string_view kWhatThisIs =
    ". This stand-in serves one action, SendBounce of SES. To call other services at AWS, set "
    "AWS_ENDPOINT_URL_SES instead of AWS_ENDPOINT_URL";

// "s3" of "AWS4-HMAC-SHA256 Credential=ID/20200102/us-east-1/s3/aws4_request, …"; empty if the
// header is missing or has no such scope, which the check of the signature reports.
std::string scope_service(const HttpRequest& request) {
  const std::string* header = find_header(request.headers, "Authorization");
  if (header == nullptr) return {};
  constexpr std::string_view kStart = "Credential=";
  const auto start = header->find(kStart);
  if (start == std::string::npos) return {};
  const auto scope = std::string_view(*header).substr(start + kStart.size());
  const auto end = scope.find("/aws4_request");
  if (end == scope.npos) return {};
  const auto slash = scope.rfind('/', end - 1);
  return slash == scope.npos ? std::string()
                             : std::string(scope.substr(slash + 1, end - slash - 1));
}

std::string content_type(const HttpRequest& request) {
  const std::string* type = find_header(request.headers, "Content-Type");
  return type == nullptr ? std::string() : *type;
}

ServiceFault with_status(int status, ServiceFault fault) {
  fault.status = status;
  return fault;
}

/// The first field of that name, or nullopt if there is none.
std::optional<std::string> form_field(std::string_view body, std::string_view name) {
  while (!body.empty()) {
    const std::size_t end = std::min(body.find('&'), body.size());
    const std::string_view field = body.substr(0, end);
    if (field.substr(0, field.find('=')) == name)
      return form_decode(field.substr(std::min(name.size() + 1, field.size())));
    body.remove_prefix(std::min(end + 1, body.size()));
  }
  return std::nullopt;
}

/// "2020-01-02T03:04:05Z", also with a fraction or another zone: ISO 8601 as in the query protocol.
/// The client reads many more forms, because people type them.
bool is_iso8601(std::string_view text) {
  constexpr std::string_view kForm = "dddd-dd-ddTdd:dd:dd";
  constexpr std::string_view kZone = "dd:dd";
  const auto has_form = [](std::string_view part, std::string_view form) {
    if (part.size() != form.size()) return false;
    for (std::size_t i = 0; i < form.size(); ++i) {
      const bool is_digit = part[i] >= '0' && part[i] <= '9';
      if (form[i] == 'd' ? !is_digit : part[i] != form[i]) return false;
    }
    return true;
  };
  if (!has_form(text.substr(0, kForm.size()), kForm)) return false;
  text.remove_prefix(kForm.size());
  if (text.starts_with('.')) {
    const std::size_t end = text.find_first_not_of("0123456789", 1);
    if (end == 1 || end == std::string_view::npos) return false;
    text.remove_prefix(end);
  }
  if (text == "Z") return true;
  return (text.starts_with('+') || text.starts_with('-')) && has_form(text.substr(1), kZone);
}

/// The path of the first timestamp that is not ISO 8601.
std::optional<std::string> bad_timestamp(const Shape& shape, const Value& value,
                                         const std::string& path) {
  if (const auto* text = value.get<std::string>(); text && shape.type == ShapeType::Timestamp)
    return is_iso8601(*text) ? std::nullopt : std::optional(path);
  if (const auto* list = value.get<Value::List>(); list && shape.element)
    for (std::size_t i = 0; i < list->size(); ++i)
      if (auto bad =
              bad_timestamp(*shape.element, (*list)[i], path + ".member." + std::to_string(i + 1)))
        return bad;
  if (const auto* map = value.get<Map>())
    for (const MapEntry& entry : *map)
      if (const Member* member = find_member(shape, entry.key))
        if (auto bad = bad_timestamp(*member->shape, entry.value,
                                     path.empty() ? entry.key : path + "." + entry.key))
          return bad;
  return std::nullopt;
}

/// Every timestamp that gets here has a zone, so only UTC is ever needed.
TimestampContext utc_context() {
  return {CivilTime{}, std::vector<std::string>{"UTC", "UTC"},
          [](const CivilTime&) { return std::int64_t{0}; }};
}

std::optional<ServiceFault> check_address(std::string_view member, const std::string& address) {
  if (address.find('@') == std::string::npos)
    return ServiceFault{400, "InvalidParameterValue", "Missing final '@domain'"};
  if (is_ascii_address(address)) return std::nullopt;
  return stand_in_fault(
      "InvalidParameterValue",
      std::string(member) +
          " is not an address in ASCII (write the domain in Punycode): " + address);
}

}  // namespace

std::optional<ServiceFault> check_http(const HttpRequest& request) {
  // 400 for every path, because some clients treat 404 as an answer.
  const std::string service = scope_service(request);
  if (!service.empty() && service != "ses")
    return stand_in_fault("UnknownOperationException",
                          "this call is for the service " + service + std::string(kWhatThisIs));
  if (request.path != "/")
    return with_status(404, stand_in_fault("UnknownOperationException",
                                           "the service is at /, not at " + request.path +
                                               std::string(kWhatThisIs)));
  if (request.method != "POST")
    return with_status(405, stand_in_fault("UnknownOperationException",
                                           "the method must be POST, not " + request.method));
  const std::string given = content_type(request);
  if (to_lower(trim(given.substr(0, given.find(';')))) != kFormType)
    return with_status(415, stand_in_fault("MalformedQueryString", "Content-Type must be " +
                                                                       std::string(kFormType) +
                                                                       ", not \"" + given + "\""));
  return std::nullopt;
}

std::optional<ServiceFault> check_action(const std::string& body) {
  const auto action = form_field(body, "Action");
  if (!action) return stand_in_fault("MissingAction", "the form has no Action field");
  const std::string version = form_field(body, "Version").value_or(std::string());
  if (*action == kSendBounce.name && version == kSendBounce.api_version) return std::nullopt;
  return stand_in_fault("InvalidAction",
                        "this stand-in serves only SendBounce of version 2010-12-01, not \"" +
                            *action + "\" of version \"" + version +
                            "\". Give its endpoint only to the client that sends bounces "
                            "(endpoint_url, --endpoint-url), not in AWS_ENDPOINT_URL");
}

bool speaks_json(const HttpRequest& request) {
  return content_type(request).find("json") != std::string::npos ||
         request.path.starts_with("/v2/");
}

Checked<BounceContent> read_bounce(const std::string& body) {
  auto parameters = parse_query_form(kSendBounce, body);
  if (!parameters) return refused("MalformedQueryString", parameters.error());
  if (const auto path = bad_timestamp(*kSendBounce.input, *parameters, ""))
    return refused("ValidationError",
                   *path + " is not an ISO 8601 timestamp, such as 2020-01-02T03:04:05Z");
  const auto request = SendBounceRequest::check(*std::move(parameters), utc_context());
  if (!request) return refused("ValidationError", request.error());
  return bounce_content(*request);
}

Checked<std::string> check_addresses(const BounceContent& content) {
  const auto sender = parse_mailbox(content.bounce_sender);
  const std::string& address = sender ? sender->address : content.bounce_sender;
  if (auto fault = check_address("BounceSender", address))
    return tl::make_unexpected(*std::move(fault));
  for (const BouncedRecipient& entry : content.recipients) {
    if (auto fault = check_address("Recipient", entry.recipient))
      return tl::make_unexpected(*std::move(fault));
    if (!entry.dsn_fields || !entry.dsn_fields->final_recipient) continue;
    if (auto fault = check_address("FinalRecipient", *entry.dsn_fields->final_recipient))
      return tl::make_unexpected(*std::move(fault));
  }
  return address;
}

}  // namespace send_bounce::stand_in
