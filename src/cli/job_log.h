#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "cli/bouncer.h"
#include "cli/stderr_gate.h"
#include "send_bounce/cli/command_line.h"
#include "send_bounce/world/world.h"

/// The log of jobs: a line of JSON for each bounce that was asked for (docs/logging.md).
namespace send_bounce {

/// Where a bounce comes from in the input of a batch.
struct JobPlace {
  std::int64_t line = 0;   ///< from 1; 0 for a call of its own
  std::size_t record = 0;  ///< from 1; 0 where the line holds one bounce
};

/// True for words that ask for a bounce, and for those that cannot be read: whoever typed them
/// wanted one. Help, a skeleton or a dry run is none.
bool asks_for_bounce(const ReadWords& words);

/// Knows where the lines go: --log-file, else SEND_BOUNCE_LOG. Nothing is opened before there is a
/// line. Whatever fails with the log is one warning on stderr and changes nothing else.
class JobLog {
 public:
  /// Refers to the world and to stderr.
  JobLog(const ReadWords& words, const World& world, StderrGate& err);

  bool is_on() const { return !place_.empty(); }
  /// For measuring how long a bounce took; 0 while the log is off.
  std::chrono::microseconds moment() const;
  /// `exit_code` is what a single call ends with, `spent` the time from its beginning to its
  /// answer.
  void write(const JobPlace& place, const BounceResult& result, int exit_code,
             std::chrono::microseconds spent);

 private:
  std::string line_of(const JobPlace& place, const BounceResult& result, int exit_code,
                      std::chrono::microseconds spent) const;
  tl::expected<void, SystemError> pass(BounceState state, const std::string& line) const;

  const World& world_;
  StderrGate& err_;
  std::string place_;  ///< as it was given; empty for no log
  bool has_addresses_ = false;
  bool has_warned_ = false;
};

}  // namespace send_bounce
