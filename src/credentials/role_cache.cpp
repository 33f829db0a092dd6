#include "credentials/role_cache.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "credentials/keys.h"
#include "send_bounce/signing/digest.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/json_text.h"
#include "send_bounce/world/paths.h"

namespace send_bounce {
namespace {

constexpr std::int64_t kLeastSecondsOfRole = std::int64_t{15} * 60;

std::string role_cache_path(const std::string& key, const CredentialWorld& world) {
  return expand_path("~/.aws/cli/cache/" + key + ".json", world.variables, world.files);
}

// With anything else no request can be signed, now or later.
bool is_usable(const std::string& text) {
  return !text.empty() && std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

Result<std::string> usable_text(const Map& map, const char* name) {
  const auto* text = map.get<std::string>(name);
  if (text != nullptr && is_usable(*text)) return *text;
  return fail(ErrorKind::General, "It has no text \"" + std::string(name) + "\" that can be used");
}

Result<ExpiringCredentials> role_in(const Map& document, const std::string& provider, Instant now) {
  const Map* keys = document.get<Map>("Credentials");
  if (keys == nullptr) return fail(ErrorKind::General, "It has no object \"Credentials\"");
  ExpiringCredentials found;
  found.credentials.provider = provider;
  ASSIGN_OR_RETURN(const std::string expiration, usable_text(*keys, "Expiration"));
  ASSIGN_OR_RETURN(found.expires, read_expiration(expiration, now, TextFrom::Answer));
  ASSIGN_OR_RETURN(found.credentials.access_key_id, usable_text(*keys, "AccessKeyId"));
  ASSIGN_OR_RETURN(found.credentials.secret_access_key, usable_text(*keys, "SecretAccessKey"));
  ASSIGN_OR_RETURN(found.credentials.session_token, usable_text(*keys, "SessionToken"));
  return found;
}

void note_broken(const std::string& path, const std::string& why, Log& log) {
  log.note("credentials", "the cache " + path + " is broken and will be replaced: " + why);
}

// "2026-11-22T19:46:04+00:00", as Python's isoformat writes it.
std::string iso_format(Instant instant) {
  std::string text = format_iso8601(instant);
  text.pop_back();
  return text + "+00:00";
}

// The fifth field of "arn:aws:sts::123456789012:assumed-role/r/session".
std::optional<std::string> account_in(const std::string& arn) {
  std::size_t start = 0;
  for (int field = 0; field < 4; ++field) {
    start = arn.find(':', start);
    if (start == std::string::npos) return std::nullopt;
    ++start;
  }
  const std::size_t end = arn.find(':', start);
  if (!arn.starts_with("arn:") || end == std::string::npos) return std::nullopt;
  return arn.substr(start, end - start);
}

std::optional<std::string> account_of_role(const Map& answer) {
  const Map* user = answer.get<Map>("AssumedRoleUser");
  const auto* arn = user == nullptr ? nullptr : user->get<std::string>("Arn");
  return arn == nullptr ? std::nullopt : account_in(*arn);
}

}  // namespace

std::string role_cache_key(const Map& parameters, JsonSpacing spacing) {
  std::vector<MapEntry> entries(parameters.begin(), parameters.end());
  std::sort(entries.begin(), entries.end(),
            [](const MapEntry& a, const MapEntry& b) { return a.key < b.key; });
  Map sorted;
  for (MapEntry& entry : entries) sorted.set(std::move(entry.key), std::move(entry.value));
  return hex(sha1(json_text(sorted, spacing)));
}

std::optional<ExpiringCredentials> cached_role(const std::string& key, const std::string& provider,
                                               const CredentialWorld& world) {
  const std::string path = role_cache_path(key, world);
  const auto document = read_json_file(path, "", world);
  if (!document) {
    note_broken(path, document.error().advice, world.log);
    return std::nullopt;
  }
  if (!*document) return std::nullopt;
  Instant now = world.clock.now();
  auto found = role_in(**document, provider, now);
  if (!found) {
    note_broken(path, found.error().message, world.log);
    return std::nullopt;
  }
  now.seconds += kLeastSecondsOfRole;
  if (*found->expires < now) {
    world.log.note("credentials", path + " holds a role for less than 15 minutes more");
    return std::nullopt;
  }
  world.log.note("credentials", "from the cache " + path);
  return *std::move(found);
}

void cache_role(const std::string& key, Map answer, const CredentialWorld& world) {
  const auto account = account_of_role(answer);
  if (Map* keys = answer.get<Map>("Credentials")) {
    if (Value* expiration = keys->find("Expiration")) {
      if (const auto* instant = expiration->get<Instant>()) *expiration = iso_format(*instant);
    }
    if (account) keys->set("AccountId", *account);
  }
  save_json_file(role_cache_path(key, world), answer,
                 {"the credentials of the role", "The next call asks for the role again."}, world);
}

}  // namespace send_bounce
