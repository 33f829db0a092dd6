#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "send_bounce/dates/timestamp.h"
#include "send_bounce/values/instant.h"

using namespace send_bounce;

// Whatever is read lies in the calendar, and reads back from its own form on the wire.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  TimestampContext context;
  context.local_now = {2026, 11, 22, 10, 30, 0, 0};
  context.zone_names = {"EST", "EDT"};
  context.local_offset = [](const CivilTime&) { return std::int64_t{-5 * 3600}; };
  const auto timestamp = parse_timestamp(Value(text), context);
  if (!timestamp) return 0;
  const CivilTime civil = civil_from_instant(timestamp->instant);
  if (civil.year < 1 || civil.year > 9999) std::abort();
  const auto again = parse_timestamp(Value(format_iso8601(timestamp->instant)), context);
  if (!again || again->instant != timestamp->instant) std::abort();
  return 0;
}
