#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "send_bounce/client/client.h"

namespace send_bounce {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

HttpRequest request() {
  HttpRequest out;
  out.scheme = "http";
  out.host = "127.0.0.1:1";
  return out;
}

TransportOptions through_proxy() {
  TransportOptions options;
  options.proxy = Proxy{"http://127.0.0.1:9", "http://***:***@127.0.0.1:9", "user", "secret"};
  return options;
}

// Messages: command-line page §7.3, wire page §6 to §8.
TEST(ConnectionError, IsTheReferencesSentenceAndAdviceOfOurs) {
  const struct {
    TransportError failure;
    const char* message;
    const char* advice;
  } rows[] = {
      {{TransportPhase::Resolve, "Could not resolve host"},
       "Could not connect to the endpoint URL: \"http://127.0.0.1:1/\"",
       "The name 127.0.0.1:1 was not found: Could not resolve host. Check the region and the "
       "network. Nothing was sent."},
      {{TransportPhase::Connect, "Connection refused"},
       "Could not connect to the endpoint URL: \"http://127.0.0.1:1/\"",
       "No connection to 127.0.0.1:1: Connection refused. Nothing was sent."},
      {{TransportPhase::ConnectTimeout, ""},
       "Connect timeout on endpoint URL: \"http://127.0.0.1:1/\"",
       "No connection to 127.0.0.1:1 after 60 s (--cli-connect-timeout). Nothing was sent."},
      {{TransportPhase::Tls, "[Errno 2] No such file or directory"},
       "SSL validation failed for http://127.0.0.1:1/ [Errno 2] No such file or directory",
       "Nothing was sent."},
      {{TransportPhase::Proxy, "Connection refused"},
       "Failed to connect to proxy URL: \"http://***:***@127.0.0.1:9\"",
       "Connection refused. The variable http_proxy, in small or capital letters, asks for this "
       "proxy; no_proxy names hosts to reach without it. Nothing was sent."},
      {{TransportPhase::ReadTimeout, ""},
       "Read timeout on endpoint URL: \"http://127.0.0.1:1/\"",
       "127.0.0.1:1 was silent for 60 s (--cli-read-timeout). The request was on its way, so the "
       "bounce may have been sent"},
      {{TransportPhase::Closed, "Empty reply"},
       "Connection was closed before we received a valid response from endpoint URL: "
       "\"http://127.0.0.1:1/\".",
       "Empty reply. The request was on its way, so the bounce may have been sent"},
      {{TransportPhase::Other, "too long"},
       "An HTTP Client raised an unhandled exception: too long",
       "the bounce may have been sent"},
  };
  for (const auto& row : rows) {
    const Error error = connection_error(row.failure, request(), through_proxy());
    EXPECT_EQ(error.kind, ErrorKind::Connection);
    EXPECT_EQ(error.message, row.message);
    EXPECT_THAT(error.advice, HasSubstr(row.advice));
    EXPECT_THAT(error.message + error.advice, Not(HasSubstr("secret")));
  }
}

TEST(ConnectionError, AnInterruptIsAKindOfItsOwn) {
  const Error error =
      connection_error({TransportPhase::Interrupted, ""}, request(), TransportOptions{});
  EXPECT_EQ(error.kind, ErrorKind::Interrupted);
  EXPECT_THAT(error.advice, HasSubstr("the bounce may have been sent"));
}

}  // namespace
}  // namespace send_bounce
