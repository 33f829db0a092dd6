#include "cli/session.h"

namespace send_bounce {
namespace {

const ConfigFiles& no_files() {
  static const ConfigFiles kNone;
  return kNone;
}

bool needs_aws_files(const CommandLine& line) {
  if (line.action == Action::Help || line.action == Action::Version) return false;
  if (line.action == Action::ConfigureList) return true;
  const Skeleton skeleton = skeleton_of(line);
  return skeleton != Skeleton::Json && skeleton != Skeleton::Yaml;
}

Result<void> check_settings(const TypedValues& globals, const World& world, AwsFiles& aws_files) {
  const auto& config = aws_files.read();
  if (!config) return tl::make_unexpected(config.error());
  const SettingsOptions options = settings_options(globals);
  return check_early_settings({options, world.variables, *config});
}

}  // namespace

const Result<ConfigFiles>& AwsFiles::read() {
  if (!read_) read_ = load_config_files(variables_, files_);
  return *read_;
}

const ConfigFiles& AwsFiles::read_or_none() {
  const auto& config = read();
  return config ? *config : no_files();
}

Skeleton skeleton_of(const CommandLine& line) {
  if (!line.has("generate-cli-skeleton")) return Skeleton::None;
  const std::string* kind = line.text("generate-cli-skeleton");
  if (kind == nullptr || *kind == "input") return Skeleton::Json;
  return *kind == "yaml-input" ? Skeleton::Yaml : Skeleton::Output;
}

Result<Session> open_session(const ReadWords& words, const World& world, Log& log,
                             const FileSystem& files, AwsFiles& aws_files) {
  if (!words.line) {
    // A fault of the settings is told before one of the operation's own options.
    if (words.is_fault_of_operation) {
      RETURN_IF_ERROR(check_settings(words.globals, world, aws_files));
    }
    return tl::make_unexpected(words.line.error());
  }
  const CommandLine& line = *words.line;
  const bool with_files = needs_aws_files(line);
  if (with_files) RETURN_IF_ERROR(check_settings(line.values, world, aws_files));
  return Session{world,
                 log,
                 files,
                 line,
                 settings_options(line.values),
                 with_files ? aws_files.read_or_none() : no_files()};
}

}  // namespace send_bounce
