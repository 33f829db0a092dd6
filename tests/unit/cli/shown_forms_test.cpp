#include "cli/shown_forms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "send_bounce/output/formatter.h"

namespace send_bounce {
namespace {

using testing::HasSubstr;
using testing::Not;

CallSettings call_to(const char* region, std::optional<std::string> endpoint_url = {}) {
  CallSettings call;
  call.endpoint = *resolve_endpoint({region, false, false, std::move(endpoint_url)});
  return call;
}

TEST(CurlCommand, IsSignedWithWhatTheVariablesHold) {
  EXPECT_EQ(curl_command(call_to("eu-west-1"), TrustForm::File,
                         "Action=SendBounce&BounceSender=a%40b.example", true),
            "curl --disable --silent --show-error --fail-with-body --http1.1 \\\n"
            "  --connect-timeout 60 --speed-limit 1 --speed-time 60 \\\n"
            "  --config - --aws-sigv4 aws:amz:eu-west-1:ses \\\n"
            "  --header 'Content-Type: application/x-www-form-urlencoded; charset=utf-8' \\\n"
            "  --data-raw Action=SendBounce \\\n"
            "  --data-raw BounceSender=a%40b.example \\\n"
            "  --url https://email.eu-west-1.amazonaws.com/ <<CREDENTIALS\n"
            "user = ${AWS_ACCESS_KEY_ID:?}:${AWS_SECRET_ACCESS_KEY:?}\n"
            "${AWS_SESSION_TOKEN:+header = x-amz-security-token:$AWS_SESSION_TOKEN}\n"
            "CREDENTIALS\n");
}

TEST(CurlCommand, AsksForNoKeysWhereItIsNotSigned) {
  EXPECT_EQ(curl_command(call_to("eu-west-1"), TrustForm::File, "Action=SendBounce", false),
            "curl --disable --silent --show-error --fail-with-body --http1.1 \\\n"
            "  --connect-timeout 60 --speed-limit 1 --speed-time 60 \\\n"
            "  --header 'Content-Type: application/x-www-form-urlencoded; charset=utf-8' \\\n"
            "  --data-raw Action=SendBounce \\\n"
            "  --url https://email.eu-west-1.amazonaws.com/\n");
}

TEST(CurlCommand, NeverHoldsASecret) {
  CallSettings call = call_to("eu-west-1");
  call.credentials = Credentials{"AKIDEXAMPLE", "the-secret", "the-token", "env"};
  const std::string command = curl_command(call, TrustForm::File, "Action=SendBounce", true);
  for (const char* secret : {"AKIDEXAMPLE", "the-secret", "the-token"})
    EXPECT_THAT(command, Not(HasSubstr(secret)));
}

TEST(CurlCommand, CarriesTimeOutsAndTrustOver) {
  CallSettings call = call_to("eu-west-1");
  call.transport.connect_timeout = 5;
  call.transport.read_timeout = 0;
  call.transport.ca_bundle = "/etc/my certs.pem";
  EXPECT_THAT(curl_command(call, TrustForm::File, "A=1", true),
              HasSubstr("  --connect-timeout 5 \\\n  --cacert '/etc/my certs.pem' \\\n  --config"));
  call.transport.ca_bundle = "/etc/certs";
  EXPECT_THAT(curl_command(call, TrustForm::Folder, "A=1", true),
              HasSubstr("  --capath /etc/certs \\\n"));
  call.transport.verify_tls = false;
  EXPECT_THAT(curl_command(call, TrustForm::File, "A=1", true),
              HasSubstr(" 5 \\\n  --insecure \\\n  --config"));
}

TEST(CurlCommand, NeedsNoTrustWithoutTls) {
  CallSettings call = call_to("us-east-1", "http://127.0.0.1:8080");
  call.transport.ca_bundle = "/etc/ca.pem";
  call.transport.verify_tls = false;
  const std::string command = curl_command(call, TrustForm::File, "A=1", true);
  EXPECT_THAT(command, HasSubstr("  --url http://127.0.0.1:8080/ <<"));
  EXPECT_THAT(command, Not(HasSubstr("--cacert")));
  EXPECT_THAT(command, Not(HasSubstr("--insecure")));
}

TEST(CurlCommand, KeepsThePathOfAnEndpointAsItIs) {
  CallSettings call = call_to("us-east-1");
  call.endpoint.path = "/a/../{b}";
  call.endpoint.query = "c=1&d=2";
  EXPECT_THAT(curl_command(call, TrustForm::File, "A=1", false),
              HasSubstr("  --globoff --path-as-is --url "
                        "'https://email.us-east-1.amazonaws.com/a/../{b}?c=1&d=2'\n"));
}

std::string policy_text(std::string_view sender) {
  return *format_output(OutputFormat::Json, least_policy(sender));
}

// The guide's policy for SendBounce, with the address of the call.
TEST(LeastPolicy, IsTheGuidesForSendBounce) {
  EXPECT_EQ(policy_text("bounce@example.com"),
            R"({
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "ses:SendBounce",
            "Resource": "*",
            "Condition": {
                "StringEquals": {
                    "ses:FromAddress": "bounce@example.com"
                }
            }
        }
    ]
}
)");
}

TEST(LeastPolicy, HasTheAddressAlone) {
  const struct {
    const char* sender;
    const char* address;
  } rows[] = {
      {"Mail System <bounce@example.com>", "\"bounce@example.com\""},
      {"\"Ann, Lee\" <Bounce@Example.com>", "\"Bounce@Example.com\""},
      {" bounce@example.com ", "\"bounce@example.com\""},
      {"a*b?@example.com", "\"a*b?@example.com\""},
      {"${aws:username}@example.com", "\"${$}{aws:username}@example.com\""},
      {"no address", "\"no address\""},
  };
  for (const auto& row : rows)
    EXPECT_THAT(policy_text(row.sender),
                HasSubstr(std::string("\"ses:FromAddress\": ") + row.address + "\n"))
        << row.sender;
}

}  // namespace
}  // namespace send_bounce
