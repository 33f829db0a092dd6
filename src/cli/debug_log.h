#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "cli/stderr_gate.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// What --debug writes to stderr: the time, the time since the start and the area before each step,
/// further lines of a text indented, so that none can pass for a step of its own. Silent unless
/// switched on. Whoever notes a step leaves secrets out; those that are told to hide() are taken
/// out of everything that goes to stderr, whether it is switched on or not.
class DebugLog : public Log {
 public:
  DebugLog(StderrGate& err, const Clock& clock, bool is_on);

  bool is_on() const override { return is_on_; }
  void note(std::string_view area, std::string_view text) override;
  void hide(const std::string& secret) override { err_.hide(secret); }

 private:
  StderrGate& err_;
  const Clock& clock_;
  bool is_on_;
  std::chrono::microseconds start_;
};

}  // namespace send_bounce
