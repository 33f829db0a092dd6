#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "send_bounce/client/bounce_call.h"
#include "send_bounce/client/connection_error.h"

namespace send_bounce {
namespace {

Error bounce_error(const TransportError& failure, const HttpRequest& request,
                   const TransportOptions& options, std::chrono::microseconds spent) {
  return connection_error(failure, request, options, spent, kBounceTrustRemedy);
}

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

HttpRequest request_to(const char* scheme, const char* host) {
  HttpRequest out;
  out.scheme = scheme;
  out.host = host;
  return out;
}

HttpRequest request() { return request_to("http", "127.0.0.1:1"); }

TransportOptions through_proxy() {
  TransportOptions options;
  options.proxy =
      Proxy{"http://127.0.0.1:9", "http://***:***@127.0.0.1:9", "http_proxy", "user", "secret"};
  return options;
}

// Messages: command-line.md §7.3, wire-protocol.md §6 to §8. The advice names host, port,
// addresses, phase and time.
TEST(ConnectionError, IsTheReferencesSentenceAndAdviceOfOurs) {
  const struct {
    TransportError failure;
    const char* message;
    const char* advice;
  } rows[] = {
      {{TransportPhase::Resolve, "Could not resolve host"},
       "Could not connect to the endpoint URL: \"http://127.0.0.1:1/\"",
       "Looking up 127.0.0.1 failed after 1.234 s: Could not resolve host. Check the region and "
       "the "
       "network."},
      {{TransportPhase::Connect, "Connection refused", "::1, 127.0.0.1"},
       "Could not connect to the endpoint URL: \"http://127.0.0.1:1/\"",
       "Connecting to 127.0.0.1:1 (tried ::1, 127.0.0.1) failed after 1.234 s: Connection "
       "refused."},
      {{TransportPhase::ConnectTimeout, "timed out", "127.0.0.1"},
       "Connect timeout on endpoint URL: \"http://127.0.0.1:1/\"",
       "Connecting to 127.0.0.1:1 (tried 127.0.0.1) failed after 1.234 s: no connection within 60 "
       "s. "
       "To wait longer, use --cli-connect-timeout SECONDS."},
      {{TransportPhase::Tls, "[Errno 2] No such file or directory"},
       "SSL validation failed for http://127.0.0.1:1/ [Errno 2] No such file or directory",
       "TLS handshake with 127.0.0.1:1 failed after 1.234 s. To trust another CA, use --ca-bundle "
       "FILE."},
      {{TransportPhase::Proxy, "Connection refused", "127.0.0.1"},
       "Failed to connect to proxy URL: \"http://***:***@127.0.0.1:9\"",
       "Connecting to 127.0.0.1:1 through the proxy (tried 127.0.0.1) failed after 1.234 s: "
       "Connection refused. The proxy comes from the variable http_proxy. To connect without it, "
       "add 127.0.0.1 to no_proxy."},
      {{TransportPhase::ReadTimeout, "", "127.0.0.1"},
       "Read timeout on endpoint URL: \"http://127.0.0.1:1/\"",
       "Waiting for the answer from 127.0.0.1:1 (127.0.0.1) failed after 1.234 s: no data for 60 "
       "s. "
       "To wait longer, use --cli-read-timeout SECONDS."},
      {{TransportPhase::ReadTimeout, "the answer did not end within 660 s"},
       "Read timeout on endpoint URL: \"http://127.0.0.1:1/\"",
       "the answer did not end within 660 s."},
      {{TransportPhase::Closed, "Empty reply"},
       "Connection was closed before we received a valid response from endpoint URL: "
       "\"http://127.0.0.1:1/\".",
       "after 1.234 s: Empty reply."},
      {{TransportPhase::Other, "too long"},
       "An HTTP Client raised an unhandled exception: too long",
       "after 1.234 s: too long."},
  };
  for (const auto& row : rows) {
    const Error error = bounce_error(row.failure, request(), through_proxy(), 1234567us);
    EXPECT_EQ(error.kind, ErrorKind::Connection);
    EXPECT_EQ(error.message, row.message);
    EXPECT_THAT(error.advice, HasSubstr(row.advice));
    EXPECT_THAT(error.message + error.advice, Not(HasSubstr("secret")));
  }
}

// OpenSSL's word for an answer that is no TLS (wire-protocol.md §7); other certificates would not
// help.
TEST(ConnectionError, AServerWithoutTlsIsNoQuestionOfTrust) {
  const Error error =
      bounce_error({TransportPhase::Tls, "[SSL: WRONG_VERSION_NUMBER] wrong version number"},
                   request(), TransportOptions{}, 0us);
  EXPECT_THAT(error.advice, HasSubstr("does not speak TLS"));
  EXPECT_THAT(error.advice, ::testing::Not(HasSubstr("--ca-bundle")));
}

TEST(ConnectionError, NamesThePortThatTheSchemeImplies) {
  const struct {
    const char* scheme;
    const char* host;
    const char* named;
  } rows[] = {
      {"https", "email.us-east-1.amazonaws.com", "to email.us-east-1.amazonaws.com:443 failed"},
      {"http", "localhost", "to localhost:80 failed"},
      {"https", "[::1]", "to [::1]:443 failed"},
      {"https", "[::1]:8443", "to [::1]:8443 failed"},
  };
  for (const auto& row : rows) {
    const Error error = bounce_error({TransportPhase::Connect, "x"},
                                     request_to(row.scheme, row.host), TransportOptions{}, 0us);
    EXPECT_THAT(error.advice, HasSubstr(row.named));
    EXPECT_THAT(error.advice, HasSubstr("after 0.000 s"));
  }
}

// Whatever the error format: there is no sentence of the reference to keep apart.
TEST(ConnectionError, AnInterruptSaysInItsMessageWhereItCame) {
  const auto interrupted = [](TransportPhase phase) {
    const Error error = bounce_error({phase, "", "127.0.0.1"}, request(), TransportOptions{}, 20ms);
    EXPECT_EQ(error.kind, ErrorKind::Interrupted);
    EXPECT_EQ(error.advice, "");
    return error.message;
  };
  EXPECT_EQ(interrupted(TransportPhase::InterruptedConnecting),
            "Interrupted while connecting to 127.0.0.1:1 (tried 127.0.0.1), after 0.020 s.");
  EXPECT_EQ(
      interrupted(TransportPhase::Interrupted),
      "Interrupted while waiting for the answer from 127.0.0.1:1 (127.0.0.1), after 0.020 s.");
}

// What an exchange that failed means for the bounce hangs on the other attempts, too.
TEST(ConnectionError, LeavesTheOutcomeToWhoeverKnowsTheOtherAttempts) {
  for (const TransportPhase phase : {TransportPhase::Connect, TransportPhase::Closed}) {
    const Error error = bounce_error({phase, "x"}, request(), TransportOptions{}, 0us);
    EXPECT_THAT(error.advice, Not(HasSubstr("sent")));
    EXPECT_THAT(error.advice, Not(HasSubstr("accepted")));
  }
}

// --ca-bundle is for SES alone (configuration-and-credentials.md §2.5).
TEST(ConnectionError, NamesWhatNamesOtherCertificates) {
  const Error untrusted =
      connection_error({TransportPhase::Tls, "self-signed"}, request(), TransportOptions{}, 0us,
                       "set AWS_CA_BUNDLE or ca_bundle");
  EXPECT_THAT(untrusted.advice, HasSubstr("To trust another CA, set AWS_CA_BUNDLE or ca_bundle."));
}

TEST(ConnectionError, OfAHostThatDoesNotExistNamesTheRegionThatWasMeant) {
  const struct {
    const char* host;
    const char* advice;
  } rows[] = {
      {"email.us-east-1a.amazonaws.com",
       "x. us-east-1a is the name of a zone. Its region is us-east-1."},
      {"sts.us_east_1.amazonaws.com",
       "x. us_east_1 is not a known region. Did you mean us-east-1?"},
      {"email.eu-west-1.amazonaws.com:1", "x. Check the region and the network."},
      {"us-esat-1.example.com", "x. Check the region and the network."},
  };
  for (const auto& row : rows) {
    HttpRequest looked_for = request();
    looked_for.host = row.host;
    const Error error =
        bounce_error({TransportPhase::Resolve, "x"}, looked_for, TransportOptions{}, 0us);
    EXPECT_THAT(error.advice, HasSubstr(row.advice));
    EXPECT_THAT(error.advice, Not(HasSubstr("?.")));
  }
}

}  // namespace
}  // namespace send_bounce
