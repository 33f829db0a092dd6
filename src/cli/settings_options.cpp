#include "cli/settings_options.h"

#include <optional>
#include <string>

namespace send_bounce {

SettingsOptions settings_options(const TypedValues& values) {
  const struct {
    std::string_view option;
    std::optional<std::string> SettingsOptions::*field;
  } kFields[] = {
      {"profile", &SettingsOptions::profile},
      {"region", &SettingsOptions::region},
      {"output", &SettingsOptions::output},
      {"endpoint-url", &SettingsOptions::endpoint_url},
      {"ca-bundle", &SettingsOptions::ca_bundle},
      {"cli-connect-timeout", &SettingsOptions::connect_timeout},
      {"cli-read-timeout", &SettingsOptions::read_timeout},
      {"cli-error-format", &SettingsOptions::error_format},
      {"cli-binary-format", &SettingsOptions::binary_format},
  };
  SettingsOptions options;
  for (const auto& [name, field] : kFields) {
    const auto found = values.find(name);
    if (found != values.end() && !found->second.empty()) options.*field = found->second.front();
  }
  options.at_most_once = values.find("at-most-once") != values.end();
  options.no_verify_ssl = values.find("no-verify-ssl") != values.end();
  options.no_sign_request = values.find("no-sign-request") != values.end();
  options.no_pager = values.find("no-cli-pager") != values.end();
  return options;
}

}  // namespace send_bounce
