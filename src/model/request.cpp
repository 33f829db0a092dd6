#include "send_bounce/model/request.h"

#include <algorithm>
#include <optional>

#include "model/member_path.h"
#include "model/validator.h"
#include "send_bounce/model/limits.h"
#include "send_bounce/model/ses_model.h"
#include "send_bounce/words/encoding.h"

namespace send_bounce {
namespace {

Failure report_of(const std::vector<std::string>& lines) {
  std::string message = "Parameter validation failed:";
  for (const std::string& line : lines) message += "\n" + line;
  return invalid_parameter(std::move(message));
}

// The wire is UTF-8; a word of argv may be any bytes. nullopt where all text is fine, else the
// path.
std::optional<std::string> find_foreign_text(const Value& value, const MemberPath& path) {
  if (const auto* text = value.get<std::string>()) {
    return is_utf8(*text) ? std::nullopt : std::optional(path.text());
  }
  if (const auto* list = value.get<Value::List>()) {
    for (std::size_t i = 0; i < list->size(); ++i) {
      if (auto found = find_foreign_text((*list)[i], path.element(i))) {
        return found;
      }
    }
  }
  if (const auto* map = value.get<Map>()) {
    for (const MapEntry& entry : *map) {
      if (auto found = find_foreign_text(entry.value, path.member(entry.key))) {
        return found;
      }
    }
  }
  return std::nullopt;
}

bool is_of_unfilled(const LimitFault& fault) { return fault.is_unfilled; }

}  // namespace

Result<SendBounceRequest> SendBounceRequest::check(Map parameters, const TimestampContext& context,
                                                   Validation validation,
                                                   std::span<const std::string> from_document) {
  const Shape& shape = *kSendBounce.input;
  if (const auto path = find_foreign_text(parameters, MemberPath())) {
    return fail(
        ErrorKind::General, "The text of parameter " + *path + " is not UTF-8",
        "Convert it, or give it as file://PATH with AWS_CLI_FILE_ENCODING. Nothing was sent.");
  }
  if (validation == Validation::Off) {
    ASSIGN_OR_RETURN(auto zones, convert_timestamps(shape, parameters, context));
    return SendBounceRequest(std::move(parameters), std::move(zones));
  }
  ASSIGN_OR_RETURN(auto outcome, validate(shape, parameters, context));
  std::vector<std::string> lines = std::move(outcome.report);
  const std::vector<LimitFault> limits = check_limits(parameters, from_document);
  // The reference's report stays as it is there, unless the document is ours to refuse anyway.
  if (lines.empty() || std::any_of(limits.begin(), limits.end(), is_of_unfilled)) {
    for (const LimitFault& fault : limits) lines.push_back(limit_line(fault));
  }
  if (!lines.empty()) return report_of(lines);
  return SendBounceRequest(std::move(parameters), std::move(outcome.ignored_zones));
}

}  // namespace send_bounce
