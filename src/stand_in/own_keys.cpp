#include "stand_in/own_keys.h"

#include <algorithm>
#include <string_view>

#include "stand_in/throwaway_keys.h"

namespace send_bounce::stand_in {
namespace {

// A value that a header cannot hold would never match a request.
bool is_key(const std::string& text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

struct ChosenKey {
  std::string value;
  const char* provider;
};

ChosenKey choose_key(const std::string& typed, const char* name, const GetVariable& variable,
                     std::string (*make)()) {
  if (!typed.empty()) return {typed, "option"};
  if (const auto value = variable(name); value && !value->empty()) return {*value, "env"};
  return {make(), "generated"};
}

}  // namespace

Result<Credentials> choose_credentials(const TypedKeys& typed, const GetVariable& variable) {
  const auto id = choose_key(typed.access_key_id, "AWS_ACCESS_KEY_ID", variable, new_access_key_id);
  const auto secret =
      choose_key(typed.secret_access_key, "AWS_SECRET_ACCESS_KEY", variable, new_secret_access_key);
  Credentials credentials;
  credentials.access_key_id = id.value;
  credentials.secret_access_key = secret.value;
  credentials.provider = secret.provider;
  if (!typed.session_token.empty()) {
    credentials.session_token = typed.session_token;
  } else if (std::string_view(id.provider) == "env") {
    credentials.session_token = variable("AWS_SESSION_TOKEN");
    if (credentials.session_token == "") credentials.session_token.reset();
  }
  if (!is_key(id.value) || id.value.find('/') != std::string::npos) {
    return fail(ErrorKind::Usage,
                "--access-key-id (or AWS_ACCESS_KEY_ID) may have only visible ASCII characters, "
                "without '/'");
  }
  if (!is_key(secret.value)) {
    return fail(
        ErrorKind::Usage,
        "--secret-access-key (or AWS_SECRET_ACCESS_KEY) may have only visible ASCII characters");
  }
  if (credentials.session_token && !is_key(*credentials.session_token)) {
    return fail(ErrorKind::Usage,
                "--session-token (or AWS_SESSION_TOKEN) may have only visible ASCII characters");
  }
  return credentials;
}

}  // namespace send_bounce::stand_in
