#include "credentials/static_keys.h"

namespace send_bounce {
namespace {

constexpr std::string_view kAccessKey = "aws_access_key_id";
constexpr std::string_view kSecretKey = "aws_secret_access_key";
constexpr std::string_view kTokens[] = {"aws_security_token", "aws_session_token"};

const std::string* find_text(const ConfigSection& section, std::string_view key) {
  const auto found = section.find(key);
  return found == section.end() ? nullptr : &found->second.text;
}

}  // namespace

Found static_keys(const ProfileFile& file, const std::string& profile,
                  const std::string& provider) {
  const auto section = file.profiles.find(profile);
  if (section == file.profiles.end()) return std::nullopt;
  const std::string* key = find_text(section->second, kAccessKey);
  if (key == nullptr) return std::nullopt;
  const std::string* secret = find_text(section->second, kSecretKey);
  if (secret == nullptr) {
    return fail(ErrorKind::General, "Partial credentials found in " + provider +
                                        ", missing: " + std::string(kSecretKey));
  }
  Credentials credentials{*key, *secret, std::nullopt, provider};
  for (const std::string_view name : kTokens) {
    const std::string* token = find_text(section->second, name);
    if (token == nullptr) continue;
    // The first name that is there decides; an empty token is none.
    if (!token->empty()) credentials.session_token = *token;
    break;
  }
  return static_offer(std::move(credentials));
}

}  // namespace send_bounce
