#include "credentials/side_call.h"

#include "send_bounce/protocol/proxy.h"

namespace send_bounce {
namespace {

constexpr std::string_view kArea = "credentials";

std::string shown(const HttpRequest& request) {
  return request.method + " " + request.scheme + "://" + request.host + request.path;
}

}  // namespace

tl::expected<HttpResponse, TransportError> side_call(const CredentialWorld& world,
                                                     const HttpRequest& request,
                                                     TransportOptions options, ProxyUse use) {
  options.proxy = std::nullopt;
  if (use == ProxyUse::AsConfigured) {
    auto proxy = proxy_for(request, world.variables);
    if (!proxy) {
      return tl::make_unexpected(TransportError{TransportPhase::Proxy, proxy.error().message});
    }
    options.proxy = *std::move(proxy);
  }
  auto answer = world.transport.exchange(request, options);
  world.log.note(kArea, shown(request) + " -> " +
                            (answer ? "status " + std::to_string(answer->status)
                                    : "no answer: " + answer.error().detail));
  return answer;
}

bool may_be_asked_again(TransportPhase phase) {
  switch (phase) {
    case TransportPhase::Resolve:
    case TransportPhase::Connect:
    case TransportPhase::ConnectTimeout:
    case TransportPhase::ReadTimeout:
    case TransportPhase::Closed:
      return true;
    case TransportPhase::Tls:
    case TransportPhase::Proxy:
    case TransportPhase::Interrupted:
    case TransportPhase::Other:
      return false;
  }
  return false;
}

}  // namespace send_bounce
