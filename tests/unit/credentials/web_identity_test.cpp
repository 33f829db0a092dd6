#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/credentials/roles.h"

namespace send_bounce {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::RoleUser;

constexpr const char* kRole = "arn:aws:iam::123456789012:role/w";
constexpr const char* kOperation = "AssumeRoleWithWebIdentity";

RoleUser user_with_variables() {
  RoleUser who;
  who.outside.variables.values = {{"AWS_WEB_IDENTITY_TOKEN_FILE", "/tok"}, {"AWS_ROLE_ARN", kRole}};
  who.outside.files.files["/tok"] = "JWT.abc\n";
  return who;
}

// configuration-and-credentials.md row 132.
TEST(WebIdentity, SendsTheTokenAsItStandsInTheFileUnsigned) {
  RoleUser who = user_with_variables();
  who.answer(kOperation, "ASIAWEB");
  EXPECT_EQ(who.shown(), "ASIAWEB+t of ASIAWEB by assume-role-with-web-identity");
  const HttpRequest& request = who.outside.transport.requests.at(0);
  EXPECT_EQ(request.body,
            "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&"
            "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fw&"
            "RoleSessionName=botocore-session-1577934245&WebIdentityToken=JWT.abc%0A");
  EXPECT_EQ(find_header(request.headers, "Authorization"), nullptr);
}

TEST(WebIdentity, LineEndsOfATokenAreThoseOfAPythonText) {
  RoleUser who = user_with_variables();
  who.outside.files.files["/tok"] = "a\r\nb\rc";
  who.answer(kOperation, "A");
  EXPECT_EQ(who.shown(), "A+t of A by assume-role-with-web-identity");
  EXPECT_THAT(who.outside.transport.requests.at(0).body, HasSubstr("WebIdentityToken=a%0Ab%0Ac"));
}

// configuration-and-credentials.md §3.5: the key is made of role and session name alone.
TEST(WebIdentity, CachesUnderRoleAndSessionName) {
  RoleUser who = user_with_variables();
  who.answer(kOperation, "A");
  EXPECT_EQ(who.shown(), "A+t of A by assume-role-with-web-identity");
  EXPECT_THAT(who.outside.private_files.written,
              ::testing::Contains(::testing::Key("/home/user/.aws/cli/cache/"
                                                 "2e5a91e23921be080bbf3246838e6426cf11953e.json")));
}

TEST(WebIdentity, AVariableThatIsSetButEmptyHidesTheProfile) {
  RoleUser who{.config = "[default]\nrole_arn = r\nweb_identity_token_file = /tok\n"};
  who.outside.variables.values = {{"AWS_WEB_IDENTITY_TOKEN_FILE", ""}};
  EXPECT_THAT(who.shown(), HasSubstr("Unable to locate credentials"));
  who.outside.variables.values = {{"AWS_ROLE_ARN", ""}};
  EXPECT_THAT(who.shown(), HasSubstr("has no role ARN configured"));
}

// configuration-and-credentials.md row 140.
TEST(WebIdentity, OfAProfileTakesRoleAndSessionNameFromThere) {
  RoleUser who{.config =
                   "[profile p]\nrole_arn = arn:aws:iam::123456789012:role/r\n"
                   "web_identity_token_file = /tok\nrole_session_name = s1\n"
                   "duration_seconds = 3600\n",
               .profile = "p"};
  who.outside.files.files["/tok"] = "JWT.abc";
  who.outside.variables.values = {{"AWS_WEB_IDENTITY_TOKEN_FILE", "/other"},
                                  {"AWS_ROLE_ARN", "other"},
                                  {"AWS_ROLE_SESSION_NAME", "other"}};
  who.answer(kOperation, "A");
  EXPECT_EQ(who.shown(), "A+t of A by assume-role-with-web-identity");
  EXPECT_EQ(who.outside.transport.requests.at(0).body,
            "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=s1&"
            "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fr&WebIdentityToken=JWT.abc");
}

// configuration-and-credentials.md row 134 and §3.5.
TEST(WebIdentity, ATokenThatCannotBeReadOrIsTooShortSendsNothing) {
  RoleUser who = user_with_variables();
  who.outside.variables.values["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/nonexistent/tok";
  EXPECT_EQ(who.shown(), "[Errno 2] No such file or directory: '/nonexistent/tok'");
  RoleUser short_one = user_with_variables();
  short_one.outside.files.files["/tok"] = "";
  const auto got = short_one.get();
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::ParamValidation);
  EXPECT_EQ(got.error().message,
            "Parameter validation failed:\n"
            "Invalid length for parameter WebIdentityToken, value: 0, valid min length: 4");
  EXPECT_THAT(short_one.outside.transport.requests, IsEmpty());
}

// configuration-and-credentials.md rows 141 and 142.
TEST(WebIdentity, OnlyATroubledProviderOfIdentitiesIsAskedAgain) {
  const struct {
    const char* code;
    std::size_t attempts;
    const char* advice;
  } rows[] = {{"IDPCommunicationError", 3, ""},
              {"ExpiredTokenException", 1,
               "The token was read from /tok. The program that writes that file must renew it."}};
  for (const auto& row : rows) {
    RoleUser who = user_with_variables();
    for (int i = 0; i < 3; ++i) {
      who.outside.transport.answer(400, std::string("<ErrorResponse><Error><Code>") + row.code +
                                            "</Code><Message>nope</Message></Error>"
                                            "</ErrorResponse>");
    }
    const auto got = who.get();
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, row.code);
    EXPECT_EQ(got.error().operation, kOperation);
    EXPECT_EQ(got.error().advice, row.advice);
    EXPECT_EQ(who.outside.transport.requests.size(), row.attempts);
  }
}

// configuration-and-credentials.md §3.4: of a chain that begins with a web identity only the outer
// role is cached.
TEST(WebIdentity, AsASourceProfileIsNotCached) {
  RoleUser who{.config =
                   "[default]\nrole_arn = arn:aws:iam::123456789012:role/r\n"
                   "source_profile = w\n[profile w]\nweb_identity_token_file = /tok\n"
                   "role_arn = arn:aws:iam::123456789012:role/w\n"};
  who.outside.files.files["/tok"] = "JWT.abc";
  who.answer(kOperation, "WEB");
  who.answer("AssumeRole", "ROLE");
  EXPECT_EQ(who.shown(), "ROLE+t of ROLE by assume-role");
  EXPECT_EQ(who.outside.private_files.written.size(), 1U);
  EXPECT_THAT(*find_header(who.outside.transport.requests.at(1).headers, "Authorization"),
              HasSubstr("Credential=WEB/"));
}

}  // namespace
}  // namespace send_bounce
