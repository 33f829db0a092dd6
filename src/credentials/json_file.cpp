#include "credentials/json_file.h"

#include <cerrno>
#include <utility>

#include "credentials/secrets.h"
#include "send_bounce/words/encoding.h"
#include "send_bounce/words/json_text.h"
#include "send_bounce/words/python_text.h"

namespace send_bounce {
namespace {

constexpr std::string_view kExtension = ".json";

// The reference tells the key of its cache, which is the name of the file.
Failure broken(const std::string& path, const std::string& why, std::string_view remedy) {
  std::string_view key(path);
  key.remove_prefix(key.rfind('/') + 1);
  if (key.ends_with(kExtension)) key.remove_suffix(kExtension.size());
  return fail(ErrorKind::General, python_repr(key), path + " " + why + ". " + std::string(remedy));
}

// Then `~` has not been replaced, and a folder of that name must not be made where we stand.
bool lacks_home(const std::string& path) { return path.starts_with('~'); }

tl::expected<void, SystemError> write(const std::string& path, const Map& object,
                                      const CredentialWorld& world) {
  if (lacks_home(path)) {
    return tl::make_unexpected(SystemError{ENOENT, "No home directory is known; set HOME"});
  }
  return world.private_files.replace(path, json_text(object, JsonSpacing::Python));
}

}  // namespace

Result<std::optional<Map>> read_json_file(const std::string& path, std::string_view remedy,
                                          const CredentialWorld& world) {
  if (lacks_home(path) || !world.files.is_regular(path)) return std::nullopt;
  const auto text = world.files.read(path);
  if (!text) return broken(path, "cannot be read: " + text.error().text, remedy);
  // The reader lets bytes pass that are no text, but written again they could not be read.
  if (!is_utf8(*text)) return broken(path, "is not UTF-8", remedy);
  auto value = read_secret_json(*text, world.log);
  Map* object = value ? value->get<Map>() : nullptr;
  if (object == nullptr) return broken(path, "holds no JSON object", remedy);
  return std::move(*object);
}

void save_json_file(const std::string& path, const Map& object, const SavedFile& file,
                    const CredentialWorld& world) {
  const auto written = write(path, object, world);
  if (written) return;
  world.warning.tell("cannot save " + std::string(file.what) + " in " + path + ": " +
                     written.error().text + ". This call goes on. " +
                     std::string(file.consequence));
}

}  // namespace send_bounce
