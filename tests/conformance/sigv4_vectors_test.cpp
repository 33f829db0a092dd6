#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/shared_data.h"
#include "send_bounce/signing/sigv4.h"
#include "send_bounce/text/encoding.h"

/// The public suite of Signature Version 4, each case stage by stage, so that a failure names the
/// stage. The reference's own tests leave out four of the cases, whose requests its HTTP parser or
/// its URL class cannot hold (get-space and three of get-vanilla-query-order); ours can.
namespace send_bounce::conformance {
namespace {

const std::string kFile = "vectors/sigv4/aws4_testsuite.json";

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& [name, vector] : shared_json(kFile).items()) names.push_back(name);
  if (names.empty()) names.emplace_back("absent");
  return names;
}

/// "METHOD TARGET HTTP/1.1", header lines, perhaps a blank line and a body.
HttpRequest parse_request(const std::string& text) {
  HttpRequest request;
  const std::size_t blank = text.find("\n\n");
  std::string head = text.substr(0, blank);
  if (blank != std::string::npos) request.body = text.substr(blank + 2);
  if (!head.ends_with('\n')) head += '\n';

  const std::string first = head.substr(0, head.find('\n'));
  const std::size_t method_end = first.find(' ');
  request.method = first.substr(0, method_end);
  const std::string target =
      first.substr(method_end + 1, first.rfind(" HTTP/1.1") - method_end - 1);
  const std::size_t question = target.find('?');
  request.path = target.substr(0, question);
  if (question != std::string::npos) request.query = target.substr(question + 1);

  std::size_t line = first.size() + 1;
  while (line < head.size()) {
    std::size_t end = head.find('\n', line);
    while (end + 1 < head.size() && head[end + 1] == ' ') end = head.find('\n', end + 1);
    const std::size_t colon = head.find(':', line);
    const std::string name = head.substr(line, colon - line);
    const std::string value = head.substr(colon + 1, end - colon - 1);
    if (to_lower(name) == "host") {
      request.host = std::string(trim(value));
    } else {
      request.headers.emplace_back(name, value);
    }
    line = end + 1;
  }
  return request;
}

class SigV4Vector : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    SKIP_UNLESS_SHARED(kFile);
    vector_ = shared_json(kFile).at(GetParam());
    context_.credentials.access_key_id = "AKIDEXAMPLE";
    context_.credentials.secret_access_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    context_.region = "us-east-1";
    context_.service = "service";
    context_.now =
        instant_from_civil({.year = 2015, .month = 8, .day = 30, .hour = 12, .minute = 36});
    // Where the token is part of what is signed, it stands in the request that came of it.
    if (text("canonical_request").find("x-amz-security-token") != std::string::npos) {
      const HttpRequest outcome = parse_request(text("signed_request"));
      const std::string* token = find_header(outcome.headers, "x-amz-security-token");
      ASSERT_NE(token, nullptr);
      context_.credentials.session_token = *token;
    }
    request_ = parse_request(text("request"));
    sign(request_, context_);
  }

  std::string text(const std::string& key) const { return vector_.at(key).get<std::string>(); }

  Json vector_;
  SigningContext context_;
  HttpRequest request_;
};

TEST_P(SigV4Vector, CanonicalRequest) {
  EXPECT_EQ(canonical_request(request_, signed_header_names(request_)), text("canonical_request"));
}

TEST_P(SigV4Vector, StringToSign) {
  EXPECT_EQ(string_to_sign(text("canonical_request"), context_), text("string_to_sign"));
}

TEST_P(SigV4Vector, Signature) {
  EXPECT_THAT(text("authorization"),
              testing::EndsWith("Signature=" + signature(text("string_to_sign"), context_)));
}

TEST_P(SigV4Vector, Authorization) {
  EXPECT_EQ(*find_header(request_.headers, "Authorization"), text("authorization"));
}

INSTANTIATE_TEST_SUITE_P(Suite, SigV4Vector, testing::ValuesIn(case_names()),
                         [](const auto& row) { return test_name(row.param); });

TEST(SigV4Vectors, TheSuiteIsWhole) {
  SKIP_UNLESS_SHARED(kFile);
  EXPECT_EQ(shared_json(kFile).size(), 34U);
}

}  // namespace
}  // namespace send_bounce::conformance
