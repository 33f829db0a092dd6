#pragma once

#include <optional>
#include <vector>

#include "cli/debug_log.h"
#include "cli/stderr_gate.h"
#include "send_bounce/cli/command_line.h"
#include "send_bounce/cli/error_report.h"
#include "send_bounce/settings/profiles.h"
#include "send_bounce/settings/settings.h"
#include "send_bounce/values/error.h"
#include "send_bounce/world/world.h"

/// What holds for a whole run, settled before anything is planned.
namespace send_bounce {

/// Both AWS files, read when somebody first asks for them, and once.
class AwsFiles {
 public:
  /// Refers to its arguments.
  AwsFiles(const Variables& variables, const FileSystem& files)
      : variables_(variables), files_(files) {}

  /// General for a malformed file (load_config_files).
  const Result<ConfigFiles>& read();
  /// Empty ones where they are malformed.
  const ConfigFiles& read_or_none();

 private:
  const Variables& variables_;
  const FileSystem& files_;
  std::optional<Result<ConfigFiles>> read_;
};

/// A command line that is understood, and what its settings are looked up in. Refers to the words,
/// the world, the log and the files, which outlive it.
struct Session {
  const World& world;
  Log& log;
  const FileSystem& files;  ///< what is read, is read from here
  const CommandLine& line;
  SettingsOptions options;    ///< those of the line
  const ConfigFiles& config;  ///< empty where no setting has a part in what is done

  SettingSources sources() const { return {options, world.variables, config}; }
};

/// What is asked for besides a bounce, and prints something else.
enum class Skeleton : std::uint8_t { None, Json, Yaml, Output };
Skeleton skeleton_of(const CommandLine& line);

/// The faults of the words and of the settings that are checked before anything of the operation
/// (configuration-and-credentials.md §2.6), in the reference's order. The AWS files are read unless
/// help, the version or an input skeleton is asked for, which are there whatever the files are
/// like.
Result<Session> open_session(const ReadWords& words, const World& world, Log& log,
                             const FileSystem& files, AwsFiles& aws_files);

}  // namespace send_bounce
