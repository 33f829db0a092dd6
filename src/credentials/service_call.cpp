#include "credentials/service_call.h"

#include <utility>

namespace send_bounce {
namespace {

class SecretManner : public CallManner {
 public:
  explicit SecretManner(Log& log) : log_(log) {}

  void note_request(const HttpRequest&, const TransportOptions&, Instant) const override {}

  void note_answer(const HttpRequest& request, const ExchangeResult& answer,
                   std::chrono::microseconds spent) const override {
    if (!log_.is_on()) return;
    log_.note("credentials", request.method + " " + request.scheme + "://" + request.host +
                                 request.path + " -> " + exchange_summary(answer, spent));
  }

  void note_outcome(const CallRecord&, Outcome) const override {}
  bool takes_untidy_answers() const override { return false; }
  std::string_view trust_remedy() const override { return kServiceTrustRemedy; }
  Error last_error(Error error, const CallRecord&) const override {
    return without_bounce(std::move(error));
  }

 private:
  Log& log_;
};

}  // namespace

Error without_bounce(Error error) {
  constexpr std::string_view kSentence = " No bounce was sent.";
  if (error.kind == ErrorKind::Interrupted) error.message += kSentence;
  if (error.kind == ErrorKind::Connection) error.advice += kSentence;
  return error;
}

Result<Endpoint> service_endpoint(SideService service, const EndpointService& rules,
                                  const std::string& region, const SideCallSettings& calls) {
  EndpointParameters where;
  where.region = region;
  where.use_fips = calls.use_fips;
  where.use_dual_stack = calls.use_dual_stack;
  ASSIGN_OR_RETURN(const auto configured,
                   calls.endpoint_urls.at(static_cast<std::size_t>(service)));
  if (configured) where.endpoint_url = configured->value;
  return resolve_endpoint(where, rules);
}

Result<CallSettings> service_call_settings(Endpoint endpoint,
                                           std::optional<Credentials> credentials,
                                           const SideCallSettings& calls) {
  CallSettings call;
  call.endpoint = std::move(endpoint);
  call.credentials = std::move(credentials);
  call.transport.connect_timeout = calls.connect_timeout;
  call.transport.read_timeout = calls.read_timeout;
  ASSIGN_OR_RETURN(call.transport.ca_bundle, calls.ca_bundle);
  call.user_agent = calls.user_agent;
  call.retries = calls.retries;
  return call;
}

Result<Value> call_service(const CallSteps& steps, const CallSettings& settings,
                           const CredentialWorld& world) {
  ASSIGN_OR_RETURN(Reply reply, make_attempts(steps, SecretManner(world.log), settings,
                                              {world.variables, world.clock, world.random,
                                               world.transport, world.log}));
  return std::move(reply.value);
}

}  // namespace send_bounce
