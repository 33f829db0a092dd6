#include "credentials/secret_documents.h"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <utility>

#include "credentials/keys.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/json_document.h"
#include "send_bounce/text/json_text.h"
#include "send_bounce/text/python_text.h"

namespace send_bounce {
namespace {

constexpr std::string_view kJsonExtension = ".json";

// In lower case, of all protocols and files: AWS writes them in several ways.
constexpr std::string_view kSecretMembers[] = {"secretaccesskey", "sessiontoken", "token",
                                               "accesstoken",     "refreshtoken", "clientsecret",
                                               "dpopkey",         "idtoken"};

bool is_secret_member(std::string_view name) {
  const std::string lower = to_lower(name);
  return std::find(std::begin(kSecretMembers), std::end(kSecretMembers), lower) !=
         std::end(kSecretMembers);
}

void hide_secrets_below(Log& log, const Value& value) {
  if (const Map* map = value.get<Map>()) hide_secrets_in(log, *map);
  if (const auto* list = value.get<Value::List>()) {
    for (const Value& element : *list) hide_secrets_below(log, element);
  }
}

// The reference tells the key of its cache, which is the name of the file.
Failure broken_file(const std::string& path, const std::string& why, std::string_view remedy) {
  std::string_view key(path);
  key.remove_prefix(key.rfind('/') + 1);
  if (key.ends_with(kJsonExtension)) key.remove_suffix(kJsonExtension.size());
  return fail(ErrorKind::General, python_repr(key), path + " " + why + ". " + std::string(remedy));
}

// Then `~` has not been replaced, and a folder of that name must not be made where we stand.
bool lacks_home(const std::string& path) { return path.starts_with('~'); }

tl::expected<void, SystemError> write_object(const std::string& path, const Map& object,
                                             const CredentialWorld& world) {
  if (lacks_home(path)) {
    return tl::make_unexpected(SystemError{ENOENT, "No home directory is known; set HOME"});
  }
  return world.private_files.replace(path, json_text(object, JsonSpacing::Python));
}

}  // namespace

void hide_secrets_in(Log& log, const Map& document) {
  for (const MapEntry& member : document) {
    const auto* text = member.value.get<std::string>();
    if (text == nullptr) {
      hide_secrets_below(log, member.value);
    } else if (is_secret_member(member.key)) {
      hide(log, *text);
    }
  }
}

Result<Value> read_secret_json(std::string_view text, Log& log) {
  auto document = read_json_document(text);
  if (document) hide_secrets_below(log, *document);
  return document;
}

Result<std::optional<Map>> read_json_file(const std::string& path, std::string_view remedy,
                                          const CredentialWorld& world) {
  if (lacks_home(path) || !world.files.is_regular(path)) return std::nullopt;
  const auto text = world.files.read(path);
  if (!text) return broken_file(path, "cannot be read: " + text.error().text, remedy);
  auto document = read_secret_json(*text, world.log);
  if (!document) {
    return broken_file(path, "holds no JSON object: " + document.error().message, remedy);
  }
  Map* object = document->get<Map>();
  if (object == nullptr) return broken_file(path, "holds no JSON object", remedy);
  return std::move(*object);
}

void save_json_file(const std::string& path, const Map& object, const SavedFile& file,
                    const CredentialWorld& world) {
  const auto written = write_object(path, object, world);
  if (written) return;
  world.warning.tell("cannot save " + std::string(file.what) + " in " + path + ": " +
                     written.error().text + ". This call goes on. " +
                     std::string(file.consequence));
}

}  // namespace send_bounce
