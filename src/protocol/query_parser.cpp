#include <algorithm>
#include <utility>

#include "protocol/xml_tree.h"
#include "send_bounce/dates/timestamp.h"
#include "send_bounce/protocol/http_errors.h"
#include "send_bounce/protocol/query.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/python_text.h"

namespace send_bounce {
namespace {

constexpr std::size_t kExcerptBytes = 2000;

Failure bad_reply(const HttpResponse& response, const std::string& what) {
  return fail(ErrorKind::BadReply, "The answer of the service (HTTP status " +
                                       std::to_string(response.status) + ") " + what);
}

std::string excerpt_of(std::string_view body) {
  std::string text = python_bytes_repr(body.substr(0, kExcerptBytes));
  if (body.size() > kExcerptBytes) {
    text += " and " + std::to_string(body.size() - kExcerptBytes) + " more bytes";
  }
  return text;
}

Result<XmlElement> parse_document(const Operation& operation, const HttpResponse& response,
                                  Outcome before) {
  auto document = parse_xml(response.body);
  if (document) return *std::move(document);
  const XmlFault& fault = document.error();
  if (operation.may_quote_answer) {
    const bool is_refused =
        before == Outcome::NotSent && response.status >= 400 && response.status < 500;
    return fail(ErrorKind::BadReply, "Unable to parse response (" + fault.text() +
                                         "), invalid XML received" +
                                         (is_refused ? ". Further retries may succeed" : "") +
                                         ":\n" + excerpt_of(response.body));
  }
  return fail(ErrorKind::BadReply, "Unable to parse response (" + fault.reason + ": " +
                                       fault.place + " of " + std::to_string(response.body.size()) +
                                       " bytes), invalid XML received. It is not shown, because "
                                       "it may hold credentials.");
}

// Values by shape.

Result<Value> parse_value(const HttpResponse& response, const Shape& shape,
                          const XmlElement& element);

Result<Value> parse_structure(const HttpResponse& response, const Shape& shape,
                              const XmlElement& element) {
  Map members;
  for (const Member& member : shape.members) {
    const XmlElement* child = element.child(member.name);
    if (child == nullptr) continue;
    const auto count =
        std::count_if(element.children.begin(), element.children.end(),
                      [&](const XmlElement& other) { return other.name == member.name; });
    if (count > 1) {
      return bad_reply(response, "holds " + std::to_string(count) + " elements named " +
                                     std::string(member.name) + " where one is expected.");
    }
    ASSIGN_OR_RETURN(auto value, parse_value(response, *member.shape, *child));
    members.set(std::string(member.name), std::move(value));
  }
  return Value(std::move(members));
}

Result<Value> parse_list(const HttpResponse& response, const Shape& shape,
                         const XmlElement& element) {
  Value::List values;
  for (const XmlElement& child : element.children) {
    ASSIGN_OR_RETURN(auto value, parse_value(response, *shape.element, child));
    values.push_back(std::move(value));
  }
  return Value(std::move(values));
}

Result<Value> parse_value(const HttpResponse& response, const Shape& shape,
                          const XmlElement& element) {
  switch (shape.type) {
    case ShapeType::Structure:
      return parse_structure(response, shape, element);
    case ShapeType::List:
      return parse_list(response, shape, element);
    case ShapeType::Timestamp: {
      const auto timestamp = parse_timestamp(element.text, TimestampContext());
      if (timestamp) return Value(timestamp->instant);
      return bad_reply(response, "holds no timestamp in its element " + element.name + ".");
    }
    case ShapeType::String:
      break;
  }
  return Value(element.text);
}

// Error documents.

Failure service_error(std::string code, std::string message, FieldState code_state,
                      FieldState message_state) {
  Error error;
  error.kind = ErrorKind::Service;
  error.code = std::move(code);
  error.message = std::move(message);
  error.code_state = code_state;
  error.message_state = message_state;
  return Failure(std::move(error));
}

Failure unknown_error() {
  return service_error("Unknown", "Unknown", FieldState::Missing, FieldState::Missing);
}

/// The text of Code or Message as the reference prints it, and what was there.
std::pair<std::string, FieldState> error_field(const XmlElement& error, std::string_view name) {
  const XmlElement* field = error.child(name);
  if (field == nullptr) return {"Unknown", FieldState::Missing};
  if (field->text.empty()) return {"None", FieldState::Empty};
  return {field->text, FieldState::Given};
}

Failure error_of_element(const Operation& operation, const XmlElement& root,
                         const XmlElement& element) {
  auto [code, code_state] = error_field(element, "Code");
  auto [message, message_state] = error_field(element, "Message");
  const ErrorShape* shape =
      code_state == FieldState::Given ? find_error_shape(operation.errors, code) : nullptr;
  Failure failure = service_error(std::move(code), std::move(message), code_state, message_state);
  // The reference looks for further members in an ErrorResponse only.
  if (shape == nullptr || root.name != "ErrorResponse") return failure;
  for (const std::string_view name : shape->members) {
    if (const XmlElement* member = element.child(name)) {
      failure.value().details.emplace_back(name, member->text);
    }
  }
  return failure;
}

/// Whether the one ResponseMetadata of an error document has no members. The reference then fails
/// in its own code, unless a RequestId takes its place; members of Errors count as the root's.
bool has_empty_metadata(const XmlElement& root, const XmlElement* errors) {
  const auto is_metadata = [](const XmlElement& child) { return child.name == "ResponseMetadata"; };
  const XmlElement* owner =
      errors != nullptr && errors->child("ResponseMetadata") != nullptr ? errors : &root;
  const XmlElement* metadata = owner->child("ResponseMetadata");
  if (metadata == nullptr || !metadata->children.empty()) return false;
  // Of several, a list is made, which passes.
  if (std::count_if(owner->children.begin(), owner->children.end(), is_metadata) > 1) return false;
  return root.child("RequestId") == nullptr &&
         (errors == nullptr || errors->child("RequestId") == nullptr);
}

/// `<ErrorResponse><Error>` or `<Response><Errors><Error>`, whatever the name of the root.
Failure error_of_document(const Operation& operation, const HttpResponse& response,
                          const XmlElement& root) {
  const XmlElement* list = root.child("Errors");
  if (list != nullptr && list->children.empty()) {
    return bad_reply(response, "is an error document whose Errors element is empty.");
  }
  if (has_empty_metadata(root, list)) {
    return bad_reply(response, "has a ResponseMetadata element without members.");
  }
  const XmlElement* error = list != nullptr ? list->child("Error") : nullptr;
  if (error == nullptr) error = root.child("Error");
  if (error == nullptr) return unknown_error();
  if (error->children.empty()) {
    return bad_reply(response, "is an error document without code and message.");
  }
  return error_of_element(operation, root, *error);
}

Failure no_result(const HttpResponse& response, const Operation& operation,
                  const XmlElement& root) {
  const XmlElement* error = root.child("Error");
  if (error == nullptr || error->children.empty()) {
    return bad_reply(response,
                     "has no " + std::string(operation.result_wrapper) +
                         " element, so it does not say whether the request was carried out.");
  }
  const std::string status = response.status < 300
                                 ? "has the status of a success but is an error document"
                                 : "is an error document instead of a result";
  if (!operation.may_quote_answer) return bad_reply(response, status + ".");
  const std::string code = error_field(*error, "Code").first;
  const std::string message = error_field(*error, "Message").first;
  return bad_reply(response, status + " (" + code + "): " + message);
}

Result<Value> read_reply(const Operation& operation, const HttpResponse& response, Outcome before) {
  if (auto generic = generic_http_error(response)) return Failure(*std::move(generic));
  ASSIGN_OR_RETURN(const XmlElement root, parse_document(operation, response, before));
  if (response.status >= 301) return error_of_document(operation, response, root);

  const XmlElement* result = &root;
  if (!operation.result_wrapper.empty()) result = root.child(operation.result_wrapper);
  if (result == nullptr) return no_result(response, operation, root);
  if (operation.output == nullptr) return Value(Map());
  ASSIGN_OR_RETURN(auto value, parse_value(response, *operation.output, *result));
  // The reference reads 300 as a success and then reports it as an error without a document.
  if (response.status == 300) return unknown_error();
  return value;
}

// `<ErrorResponse><RequestId>`, or `<ResponseMetadata>` as in a success; else the header.
std::string request_id_of(const HttpResponse& response) {
  if (const auto root = parse_xml(response.body)) {
    const XmlElement* metadata = root->child("ResponseMetadata");
    const XmlElement* id = (metadata != nullptr ? metadata : &*root)->child("RequestId");
    if (id != nullptr && !id->text.empty()) return id->text;
  }
  const std::string* header = find_header(response.headers, "x-amzn-RequestId");
  return header == nullptr ? "" : *header;
}

}  // namespace

Result<Value> parse_query_reply(const Operation& operation, const HttpResponse& response,
                                Outcome before) {
  auto reply = read_reply(operation, response, before);
  if (reply) return reply;
  reply.error().call.request_id = request_id_of(response);
  if (reply.error().kind == ErrorKind::Service) reply.error().operation = operation.name;
  return reply;
}

}  // namespace send_bounce
