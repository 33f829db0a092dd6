#include "credentials/expiration.h"
#include "credentials/providers.h"

namespace send_bounce {
namespace {

constexpr const char* kExpirationVariable = "AWS_CREDENTIAL_EXPIRATION";

std::optional<std::string> non_empty(const Variables& variables, const std::string& name) {
  auto value = variables.get(name);
  return value && !value->empty() ? value : std::nullopt;
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
    auto expires = read_expiration(*expiration, sources.world.clock.now(), TextFrom::Person);
    if (!expires) {
      expires.error().advice +=
          std::string(" Here the variable ") + kExpirationVariable + " says: " + *expiration;
      return tl::make_unexpected(std::move(expires).error());
    }
    offer.current->expires = *expires;
    // Read again they are the same.
    offer.fetch = [current = *offer.current](const SideCallSettings&) { return current; };
    offer.when_expired = std::string("The variable ") + kExpirationVariable +
                         " says that they ended at " + format_iso8601(*expires) + ".";
  }
  return offer;
}

}  // namespace send_bounce
