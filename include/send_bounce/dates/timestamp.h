#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "send_bounce/values/instant.h"
#include "send_bounce/values/lazy.h"
#include "send_bounce/values/value.h"

namespace send_bounce {

/// What a reading depends on beside the text: parts that are missing are those of today, and the
/// abbreviations of the local zone are understood. Tests choose both; a run reads the local zone,
/// which is a file, only for a text that needs it.
struct TimestampContext {
  Lazy<CivilTime> local_now;                  ///< today, in local time
  Lazy<std::vector<std::string>> zone_names;  ///< of the local zone, standard then daylight
  /// Seconds east of UTC in the local zone at that local date and time.
  std::function<std::int64_t(const CivilTime&)> local_offset;
};

enum class TimestampFault : std::uint8_t {
  NotATimestamp,  ///< a validation error, exit code 252
  OutOfReach,     ///< an epoch that the platform's calendar cannot hold, exit code 255
  ZoneOverflow,   ///< a date that its zone moves before year 1 or past year 9999, exit code 255
};

struct Timestamp {
  Instant instant;
  /// A zone abbreviation that was read but not understood, so that UTC was assumed; else empty.
  std::string ignored_zone;
};

/// Reads a timestamp as the reference does (command-line.md §2.5): numbers, and text that reads
/// as a number, are epoch seconds; other text, or UTF-8 bytes, go through a free-form date reader;
/// a YAML timestamp passes. Anything else is NotATimestamp.
tl::expected<Timestamp, TimestampFault> parse_timestamp(const Value& value,
                                                        const TimestampContext& context);

/// A time of RFC 3339 §5.6, with blanks around it. One without a zone is none: nobody knows when it
/// was. Beyond the RFC, the zone may lack its colon.
std::optional<Instant> parse_rfc3339(std::string_view text);

}  // namespace send_bounce
