#pragma once

#include <string>
#include <vector>

#include "send_bounce/model/shape.h"
#include "send_bounce/words/error.h"
#include "send_bounce/words/timestamp.h"
#include "send_bounce/words/value.h"

namespace send_bounce {

struct ValidationOutcome {
  /// The reference's report, a line per fault (command-line.md §2.4, botocore/validate.py): for
  /// each structure its missing members, its unknown ones, then what is wrong inside each member.
  std::vector<std::string> report;
  /// Zone abbreviations that were dropped, each once.
  std::vector<std::string> ignored_zones;
};

/// Holds parameters against a structure and turns every readable timestamp into an Instant, in
/// place. ErrorKind::General for a timestamp outside the calendar, whatever else is wrong.
Result<ValidationOutcome> validate(const Shape& structure, Map& parameters,
                                   const TimestampContext& context);

/// Only turns timestamps into Instants; nothing else is looked at. An unreadable one is
/// ErrorKind::General, since it has no form on the wire. Returns the dropped abbreviations.
Result<std::vector<std::string>> convert_timestamps(const Shape& structure, Map& parameters,
                                                    const TimestampContext& context);

}  // namespace send_bounce
