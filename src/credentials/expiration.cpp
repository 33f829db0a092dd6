#include "credentials/expiration.h"

#include <string>

#include "send_bounce/words/encoding.h"
#include "send_bounce/words/timestamp.h"

namespace send_bounce {
namespace {

constexpr const char* kAdvice =
    "The time at which credentials expire must be a date and time with a zone, such as "
    "2030-01-02T03:04:05Z.";

bool names_zone(std::string_view time) {
  const std::string rest = to_lower(time);
  return rest.ends_with('z') || rest.ends_with("utc") || rest.ends_with("gmt") ||
         rest.find_first_of("+-") != std::string::npos;
}

}  // namespace

Result<Instant> read_expiration(std::string_view text, Instant now, TextFrom from) {
  const TimestampContext context{civil_from_instant(now), {}, [](const CivilTime&) { return 0; }};
  const auto expiration = parse_timestamp(Value(text), context);
  const std::size_t time = text.find(':');
  // A number would be taken for seconds since 1970.
  const bool is_number = text.find_first_not_of("0123456789.+- ") == std::string_view::npos;
  if (!expiration || (is_number && time == std::string_view::npos)) {
    const std::string shown = from == TextFrom::Person
                                  ? std::string(text)
                                  : "(" + std::to_string(text.size()) + " bytes, not shown)";
    return fail(ErrorKind::General, "Unknown string format: " + shown, kAdvice);
  }
  // Without a zone nobody can say when that is.
  if (time == std::string_view::npos || !names_zone(text.substr(time))) {
    return fail(ErrorKind::General, "can't subtract offset-naive and offset-aware datetimes",
                kAdvice);
  }
  return expiration->instant;
}

}  // namespace send_bounce
