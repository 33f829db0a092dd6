#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "send_bounce/world/http.h"

/// What the service says, to clients and in its log.
namespace send_bounce::stand_in {

/// An error answer of the query protocol. A text that is not known of SES begins with
/// kStandInSpeaks, so that nobody writes a test against it as if AWS had said it.
struct ServiceFault {
  int status = 400;
  std::string code;     ///< "MessageRejected"
  std::string message;  ///< UTF-8; characters that XML cannot carry are replaced when written
};

template <class T>
using Checked = tl::expected<T, ServiceFault>;

inline constexpr std::string_view kStandInSpeaks = "ses-stand-in: ";

/// Status 400 and a text of ours, with kStandInSpeaks before it.
ServiceFault stand_in_fault(std::string code, std::string_view message);

/// The frames of the query protocol, for whoever answers outside Service (faults on demand).
HttpResponse error_response(const ServiceFault& fault, const std::string& request_id);
/// The same for clients of JSON protocols.
HttpResponse json_error_response(const ServiceFault& fault, const std::string& request_id);
HttpResponse success_response(const std::string& message_id, const std::string& request_id);

/// The text as one line that is safe on a terminal: what clients and mails say reaches the log, so
/// control characters (C0, DEL, C1) and bytes that are no UTF-8 become "?".
std::string printable(std::string_view text);

}  // namespace send_bounce::stand_in
