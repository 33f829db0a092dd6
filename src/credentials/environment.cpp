#include "credentials/providers.h"
#include "send_bounce/words/encoding.h"
#include "send_bounce/words/timestamp.h"

namespace send_bounce {
namespace {

constexpr const char* kExpirationVariable = "AWS_CREDENTIAL_EXPIRATION";

std::optional<std::string> non_empty(const Variables& variables, const std::string& name) {
  auto value = variables.get(name);
  return value && !value->empty() ? value : std::nullopt;
}

// "…Z", "… UTC", "…+02:00": without a zone nobody can say when the credentials expire.
bool names_zone(std::string_view text) {
  const std::size_t time = text.find(':');
  if (time == std::string_view::npos) return false;
  const std::string rest = to_lower(text.substr(time));
  return rest.ends_with('z') || rest.ends_with("utc") || rest.ends_with("gmt") ||
         rest.find_first_of("+-") != std::string::npos;
}

Result<Instant> read_expiration(const std::string& text, Instant now) {
  // A complete date and time is wanted, so what "today" means does not matter.
  const TimestampContext context{civil_from_instant(now), {}, [](const CivilTime&) { return 0; }};
  const auto expiration = parse_timestamp(Value(text), context);
  if (!expiration || !names_zone(text)) {
    return fail(ErrorKind::General,
                std::string("The variable ") + kExpirationVariable +
                    " must be a date and time with a zone, such as 2030-01-02T03:04:05Z: " + text);
  }
  return expiration->instant;
}

}  // namespace

Found environment(const CredentialSources& sources) {
  const Variables& variables = sources.world.variables;
  if (!may_use_variables(sources)) return std::nullopt;
  const auto key = non_empty(variables, "AWS_ACCESS_KEY_ID");
  if (!key) return std::nullopt;
  const auto secret = non_empty(variables, "AWS_SECRET_ACCESS_KEY");
  if (!secret) {
    return fail(ErrorKind::General,
                "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY");
  }
  // The old name of the token wins over the new one.
  auto token = non_empty(variables, "AWS_SECURITY_TOKEN");
  if (!token) token = non_empty(variables, "AWS_SESSION_TOKEN");
  CredentialOffer offer = static_offer(Credentials{*key, *secret, std::move(token), "env"});
  if (const auto expiration = non_empty(variables, kExpirationVariable)) {
    ASSIGN_OR_RETURN(const Instant expires,
                     read_expiration(*expiration, sources.world.clock.now()));
    offer.current->expires = expires;
    // Read again they are the same.
    offer.fetch = [current = *offer.current](const SideCallSettings&) { return current; };
    offer.when_expired = std::string("The variable ") + kExpirationVariable +
                         " says that they ended at " + format_iso8601(expires) + ".";
  }
  return offer;
}

}  // namespace send_bounce
