#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "credentials/role_cache.h"
#include "support/fake_world.h"

// Any bytes as a file of the role cache: no crash, and what is found keeps the promises of the
// header. What is found and written again is found once more.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace send_bounce;
  const std::string path = "/home/user/.aws/cli/cache/key.json";
  testing::FakeWorld outside;
  outside.files.files[path] = std::string(reinterpret_cast<const char*>(data), size);
  SilentLog log;
  const CredentialWorld world{outside.variables,      outside.files,    outside.private_files,
                              outside.clock,          outside.random,   outside.transport,
                              outside.programs,       outside.terminal, log,
                              OneWarning(outside.err)};
  const auto found = cached_role("key", "assume-role", world);
  if (!found) return 0;
  const ExpiringCredentials& role = *found;
  if (!role.expires || role.expires->seconds < outside.clock.time.seconds + 15 * 60) std::abort();

  const Map keys{{"AccessKeyId", role.credentials.access_key_id},
                 {"SecretAccessKey", role.credentials.secret_access_key},
                 {"SessionToken", *role.credentials.session_token},
                 {"Expiration", *role.expires}};
  cache_role("key", Map{{"Credentials", keys}}, world);
  outside.files.files[path] = outside.private_files.written.at(path);
  const auto again = cached_role("key", "assume-role", world);
  if (!again || again->expires != role.expires) std::abort();
  return 0;
}
