#include "stand_in/signature_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "send_bounce/signing/sigv4.h"

namespace send_bounce::stand_in {
namespace {

using testing::HasSubstr;
using testing::Not;

// wire-protocol.md §3: what the reference put on the wire, with the signatures recomputed there by
// other means.
constexpr const char* kBody =
    "Action=SendBounce&Version=2010-12-01&OriginalMessageId=m&BounceSender=a%40b.c&"
    "BouncedRecipientInfoList.member.1.Recipient=r%40x.y";
const Instant kNow = instant_from_civil({2026, 11, 22, 18, 33, 19, 0});

SignatureRules rules() {
  SignatureRules result;
  result.credentials = {"AKIDEXAMPLE", "secret", std::nullopt, "test"};
  result.region = "us-east-1";
  return result;
}

HttpRequest reference_request() {
  HttpRequest request;
  request.scheme = "http";
  request.host = "127.0.0.1:18190";
  request.headers = {
      {"Accept-Encoding", "identity"},
      {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
      {"User-Agent", "aws-cli/2.36.7"},
      {"X-Amz-Date", "20261122T183319Z"},
      {"Authorization",
       "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/us-east-1/ses/aws4_request, "
       "SignedHeaders=content-type;host;x-amz-date, "
       "Signature=edff125a285a8b6be2fde0b07e3c2f2d919de9618d2ec61466a69c81ebd1bcf7"},
      {"amz-sdk-invocation-id", "4c1b1f4e-7d0c-4d3c-9a55-0d2f0e9a3c11"},
      {"amz-sdk-request", "attempt=1"},
      {"Content-Length", "129"}};
  request.body = kBody;
  return request;
}

HttpRequest signed_request(const SigningContext& context) {
  HttpRequest request;
  request.host = "127.0.0.1:18190";
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
  request.body = kBody;
  sign(request, context);
  return request;
}

SigningContext context() { return {rules().credentials, "us-east-1", "ses", kNow}; }

std::string& header(HttpRequest& request, const std::string& name) {
  for (auto& [key, value] : request.headers)
    if (key == name) return value;
  ADD_FAILURE() << "no header " << name;
  return request.headers.front().second;
}

void replace(std::string& text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
}

TEST(CheckSignature, AcceptsARequestOfTheReference) {
  const auto fault = check_signature(reference_request(), rules(), kNow);
  EXPECT_FALSE(fault) << fault->message;
}

TEST(CheckSignature, AcceptsARequestOfTheReferenceWithASessionToken) {
  HttpRequest request = reference_request();
  header(request, "X-Amz-Date") = "20261122T183338Z";
  request.headers.emplace_back("X-Amz-Security-Token", "TOK/en+==");
  header(request, "Authorization") =
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/us-east-1/ses/aws4_request, "
      "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, "
      "Signature=aea73748af46742da63719f6ba10f69336892909b6bf42e996a531cc1d0b363d";
  SignatureRules with_token = rules();
  with_token.credentials.session_token = "TOK/en+==";
  const auto fault = check_signature(request, with_token, kNow);
  EXPECT_FALSE(fault) << fault->message;
}

TEST(CheckSignature, AcceptsWhatSignMakes) {
  EXPECT_FALSE(check_signature(signed_request(context()), rules(), kNow));
}

struct TamperedCase {
  const char* name;
  std::function<void(HttpRequest&)> tamper;
  int status;
  const char* code;
  const char* text;
};

class TamperedRequest : public testing::TestWithParam<TamperedCase> {};

TEST_P(TamperedRequest, IsRefusedWithTheCodeOfItsFault) {
  HttpRequest request = reference_request();
  GetParam().tamper(request);
  const auto fault = check_signature(request, rules(), kNow);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->status, GetParam().status);
  EXPECT_EQ(fault->code, GetParam().code);
  EXPECT_THAT(fault->message, HasSubstr(GetParam().text));
}

void set_authorization(HttpRequest& request, const std::string& from, const std::string& to) {
  replace(header(request, "Authorization"), from, to);
}

INSTANTIATE_TEST_SUITE_P(
    Table, TamperedRequest,
    testing::Values(
        TamperedCase{"body", [](HttpRequest& r) { r.body += "&Explanation=x"; }, 403,
                     "SignatureDoesNotMatch", "The request signature we calculated does not match"},
        TamperedCase{"signed_header",
                     [](HttpRequest& r) { header(r, "Content-Type") = "text/plain"; }, 403,
                     "SignatureDoesNotMatch", "does not match the signature you provided"},
        TamperedCase{"host", [](HttpRequest& r) { r.host = "127.0.0.1:1"; }, 403,
                     "SignatureDoesNotMatch", "does not match the signature you provided"},
        TamperedCase{"path", [](HttpRequest& r) { r.path = "/x"; }, 403, "SignatureDoesNotMatch",
                     "does not match the signature you provided"},
        TamperedCase{"query", [](HttpRequest& r) { r.query = "a=b"; }, 403, "SignatureDoesNotMatch",
                     "does not match the signature you provided"},
        TamperedCase{"method", [](HttpRequest& r) { r.method = "PUT"; }, 403,
                     "SignatureDoesNotMatch", "does not match the signature you provided"},
        TamperedCase{"date", [](HttpRequest& r) { header(r, "X-Amz-Date") = "20261122T183320Z"; },
                     403, "SignatureDoesNotMatch", "does not match the signature you provided"},
        TamperedCase{"signature",
                     [](HttpRequest& r) { set_authorization(r, "Signature=e", "Signature=f"); },
                     403, "SignatureDoesNotMatch", "does not match the signature you provided"},
        TamperedCase{"short_signature",
                     [](HttpRequest& r) { set_authorization(r, "81ebd1bcf7", ""); }, 403,
                     "SignatureDoesNotMatch", "does not match the signature you provided"},
        TamperedCase{"scope_region",
                     [](HttpRequest& r) { set_authorization(r, "us-east-1", "eu-west-1"); }, 403,
                     "SignatureDoesNotMatch",
                     "Credential should be scoped to a valid region, not 'eu-west-1'."},
        TamperedCase{
            "scope_service", [](HttpRequest& r) { set_authorization(r, "/ses/", "/email/"); }, 403,
            "SignatureDoesNotMatch", "Credential should be scoped to correct service: 'ses'."},
        TamperedCase{"scope_terminator",
                     [](HttpRequest& r) { set_authorization(r, "aws4_request", "aws5"); }, 403,
                     "SignatureDoesNotMatch",
                     "Credential should be scoped with a valid terminator: 'aws4_request', not "
                     "'aws5'."},
        TamperedCase{"scope_date",
                     [](HttpRequest& r) { set_authorization(r, "20261122", "20261121"); }, 403,
                     "SignatureDoesNotMatch", "'20261121' != '20261122', from '20261122T183319Z'."},
        TamperedCase{
            "access_key", [](HttpRequest& r) { set_authorization(r, "AKIDEXAMPLE", "AKIDOTHER"); },
            403, "InvalidClientTokenId", "The security token included in the request is invalid."},
        TamperedCase{"no_authorization",
                     [](HttpRequest& r) { r.headers.erase(r.headers.begin() + 4); }, 403,
                     "MissingAuthenticationToken", "Request is missing Authentication Token"},
        TamperedCase{"another_scheme",
                     [](HttpRequest& r) { header(r, "Authorization") = "Basic YTpi"; }, 403,
                     "MissingAuthenticationToken", "Request is missing Authentication Token"},
        TamperedCase{"algorithm", [](HttpRequest& r) { set_authorization(r, "SHA256", "SHA512"); },
                     400, "IncompleteSignature", "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512'"},
        TamperedCase{"no_signature",
                     [](HttpRequest& r) { set_authorization(r, ", Signature=", ", X="); }, 400,
                     "IncompleteSignature", "Authorization header requires 'Signature' parameter."},
        TamperedCase{"nothing_but_the_algorithm",
                     [](HttpRequest& r) { header(r, "Authorization") = "AWS4-HMAC-SHA256"; }, 400,
                     "IncompleteSignature",
                     "Authorization header requires 'Credential' parameter. Authorization header "
                     "requires 'Signature' parameter. Authorization header requires "
                     "'SignedHeaders' parameter."},
        TamperedCase{"no_date", [](HttpRequest& r) { r.headers.erase(r.headers.begin() + 3); }, 400,
                     "IncompleteSignature",
                     "requires existence of either a 'X-Amz-Date' or a 'Date' header."},
        TamperedCase{"date_form",
                     [](HttpRequest& r) { header(r, "X-Amz-Date") = "2026-11-22T18:33:19Z"; }, 400,
                     "IncompleteSignature",
                     "Date must be in ISO-8601 'basic format'. Got '2026-11-22T18:33:19Z'."},
        TamperedCase{"date_out_of_the_calendar",
                     [](HttpRequest& r) { header(r, "X-Amz-Date") = "20261322T183319Z"; }, 400,
                     "IncompleteSignature", "Date must be in ISO-8601 'basic format'."},
        TamperedCase{"credential_of_four_parts",
                     [](HttpRequest& r) { set_authorization(r, "/us-east-1", ""); }, 400,
                     "IncompleteSignature",
                     "Credential must have exactly 5 slash-delimited elements"},
        TamperedCase{"host_is_not_signed",
                     [](HttpRequest& r) { set_authorization(r, ";host", ""); }, 403,
                     "SignatureDoesNotMatch", "'Host' or ':authority' must be a 'SignedHeader'"},
        TamperedCase{"x_amz_date_is_not_signed",
                     [](HttpRequest& r) { set_authorization(r, ";x-amz-date", ""); }, 403,
                     "SignatureDoesNotMatch", "'X-Amz-Date' must be a 'SignedHeader'"},
        TamperedCase{"an_added_x_amz_header",
                     [](HttpRequest& r) { r.headers.emplace_back("X-Amz-Target", "x"); }, 403,
                     "SignatureDoesNotMatch", "'X-Amz-Target' must be a 'SignedHeader'"},
        TamperedCase{"a_signed_header_that_is_missing",
                     [](HttpRequest& r) { set_authorization(r, ";host", ";host;x-trace"); }, 403,
                     "SignatureDoesNotMatch", "ses-stand-in: SignedHeaders names 'x-trace'"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(CheckSignature, RefusesAnotherSecretAndShowsWhatItSigned) {
  SigningContext other = context();
  other.credentials.secret_access_key = "another";
  const auto fault = check_signature(signed_request(other), rules(), kNow);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->code, "SignatureDoesNotMatch");
  EXPECT_THAT(fault->message,
              HasSubstr("The Canonical String for this request should have been\n'POST\n/\n\n"
                        "content-type:application/x-www-form-urlencoded; charset=utf-8\n"
                        "host:127.0.0.1:18190\nx-amz-date:20261122T183319Z\n\n"
                        "content-type;host;x-amz-date\n"
                        "b55b388f4786949779b5c05ebbff5aed1d0465a0b89095e2f5dbeb0a014f3726'\n\n"
                        "The String-to-Sign should have been\n'AWS4-HMAC-SHA256\n"
                        "20261122T183319Z\n20261122/us-east-1/ses/aws4_request\n"));
}

struct SkewCase {
  const char* name;
  std::int64_t ahead;  // of the client's clock
  const char* text;    // nullptr: accepted
};

class ClockSkew : public testing::TestWithParam<SkewCase> {};

TEST_P(ClockSkew, MayBeFifteenMinutes) {
  const Instant now = {kNow.seconds + GetParam().ahead, 0};
  const auto fault = check_signature(reference_request(), rules(), now);
  ASSERT_EQ(fault.has_value(), GetParam().text != nullptr);
  if (!fault) return;
  EXPECT_EQ(fault->status, 403);
  EXPECT_EQ(fault->code, "SignatureDoesNotMatch");
  EXPECT_EQ(fault->message, GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ClockSkew,
    testing::Values(SkewCase{"just_in_time", 900, nullptr},
                    SkewCase{"expired", 901,
                             "Signature expired: 20261122T183319Z is now earlier than "
                             "20261122T183320Z (20261122T184820Z - 15 min.)"},
                    SkewCase{"just_not_too_early", -900, nullptr},
                    SkewCase{"too_early", -901,
                             "Signature not yet current: 20261122T183319Z is still later than "
                             "20261122T183318Z (20261122T181818Z + 15 min.)"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(SessionToken, IsRequiredWhereOneIsSet) {
  SignatureRules with_token = rules();
  with_token.credentials.session_token = "TOK/en+==";
  const auto fault = check_signature(reference_request(), with_token, kNow);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->status, 403);
  EXPECT_EQ(fault->code, "InvalidClientTokenId");
}

TEST(SessionToken, IsRefusedWhereNoneIsSetOrItIsAnother) {
  SigningContext other = context();
  other.credentials.session_token = "other-token";
  const HttpRequest request = signed_request(other);
  SignatureRules with_token = rules();
  with_token.credentials.session_token = "TOK/en+==";
  for (const SignatureRules& each : {rules(), with_token}) {
    const auto fault = check_signature(request, each, kNow);
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->code, "InvalidClientTokenId");
  }
}

TEST(SessionToken, NeverStandsInAMessage) {
  SigningContext other = context();
  other.credentials.session_token = "other-token";
  other.credentials.secret_access_key = "another";
  const auto fault = check_signature(signed_request(other), rules(), kNow);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->code, "SignatureDoesNotMatch");
  EXPECT_THAT(fault->message, Not(HasSubstr("other-token")));
  EXPECT_THAT(fault->message, HasSubstr("x-amz-security-token:[not shown]\n"));
}

TEST(SignedHeaders, AreLookedAtInOrderAndUpToALimit) {
  HttpRequest request = reference_request();
  std::string many = "host";
  for (int i = 0; i < 200; ++i) many += ";x-" + std::to_string(i);
  set_authorization(request, "content-type;host;x-amz-date", many);
  const auto fault = check_signature(request, rules(), kNow);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->code, "IncompleteSignature");

  request = reference_request();
  set_authorization(request, "content-type;host;x-amz-date", "host;content-type;x-amz-date");
  EXPECT_FALSE(check_signature(request, rules(), kNow)) << "one canonical order, whatever is said";
}

}  // namespace
}  // namespace send_bounce::stand_in
