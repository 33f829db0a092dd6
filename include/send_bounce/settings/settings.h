#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "send_bounce/settings/profiles.h"
#include "send_bounce/values/error.h"
#include "send_bounce/world/world.h"

/// What the command runs with: option over variable over profile over default
/// (configuration-and-credentials.md §2). Each value knows where it came from.
///
/// The functions below are the steps in which the reference looks, so that of several faults the
/// same one is reported (configuration-and-credentials.md §2.6): load_config_files,
/// check_option_values, check_early_settings, select_profile, then the credentials
/// (credentials/provider_chain.h), then resolve_settings, and check_output_format last.
namespace send_bounce {

enum class Source : std::uint8_t { Default, Option, Variable, Profile, Metadata, Received };

struct Origin {
  Source source = Source::Default;
  std::string name;     ///< "--region", "AWS_REGION", the key in the file, a server's URL, or the
                        ///< place in what was received
  std::string profile;  ///< Profile only
  std::string path;     ///< Profile only: the file
};

/// "option --region", "variable AWS_REGION", `"region" of profile "dev" in /home/ann/.aws/config`,
/// "default".
std::string describe(const Origin& origin);

template <class T>
struct Setting {
  T value{};
  Origin origin;
};

/// The options that have a say in settings, as typed; nullopt where an option was not given.
struct SettingsOptions {
  std::optional<std::string> profile;
  std::optional<std::string> region;
  std::optional<std::string> output;
  std::optional<std::string> endpoint_url;
  std::optional<std::string> ca_bundle;
  std::optional<std::string> connect_timeout;
  std::optional<std::string> read_timeout;
  std::optional<std::string> error_format;
  std::optional<std::string> binary_format;
  bool no_verify_ssl = false;
  std::string at_most_once;  ///< the option that asks for it, "--once"; empty for none
  bool no_pager = false;
  bool no_sign_request = false;
};

/// Where settings are looked up. Refers to its parts, so it lives no longer than they do.
struct SettingSources {
  const SettingsOptions& options;
  const Variables& variables;
  const ConfigFiles& files;
};

/// The faults that options have by themselves: an --endpoint-url without a scheme
/// (ParamValidation), a time-out that is no integer (General).
Result<void> check_option_values(const SettingsOptions& options);

/// Settings that are refused before the command's own options are looked at, whether or not they
/// have a part in it (configuration-and-credentials.md §2.6, steps 5 to 7): Configuration for
/// cli_timestamp_format, General for cli_binary_format and those of the instance metadata service.
/// The profile need not exist.
Result<void> check_early_settings(const SettingSources& sources);

/// The profile, and the region as far as one was given.
struct ProfileScope {
  Setting<std::string> profile;  ///< "default" where none is named
  std::optional<Setting<std::string>> region;
};

/// General for a profile that is named but in neither file, and for a region that cannot be one.
Result<ProfileScope> select_profile(const SettingSources& sources);

enum class RetryMode : std::uint8_t { Standard, Adaptive };

struct Settings {
  Setting<std::string> profile;
  Setting<std::string> region;
  Setting<std::string> output;  ///< not checked yet: check_output_format
  std::optional<Setting<std::string>> endpoint_url;
  Setting<bool> use_fips;
  Setting<bool> use_dual_stack;
  Setting<bool> verify_tls;
  Setting<std::string> ca_bundle;         ///< "~" expanded; empty: default_trust_store()
  Setting<std::int64_t> connect_timeout;  ///< seconds, 0 = none, at most kLongestTimeout
  Setting<std::int64_t> read_timeout;
  Setting<bool> tcp_keep_alive;
  Setting<bool> parameter_validation;
  Setting<RetryMode> retry_mode;
  Setting<std::int64_t> max_attempts;  ///< 1 at least, the first one included
  Setting<bool> at_most_once;          ///< a bounce that may be on its way is not sent again
  Setting<std::string> pager;          ///< a command, not split yet; blank: none
  /// Who bounces what was received, unless an option says it.
  std::optional<Setting<std::string>> bounce_sender;
  Setting<std::string> app_id;  ///< for the User-Agent, as configured; usually empty
};

/// 24 days. Longer time-outs are taken for this one: more milliseconds would not fit a 32-bit long,
/// and the reference overflows there and sends several times (wire-protocol.md §6).
inline constexpr std::int64_t kLongestTimeout = 2'147'483;

/// The error of a call that has no region.
Failure no_region(std::string advice);

/// NoRegion where there is none or an empty one; General for values that no setting can have and
/// for a `services` section that is not there.
Result<Settings> resolve_settings(const SettingSources& sources, const ProfileScope& scope,
                                  const FileSystem& files);

/// General for a format that does not exist, `Unknown output type: x`, as a variable or a file can
/// give. To be called last before anything is sent.
Result<void> check_output_format(const Setting<std::string>& output);

/// When the command line is asked for on the terminal: "on", "on-partial" or "off", which is also
/// what anything else means. The profile is that of the environment, and the files are not asked
/// for where the variable is set.
std::string auto_prompt(const Variables& variables,
                        const std::function<const ConfigFiles&()>& files);

/// In which form errors are shown: "enhanced", "legacy", "json", "yaml", "text" or "table". Never
/// fails: what is not understood means "enhanced". Where only a profile that does not exist could
/// say it, that is "legacy" as in the reference. An error of kind General looks alike in all forms
/// but for advice, which only "enhanced" has, and nobody has declined.
std::string error_format(const SettingSources& sources, ErrorKind kind);

}  // namespace send_bounce
