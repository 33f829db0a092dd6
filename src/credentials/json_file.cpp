#include "credentials/json_file.h"

#include <utility>

#include "credentials/secrets.h"
#include "send_bounce/words/encoding.h"
#include "send_bounce/words/json_text.h"
#include "send_bounce/words/python_text.h"

namespace send_bounce {
namespace {

constexpr std::string_view kExtension = ".json";

// The reference tells the key of its cache, which is the name of the file.
Failure broken(const std::string& path, const std::string& why) {
  std::string_view key(path);
  key.remove_prefix(key.rfind('/') + 1);
  if (key.ends_with(kExtension)) key.remove_suffix(kExtension.size());
  return fail(ErrorKind::General, python_repr(key), path + " " + why);
}

}  // namespace

Result<std::optional<Map>> read_json_file(const std::string& path, const CredentialWorld& world) {
  if (!world.files.is_regular(path)) return std::nullopt;
  const auto text = world.files.read(path);
  if (!text) return broken(path, "cannot be read: " + text.error().text);
  // The reader lets bytes pass that are no text, but written again they could not be read.
  if (!is_utf8(*text)) return broken(path, "is not UTF-8");
  auto value = read_secret_json(*text, world.log);
  Map* object = value ? value->get<Map>() : nullptr;
  if (object == nullptr) return broken(path, "holds no JSON object");
  return std::move(*object);
}

Result<void> write_json_file(const std::string& path, const Map& object,
                             const CredentialWorld& world) {
  const auto written = world.private_files.replace(path, json_text(object, JsonSpacing::Python));
  if (written) return {};
  return fail(ErrorKind::General, "[Errno " + std::to_string(written.error().number) + "] " +
                                      written.error().text + ": " +
                                      python_repr(std::string_view(path)));
}

}  // namespace send_bounce
