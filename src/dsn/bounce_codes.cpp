#include "send_bounce/dsn/bounce_codes.h"

namespace send_bounce {
namespace {

constexpr BounceCodes kCodes[] = {
    {"DoesNotExist", "5.1.1", "smtp; 550 5.1.1 Mailbox does not exist"},
    {"MessageTooLarge", "5.3.4", "smtp; 552 5.3.4 Message too large"},
    {"ExceededQuota", "5.2.2", "smtp; 552 5.2.2 Mailbox full"},
    {"ContentRejected", "5.6.1", "smtp; 500 5.6.1 Message content rejected"},
    {"Undefined", "5.0.0", "smtp; 554 5.0.0 Unknown failure"},
    {"TemporaryFailure", "4.0.0", "smtp; 450 4.0.0 Temporary failure"},
};
constexpr const BounceCodes& kUndefined = kCodes[4];

}  // namespace

std::span<const BounceCodes> all_bounce_codes() { return kCodes; }

const BounceCodes& bounce_codes(std::string_view bounce_type) {
  for (const BounceCodes& codes : kCodes)
    if (codes.bounce_type == bounce_type) return codes;
  return kUndefined;
}

}  // namespace send_bounce
