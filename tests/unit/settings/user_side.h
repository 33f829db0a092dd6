#pragma once

#include <string>
#include <type_traits>

#include "send_bounce/settings/settings.h"
#include "support/fake_world.h"

namespace send_bounce::testing {

/// What a user has: two files, variables and options.
struct UserSide {
  std::string config{};
  std::string credentials{};
  FakeVariables variables{};
  SettingsOptions options{};

  Result<Settings> resolve() const {
    const FakeFileSystem disk{{"/home/user/.aws/config", config},
                              {"/home/user/.aws/credentials", credentials}};
    ASSIGN_OR_RETURN(const auto files, load_config_files(variables, disk));
    RETURN_IF_ERROR(check_option_values(options));
    const SettingSources sources{options, variables, files};
    ASSIGN_OR_RETURN(const auto scope, select_profile(sources));
    return resolve_settings(sources, scope, disk);
  }
};

/// "VALUE from ORIGIN", or the error.
template <class T>
std::string shown(const Result<Settings>& settings, Setting<T> Settings::*member) {
  if (!settings) return settings.error().message;
  const Setting<T>& setting = (*settings).*member;
  if constexpr (std::is_same_v<T, std::string>) {
    return setting.value + " from " + describe(setting.origin);
  } else {
    return std::to_string(static_cast<std::int64_t>(setting.value)) + " from " +
           describe(setting.origin);
  }
}

}  // namespace send_bounce::testing
