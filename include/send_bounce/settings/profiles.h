#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/settings/config_file.h"
#include "send_bounce/values/error.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

using NamedSections = std::map<std::string, ConfigSection, std::less<>>;

/// One of the two files, read. Without the file there are no profiles.
struct ProfileFile {
  std::string path;  ///< after expansion of variables and "~"
  NamedSections profiles;
  std::optional<SystemError> fault;  ///< why it was not read; ENOENT where there is none
};

/// Both AWS files (configuration-and-credentials.md §1.1 and §1.3).
struct ConfigFiles {
  ProfileFile config;
  ProfileFile credentials;
  NamedSections services;      ///< [services NAME] of the config file
  NamedSections sso_sessions;  ///< [sso-session NAME] of the config file
};

/// Reads the files that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name, or those in ~/.aws,
/// and no other. A missing or unreadable file is an empty one. ErrorKind::General, naming file and
/// line, for a malformed file and for one that is too large.
Result<ConfigFiles> load_config_files(const Variables& variables, const FileSystem& files);

/// True where something is at the path that could not be read.
bool is_unreadable(const ProfileFile& file);

/// "Credentials may be in a file that cannot be read: /home/ann/.aws/config (Permission denied)",
/// for what was looked for in vain. Empty where every file that exists was read.
std::string unread_files_advice(std::string_view what, const ConfigFiles& files);

/// For a name that is not among `names`: "Did you mean mail-prod?", or, if none is close and they
/// are few, "`what`: a, b." Empty if there is nothing to name.
std::string nearest_of(std::string_view word, const std::vector<std::string>& names,
                       std::string_view what);

/// "the profile "default" in A (No such file or directory) and B", for what was looked for in vain.
std::string places_of_profile(std::string_view profile, const ConfigFiles& files);

/// The error for a configuration file that is over the limit of FileSystem::read.
Failure too_large_config_file(const std::string& path);

/// True for a profile that either file has.
bool has_profile(const ConfigFiles& files, std::string_view profile);

/// The names of all profiles of both files, sorted.
std::vector<std::string> profile_names(const ConfigFiles& files);

/// A value of a profile and the file that it stands in.
struct ProfileValue {
  const ConfigValue* value = nullptr;
  std::string_view path;
};

/// The credentials file is laid over the config file, key by key. nullopt where neither has the
/// key.
std::optional<ProfileValue> find_in_profile(const ConfigFiles& files, std::string_view profile,
                                            std::string_view key);

/// The same for a key whose value must be text; ErrorKind::General for a block of indented lines.
struct ProfileText {
  std::string text;
  std::string path;
};
Result<std::optional<ProfileText>> text_in_profile(const ConfigFiles& files,
                                                   std::string_view profile, std::string_view key);

/// The same for an integer, read as Python does; nullopt also where the text is none.
Result<std::optional<std::int64_t>> integer_in_profile(const ConfigFiles& files,
                                                       std::string_view profile,
                                                       std::string_view key);

}  // namespace send_bounce
