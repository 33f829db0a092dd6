#include "credentials/secrets.h"

#include <algorithm>
#include <iterator>

#include "send_bounce/input/json_reader.h"
#include "send_bounce/words/encoding.h"
#include "send_bounce/words/redaction.h"

namespace send_bounce {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\v\f";
// A shorter word may be part of anything.
constexpr std::size_t kShortestWord = 8;

// In lower case, of all protocols and files: AWS writes them in several ways.
constexpr std::string_view kSecretMembers[] = {"secretaccesskey", "sessiontoken", "token",
                                               "accesstoken",     "refreshtoken", "clientsecret",
                                               "dpopkey",         "idtoken"};

bool is_secret(std::string_view name) {
  const std::string lower = to_lower(name);
  return std::find(std::begin(kSecretMembers), std::end(kSecretMembers), lower) !=
         std::end(kSecretMembers);
}

void hide_secrets_in(Log& log, const Value& value) {
  if (const Map* map = value.get<Map>()) hide_secrets_in(log, *map);
  if (const auto* list = value.get<Value::List>()) {
    for (const Value& element : *list) hide_secrets_in(log, element);
  }
}

}  // namespace

void hide(Log& log, const Credentials& credentials) {
  log.hide(std::string(trim(credentials.secret_access_key)));
  log.hide(std::string(trim(credentials.session_token.value_or(""))));
}

void hide(Log& log, std::string_view secret) {
  secret = trim(secret);
  log.hide(std::string(secret));
  if (secret.find_first_of(kBlanks) == std::string_view::npos) return;
  while (!secret.empty()) {
    const std::string_view word = secret.substr(0, secret.find_first_of(kBlanks));
    if (word.size() >= kShortestWord) log.hide(std::string(word));
    secret.remove_prefix(std::min(word.size() + 1, secret.size()));
  }
}

void hide_secrets_in(Log& log, const Map& document) {
  for (const MapEntry& member : document) {
    const auto* text = member.value.get<std::string>();
    if (text == nullptr) {
      hide_secrets_in(log, member.value);
    } else if (is_secret(member.key)) {
      hide(log, *text);
    }
  }
}

Result<Value> read_secret_json(std::string_view text, Log& log) {
  auto document = read_json(text);
  if (document) hide_secrets_in(log, *document);
  return document;
}

std::string shown(const Credentials& credentials) {
  return "gives the key id " + last_four(credentials.access_key_id) +
         (credentials.session_token ? ", with a session token" : "");
}

}  // namespace send_bounce
