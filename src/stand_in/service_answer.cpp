#include "stand_in/service_answer.h"

#include <utility>

#include "send_bounce/text/encoding.h"
#include "send_bounce/text/json_text.h"
#include "send_bounce/values/value.h"

namespace send_bounce::stand_in {
namespace {

constexpr std::string_view kNamespace = "http://ses.amazonaws.com/doc/2010-12-01/";

/// Text of an element; what XML 1.0 §2.2 has no way to write becomes U+FFFD.
std::string xml_text(std::string_view text) {
  std::string escaped;
  const std::string utf8 = replace_invalid_utf8(text);
  for (std::size_t position = 0; position < utf8.size();) {
    const std::size_t start = position;
    const char32_t character = next_code_point(utf8, position).value_or(0xFFFD);
    const bool is_control = character < ' ' && character != '\t' && character != '\n';
    if (character == '&')
      escaped += "&amp;";
    else if (character == '<')
      escaped += "&lt;";
    else if (character == '>')
      escaped += "&gt;";
    else if (character == '\r')
      escaped += "&#xD;";
    else if (is_control || character == 0xFFFE || character == 0xFFFF)
      append_utf8(escaped, 0xFFFD);
    else
      escaped.append(utf8, start, position - start);
  }
  return escaped;
}

HttpResponse xml_response(int status, std::string body, const std::string& request_id) {
  return {
      status, {{"x-amzn-RequestId", request_id}, {"Content-Type", "text/xml"}}, std::move(body)};
}

}  // namespace

ServiceFault stand_in_fault(std::string code, std::string_view message) {
  return {400, std::move(code), std::string(kStandInSpeaks) + std::string(message)};
}

HttpResponse error_response(const ServiceFault& fault, const std::string& request_id) {
  std::string body = "<ErrorResponse xmlns=\"" + std::string(kNamespace) + "\">\n  <Error>\n";
  body += fault.status < 500 ? "    <Type>Sender</Type>\n" : "    <Type>Receiver</Type>\n";
  body += "    <Code>" + xml_text(fault.code) + "</Code>\n";
  body += "    <Message>" + xml_text(fault.message) + "</Message>\n  </Error>\n";
  body += "  <RequestId>" + xml_text(request_id) + "</RequestId>\n</ErrorResponse>\n";
  return xml_response(fault.status, std::move(body), request_id);
}

HttpResponse json_error_response(const ServiceFault& fault, const std::string& request_id) {
  const Value body = Map{{"__type", fault.code}, {"message", replace_invalid_utf8(fault.message)}};
  return {fault.status,
          {{"x-amzn-RequestId", request_id},
           {"x-amzn-ErrorType", fault.code},
           {"Content-Type", "application/json"}},
          json_text(body, JsonSpacing::None)};
}

HttpResponse success_response(const std::string& message_id, const std::string& request_id) {
  std::string body = "<SendBounceResponse xmlns=\"" + std::string(kNamespace) + "\">\n";
  body += "  <SendBounceResult>\n    <MessageId>" + xml_text(message_id) + "</MessageId>\n";
  body += "  </SendBounceResult>\n  <ResponseMetadata>\n    <RequestId>" + xml_text(request_id);
  body += "</RequestId>\n  </ResponseMetadata>\n</SendBounceResponse>\n";
  return xml_response(200, std::move(body), request_id);
}

std::string printable(std::string_view text) {
  std::string out;
  std::size_t position = 0;
  while (position < text.size()) {
    const auto code_point = next_code_point(text, position);
    if (!code_point) ++position;
    const bool is_shown =
        code_point && *code_point >= 0x20 && (*code_point < 0x7f || *code_point > 0x9f);
    if (is_shown) {
      append_utf8(out, *code_point);
    } else {
      out += '?';
    }
  }
  return out;
}

}  // namespace send_bounce::stand_in
