#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

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

}  // namespace send_bounce::stand_in
