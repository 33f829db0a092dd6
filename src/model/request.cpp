#include "send_bounce/model/request.h"

#include "model/validator.h"
#include "send_bounce/model/limits.h"
#include "send_bounce/model/ses_model.h"

namespace send_bounce {
namespace {

Failure report_of(const std::vector<std::string>& lines) {
  std::string message = "Parameter validation failed:";
  for (const std::string& line : lines) message += "\n" + line;
  return invalid_parameter(std::move(message));
}

}  // namespace

Result<SendBounceRequest> SendBounceRequest::check(Map parameters, const TimestampContext& context,
                                                   Validation validation) {
  const Shape& shape = *kSendBounce.input;
  if (validation == Validation::Off) {
    ASSIGN_OR_RETURN(auto zones, convert_timestamps(shape, parameters, context));
    return SendBounceRequest(std::move(parameters), std::move(zones));
  }
  ASSIGN_OR_RETURN(auto outcome, validate(shape, parameters, context));
  if (!outcome.report.empty()) return report_of(outcome.report);

  std::vector<std::string> lines;
  for (const LimitFault& fault : check_limits(parameters)) lines.push_back(limit_line(fault));
  if (!lines.empty()) return report_of(lines);
  return SendBounceRequest(std::move(parameters), std::move(outcome.ignored_zones));
}

}  // namespace send_bounce
