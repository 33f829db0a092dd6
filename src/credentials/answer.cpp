#include "credentials/answer.h"

#include "credentials/expiration.h"
#include "send_bounce/words/python_text.h"

namespace send_bounce {
namespace {

constexpr std::string_view kKeyId = "AccessKeyId";
constexpr std::string_view kSecretMember = "SecretAccessKey";
constexpr std::string_view kExpiration = "Expiration";

// The value itself may be a secret.
Result<std::string> text_of(const Map& answer, std::string_view name, const std::string& provider) {
  const Value* value = answer.find(name);
  const auto* text = value == nullptr ? nullptr : value->get<std::string>();
  if (text != nullptr) return *text;
  return fail(ErrorKind::General, "Error when retrieving credentials from " + provider + ": " +
                                      std::string(name) + " in the answer is no text");
}

bool is_given(const Map& answer, std::string_view name) {
  const Value* value = answer.find(name);
  return value != nullptr && !value->is_null();
}

}  // namespace

std::optional<std::string_view> missing_member(const Map& answer, const AnswerForm& form) {
  for (const std::string_view name : {kKeyId, kSecretMember}) {
    if (!answer.has(name)) return name;
  }
  if (!form.all_are_required) return std::nullopt;
  for (const std::string_view name : {form.token, kExpiration}) {
    if (!answer.has(name)) return name;
  }
  return std::nullopt;
}

Result<ExpiringCredentials> credentials_in(const Map& answer, const AnswerForm& form,
                                           const std::string& provider, Instant now) {
  ExpiringCredentials found;
  Credentials& credentials = found.credentials;
  credentials.provider = provider;
  ASSIGN_OR_RETURN(credentials.access_key_id, text_of(answer, kKeyId, provider));
  ASSIGN_OR_RETURN(credentials.secret_access_key, text_of(answer, kSecretMember, provider));
  if (is_given(answer, form.token)) {
    ASSIGN_OR_RETURN(auto token, text_of(answer, form.token, provider));
    if (!token.empty()) credentials.session_token = std::move(token);
  }
  if (form.all_are_required || is_given(answer, kExpiration)) {
    ASSIGN_OR_RETURN(const auto text, text_of(answer, kExpiration, provider));
    ASSIGN_OR_RETURN(found.expires, read_expiration(text, now, TextFrom::Answer));
  }
  return found;
}

}  // namespace send_bounce
