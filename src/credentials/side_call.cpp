#include "credentials/side_call.h"

#include "credentials/service_call.h"
#include "send_bounce/client/connection_error.h"

namespace send_bounce {
namespace {

constexpr std::string_view kArea = "credentials";

std::string shown(const HttpRequest& request) {
  return request.method + " " + request.scheme + "://" + request.host + request.path;
}

}  // namespace

tl::expected<HttpResponse, SideFault> side_call(const CredentialWorld& world,
                                                const HttpRequest& request,
                                                const TransportOptions& options) {
  const auto start = world.clock.elapsed();
  TransportOptions noted = options;
  noted.log = &world.log;
  auto answer = world.transport.exchange(request, noted);
  // Half a token or half a document is none, whatever its status; asking again does no harm here.
  if (answer && !answer->framing_fault.empty()) {
    answer = tl::make_unexpected(TransportError{.phase = TransportPhase::Closed,
                                                .detail = answer->framing_fault,
                                                .status = answer->status});
  }
  world.log.note(kArea, shown(request) + " -> " +
                            (answer ? "status " + std::to_string(answer->status)
                                    : "no answer: " + answer.error().detail));
  if (answer) return *std::move(answer);
  return tl::make_unexpected(SideFault{
      answer.error().phase,
      without_bounce(connection_error(answer.error(), request, options,
                                      world.clock.elapsed() - start, kServiceTrustRemedy))});
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
    case TransportPhase::InterruptedConnecting:
    case TransportPhase::Interrupted:
    case TransportPhase::Other:
      return false;
  }
  return false;
}

}  // namespace send_bounce
