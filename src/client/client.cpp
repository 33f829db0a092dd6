#include "send_bounce/client/client.h"

#include <algorithm>

#include "send_bounce/protocol/proxy.h"
#include "send_bounce/protocol/query.h"

namespace send_bounce {
namespace {

bool has_control_character(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

// A line end inside would end the header; the value itself is a secret and stays out of the text.
Result<void> check_credentials(const Credentials& credentials) {
  const struct {
    const char* name;
    const std::string& value;
  } parts[] = {{"access key id", credentials.access_key_id},
               {"secret access key", credentials.secret_access_key},
               {"session token", credentials.session_token.value_or("")}};
  for (const auto& part : parts) {
    if (!has_control_character(part.value)) continue;
    return fail(ErrorKind::General, std::string("The ") + part.name + " of the provider \"" +
                                        credentials.provider +
                                        "\" has a line end or another control character in it, "
                                        "which no header can carry. Nothing was sent.");
  }
  return {};
}

}  // namespace

Result<Value> send(const Operation& operation, std::string body, const CallSettings& settings,
                   const ClientWorld& world) {
  if (settings.credentials) RETURN_IF_ERROR(check_credentials(*settings.credentials));

  const std::string invocation_id = new_invocation_id(world.random);
  const HttpRequest request = attempt_request(settings, body, invocation_id, 1, world.clock.now());
  TransportOptions options = settings.transport;
  ASSIGN_OR_RETURN(options.proxy, proxy_for(request, world.variables));

  const auto answer = world.transport.exchange(request, options);
  if (!answer) {
    return tl::make_unexpected(connection_error(answer.error(), request, options));
  }
  auto reply = parse_query_reply(operation, *answer);
  if (!reply && reply.error().kind == ErrorKind::Service && settings.max_attempts == 1) {
    reply.error().retries = 0;
  }
  return reply;
}

}  // namespace send_bounce
