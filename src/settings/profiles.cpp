#include "send_bounce/settings/profiles.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/number_text.h"
#include "send_bounce/text/shell_words.h"
#include "send_bounce/text/similar_words.h"
#include "send_bounce/world/paths.h"

#include <cerrno>
#include <set>

namespace send_bounce {
namespace {

struct FileLocation {
  const char* variable;
  const char* default_path;
};

constexpr FileLocation kConfigFile = {"AWS_CONFIG_FILE", "~/.aws/config"};
constexpr std::size_t kMostListedNames = 8;
constexpr FileLocation kCredentialsFile = {"AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"};

struct ReadFile {
  std::string path;
  ConfigSections sections;
  std::optional<SystemError> fault;
};

// Why there is no file to be opened. A pipe would be read to its end once and then be empty.
std::optional<SystemError> obstacle(const std::string& path, const FileSystem& files) {
  const auto kind = files.kind(path);
  if (!kind) return kind.error();
  if (*kind == FileKind::Regular) return std::nullopt;
  if (*kind == FileKind::Directory) return SystemError{EISDIR, "Is a directory"};
  return SystemError{EINVAL, "Not a regular file"};
}

Result<ReadFile> read_config_file(const FileLocation& location, const Variables& variables,
                                  const FileSystem& files) {
  // A variable that is set but empty names a file that does not exist.
  const std::string path = expand_path(
      variables.get(location.variable).value_or(location.default_path), variables, files);
  ReadFile result{path, {}, obstacle(path, files)};
  if (result.fault) return result;
  const auto text = files.read(path);
  if (!text && text.error().number == EFBIG) return too_large_config_file(path);
  if (!text) {
    result.fault = text.error();
    return result;
  }

  auto sections = parse_config_text(*text);
  if (!sections) {
    const ConfigFault& fault = sections.error();
    return fail(ErrorKind::General, "Unable to parse config file: " + path,
                "Line " + std::to_string(fault.line) + ": " + fault.why + ".");
  }
  result.sections = *std::move(sections);
  return result;
}

std::string file_with_fault(const ProfileFile& file) {
  return file.path + (file.fault ? " (" + file.fault->text + ")" : "");
}

const ConfigSection* find_section(const NamedSections& sections, std::string_view name) {
  const auto found = sections.find(name);
  return found == sections.end() ? nullptr : &found->second;
}

// What sections of the config file are, by the start of their name; "default" alone has no prefix.
void sort_config_section(ConfigFiles& files, const std::string& name, ConfigSection section) {
  if (name == "default") {
    files.config.profiles.insert_or_assign(name, std::move(section));
    return;
  }
  const struct {
    std::string_view prefix;
    NamedSections& target;
  } kinds[] = {{"profile", files.config.profiles},
               {"sso-session", files.sso_sessions},
               {"services", files.services}};
  for (const auto& kind : kinds) {
    if (!name.starts_with(kind.prefix)) continue;
    // The reference looks at the number of words only, so that [profilesx y] is profile y.
    const auto words = split_shell_words(name);
    if (words && words->size() == 2) {
      kind.target.insert_or_assign((*words)[1], std::move(section));
    }
    return;
  }
}

}  // namespace

Result<ConfigFiles> load_config_files(const Variables& variables, const FileSystem& files) {
  ASSIGN_OR_RETURN(auto config, read_config_file(kConfigFile, variables, files));
  ASSIGN_OR_RETURN(auto credentials, read_config_file(kCredentialsFile, variables, files));

  ConfigFiles result;
  result.config.path = config.path;
  result.credentials.path = credentials.path;
  result.config.fault = std::move(config.fault);
  result.credentials.fault = std::move(credentials.fault);
  for (auto& [name, section] : config.sections) {
    sort_config_section(result, name, std::move(section));
  }
  for (auto& [name, section] : credentials.sections) {
    result.credentials.profiles.emplace(name, std::move(section));
  }
  return result;
}

bool is_unreadable(const ProfileFile& file) {
  return file.fault && file.fault->number != ENOENT && file.fault->number != ENOTDIR;
}

std::string unread_files_advice(std::string_view what, const ConfigFiles& files) {
  std::string advice;
  for (const ProfileFile* file : {&files.config, &files.credentials}) {
    if (!is_unreadable(*file)) continue;
    advice += advice.empty() ? std::string(what) + " may be in a file that cannot be read: " : ", ";
    advice += file->path + " (" + file->fault->text + ")";
  }
  return advice;
}

std::string nearest_of(std::string_view word, const std::vector<std::string>& names,
                       std::string_view what) {
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::string question = did_you_mean(word, views);
  if (!question.empty() || names.empty() || names.size() > kMostListedNames) return question;
  return std::string(what) + ": " + joined(names, ", ") + ".";
}

std::string places_of_profile(std::string_view profile, const ConfigFiles& files) {
  return "the profile \"" + std::string(profile) + "\" in " + file_with_fault(files.config) +
         " and " + file_with_fault(files.credentials);
}

Failure too_large_config_file(const std::string& path) {
  return fail(ErrorKind::General, "Unable to parse config file: " + path,
              "It is larger than 64 MiB.");
}

bool has_profile(const ConfigFiles& files, std::string_view profile) {
  return find_section(files.config.profiles, profile) != nullptr ||
         find_section(files.credentials.profiles, profile) != nullptr;
}

std::vector<std::string> profile_names(const ConfigFiles& files) {
  std::set<std::string> names;
  for (const ProfileFile* file : {&files.config, &files.credentials}) {
    for (const auto& [name, section] : file->profiles) names.insert(name);
  }
  return {names.begin(), names.end()};
}

std::optional<ProfileValue> find_in_profile(const ConfigFiles& files, std::string_view profile,
                                            std::string_view key) {
  for (const ProfileFile* file : {&files.credentials, &files.config}) {
    const ConfigSection* section = find_section(file->profiles, profile);
    if (section == nullptr) continue;
    const auto found = section->find(key);
    if (found != section->end()) return ProfileValue{&found->second, file->path};
  }
  return std::nullopt;
}

Result<std::optional<ProfileText>> text_in_profile(const ConfigFiles& files,
                                                   std::string_view profile, std::string_view key) {
  const auto found = find_in_profile(files, profile, key);
  if (!found) return std::nullopt;
  if (found->value->block) {
    return fail(ErrorKind::General, "The value of \"" + std::string(key) + "\" in the profile \"" +
                                        std::string(profile) +
                                        "\" must be on the same line as its key, not below it (" +
                                        std::string(found->path) + ").");
  }
  return ProfileText{found->value->text, std::string(found->path)};
}

Result<std::optional<std::int64_t>> integer_in_profile(const ConfigFiles& files,
                                                       std::string_view profile,
                                                       std::string_view key) {
  ASSIGN_OR_RETURN(const auto found, text_in_profile(files, profile, key));
  if (!found) return std::nullopt;
  return read_python_int(found->text);
}

}  // namespace send_bounce
