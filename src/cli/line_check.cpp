#include "cli/line_check.h"

#include <cerrno>

#include "cli/preparation.h"
#include "cli/settings_options.h"
#include "send_bounce/cli/command_line.h"
#include "send_bounce/input/parameters.h"
#include "send_bounce/model/request.h"
#include "send_bounce/model/ses_model.h"
#include "send_bounce/protocol/endpoint.h"
#include "send_bounce/settings/settings.h"
#include "send_bounce/words/encoding.h"
#include "send_bounce/world/screen.h"

namespace send_bounce {
namespace {

/// The same files, but for those that are no files proper.
class RegularFiles : public FileSystem {
 public:
  explicit RegularFiles(const World& world) : world_(world) {}

  tl::expected<std::string, SystemError> read(const std::string& path) const override {
    if (!world_.files.is_regular(path) && is_special(path)) {
      met_special_ = true;
      return std::string();
    }
    return world_.files.read(path);
  }
  tl::expected<FileKind, SystemError> kind(const std::string& path) const override {
    return world_.files.kind(path);
  }
  std::optional<std::string> home_directory(const std::string& user) const override {
    return world_.files.home_directory(user);
  }

  /// Whatever was found with such a file left out means nothing.
  bool met_special() const { return met_special_; }

 private:
  bool is_special(const std::string& path) const {
    const std::size_t name_start = path.rfind('/') + 1;  // npos + 1 is 0
    const std::string folder = name_start == 0 ? "." : path.substr(0, name_start);
    for (const DirectoryEntry& entry : world_.directories.list(folder)) {
      if (entry.name == path.substr(name_start)) return entry.kind == DirectoryEntry::Kind::Other;
    }
    return false;
  }

  const World& world_;
  mutable bool met_special_ = false;
};

bool metadata_is_off(const Variables& variables) {
  return to_lower(variables.get("AWS_EC2_METADATA_DISABLED").value_or("")) == "true";
}

Result<void> check(const std::vector<std::string>& words, const ConfigFiles& config,
                   const World& world, const FileSystem& files) {
  ASSIGN_OR_RETURN(const CommandLine line, parse_command_line(words));
  if (line.action != Action::Send) return {};
  const SettingsOptions options = settings_options(line.values);
  const SettingSources sources{options, world.variables, config};
  RETURN_IF_ERROR(check_early_settings(sources));
  ASSIGN_OR_RETURN(GivenParameters parameters,
                   build_parameters(line.values, kSendBounce, files, world.variables));
  const std::string* skeleton = line.text("generate-cli-skeleton");
  if (line.has("generate-cli-skeleton") && (skeleton == nullptr || *skeleton != "output"))
    return {};

  ASSIGN_OR_RETURN(ProfileScope scope, select_profile(sources));
  if (!scope.region && !metadata_is_off(world.variables)) {
    // The command would ask the machine for its region. A stand-in here lets the rest be checked.
    scope.region = Setting<std::string>{"us-east-1", {}};
  }
  ASSIGN_OR_RETURN(const Settings settings, resolve_settings(sources, scope, files));
  RETURN_IF_ERROR(resolve_endpoint(endpoint_parameters(settings)));
  const auto validation = settings.parameter_validation.value ? Validation::On : Validation::Off;
  RETURN_IF_ERROR(check_request(line, std::move(parameters), world, validation));
  return check_output_format(settings.output);
}

}  // namespace

std::optional<Error> check_without_sending(const std::vector<std::string>& words,
                                           const ConfigFiles& config, const World& world) {
  const RegularFiles files(world);
  auto result = check(words, config, world, files);
  if (result || files.met_special()) return std::nullopt;
  return std::move(result).error();
}

}  // namespace send_bounce
