#include "cli/execute.h"

#include "cli/reporting.h"
#include "send_bounce/client/bounce_call.h"
#include "send_bounce/client/outcome_words.h"
#include "send_bounce/client/service_advice.h"
#include "send_bounce/model/ses_model.h"
#include "send_bounce/protocol/query.h"
#include "send_bounce/text/python_text.h"

namespace send_bounce {
namespace {

std::string text_parameter(const Plan& plan, std::string_view name) {
  const Value* value = plan.request.parameters().find(name);
  const auto* text = value == nullptr ? nullptr : value->get<std::string>();
  return text == nullptr ? "" : *text;
}

CallFacts facts_of(const Plan& plan) {
  const Route& route = plan.route;
  CallFacts facts;
  facts.region = route.settings.region.value;
  facts.host = route.call.endpoint.host;
  facts.profile = route.settings.profile.value;
  facts.bounce_sender = text_parameter(plan, "BounceSender");
  facts.bounce_sender_arn = text_parameter(plan, "BounceSenderArn");
  facts.original_message_id = text_parameter(plan, "OriginalMessageId");
  if (const auto& credentials = route.call.credentials) {
    facts.access_key_id = credentials->access_key_id;
    facts.provider = credentials->provider;
    facts.has_session_token = !credentials->session_token.value_or("").empty();
  }
  return facts;
}

// A typographic quote is part of an address until the service refuses it.
std::string advice_on_refusal(const Error& error, const Plan& plan, const CommandLine& line) {
  if (error.code == "InvalidParameterValue") {
    if (std::string hint = hint_on_typed_recipients(line); !hint.empty()) return hint;
  }
  return service_advice(error, facts_of(plan));
}

}  // namespace

LastWords words_meanwhile(const ErrorStyle& style, const StderrGate& err, bool is_at_most_once) {
  CallRecord known;
  known.outcome = Outcome::Unknown;
  return last_words(known, style, err, is_at_most_once);
}

Result<Answer> call_ses(const Plan& plan, const Session& session, StderrGate& err,
                        const ErrorStyle& style, const LastWords& meanwhile) {
  const World& world = session.world;
  const CallSettings& call = plan.route.call;
  ASSIGN_OR_RETURN(const std::string body, serialize_query(kSendBounce, plan.request.parameters()));
  world.interrupts.hold(meanwhile);
  auto reply = send(kSendBounce, body, call,
                    {world.variables, world.clock, world.random, world.transport, session.log});
  if (!reply) {
    Error error = std::move(reply).error();
    if (error.kind == ErrorKind::Service && error.advice.empty()) {
      error.advice = advice_on_refusal(error, plan, session.line);
    }
    return Failure(std::move(error));
  }
  reply->call.answer = python_repr(reply->value);
  world.interrupts.hold(last_words(reply->call, style, err));
  warn(err, earlier_attempt_warning(reply->call));
  return Answer{std::move(reply->value), std::move(reply->call)};
}

Result<void> sign_with_credentials(Route& route, const Session& session,
                                   const CredentialWorld& surroundings) {
  if (session.options.no_sign_request) return {};
  if (!route.signer.offer) {
    return tl::make_unexpected(
        no_credentials(advice_on_no_credentials({route.scope, session.sources(), surroundings})));
  }
  ASSIGN_OR_RETURN(route.call.credentials,
                   redeem(*route.signer.offer, route.side_calls, surroundings));
  return {};
}

std::string unverified_warning(const CallSettings& call) {
  if (call.transport.verify_tls || call.endpoint.scheme != "https") return "";
  return "the certificate of " + call.endpoint.host + " is not verified (--no-verify-ssl)";
}

Result<Answer> execute(Plan plan, const Session& session, const CredentialWorld& surroundings,
                       StderrGate& err, const ErrorStyle& style) {
  RETURN_IF_ERROR(sign_with_credentials(plan.route, session, surroundings));
  warn(err, unverified_warning(plan.route.call));
  const bool is_at_most_once = plan.route.call.retries.at_most_once;
  auto answer = call_ses(plan, session, err, style, words_meanwhile(style, err, is_at_most_once));
  if (answer) session.world.interrupts.release(last_words(answer->call, style, err));
  return answer;
}

}  // namespace send_bounce
