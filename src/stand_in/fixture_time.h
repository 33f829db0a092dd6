#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "send_bounce/values/error.h"
#include "send_bounce/values/instant.h"

namespace send_bounce::stand_in {

/// What `--received-at` says: when every message counts as received.
class FixtureTime {
 public:
  /// "now"; a time in ISO 8601 with its zone, "2026-11-27T11:50:00Z"; or how long ago, "-2h" or
  /// "-1d12h30m5s". Usage, with the forms, for anything else. How long ago counts from the moment
  /// at which the message is taken in.
  static Result<FixtureTime> parse(const std::string& text);

  /// nullopt where the option is not given.
  std::optional<Instant> at(Instant now) const;

 private:
  std::optional<Instant> time_;
  std::optional<std::int64_t> seconds_ago_;
};

}  // namespace send_bounce::stand_in
