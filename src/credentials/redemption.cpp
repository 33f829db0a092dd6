#include <utility>

#include "credentials/secrets.h"
#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/words/encoding.h"

namespace send_bounce {
namespace {

// With less left a refresh is tried, or required.
constexpr std::int64_t kRefreshTried = std::int64_t{15} * 60;
constexpr std::int64_t kRefreshRequired = std::int64_t{10} * 60;

bool has_left(const ExpiringCredentials& credentials, std::int64_t seconds, Instant now) {
  if (!credentials.expires) return true;
  now.seconds += seconds;
  return *credentials.expires >= now;
}

// Whatever the source: what is no text cannot be signed with as the service would do it.
Result<Credentials> checked(Credentials credentials) {
  const std::pair<const char*, const std::string&> parts[] = {
      {"access key id", credentials.access_key_id},
      {"secret access key", credentials.secret_access_key}};
  for (const auto& [name, value] : parts) {
    if (is_utf8(value)) continue;
    return fail(ErrorKind::General, "The " + std::string(name) + " of the provider \"" +
                                        credentials.provider +
                                        "\" is not UTF-8 text. Nothing was sent.");
  }
  if (is_utf8(credentials.session_token.value_or(""))) return credentials;
  return fail(ErrorKind::General, "The session token of the provider \"" + credentials.provider +
                                      "\" is not UTF-8 text. Nothing was sent.");
}

Result<ExpiringCredentials> fetch_with_name(const CredentialOffer& offer,
                                            const SideCallSettings& calls,
                                            const CredentialWorld& world) {
  auto fetched = offer.fetch(calls);
  if (fetched) hide(world.log, fetched->credentials);
  world.log.note("credentials", offer.provider + " " +
                                    (fetched ? shown(fetched->credentials)
                                             : "failed: " + fetched.error().message));
  return fetched;
}

}  // namespace

Result<Credentials> redeem(const CredentialOffer& offer, const SideCallSettings& calls,
                           const CredentialWorld& world) {
  const Instant now = world.clock.now();
  // Those of a role's named source have not been through find_credentials.
  if (offer.current) hide(world.log, offer.current->credentials);
  if (offer.current && (!offer.fetch || has_left(*offer.current, kRefreshTried, now))) {
    return checked(offer.current->credentials);
  }
  const bool is_required = !offer.current || !has_left(*offer.current, kRefreshRequired, now);
  auto fetched = fetch_with_name(offer, calls, world);
  if (!fetched && is_required) return tl::make_unexpected(std::move(fetched).error());
  if (!fetched) return checked(offer.current->credentials);
  if (has_left(*fetched, 0, world.clock.now())) return checked(std::move(fetched->credentials));
  return fail(ErrorKind::General,
              "Credentials were refreshed, but the refreshed credentials are still expired.",
              offer.when_expired);
}

}  // namespace send_bounce
