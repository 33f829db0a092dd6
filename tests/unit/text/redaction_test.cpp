#include "send_bounce/text/redaction.h"

#include <gtest/gtest.h>

namespace send_bounce {
namespace {

TEST(Redaction, ShowsTheLastFourCharactersOfAKeyId) {
  EXPECT_EQ(last_four("AKIAIOSFODNN7EXAMPLE"), "****MPLE");
  EXPECT_EQ(last_four("short"), "****");
  EXPECT_EQ(last_four(""), "****");
}

TEST(Redaction, HidesUserAndPasswordOfUrls) {
  const struct {
    const char* text;
    const char* shown;
  } rows[] = {
      {"http://ann:s3cret@host:1/p", "http://***@host:1/p"},
      {"http://ann@host/", "http://***@host/"},
      {"https://host/", "https://host/"},
      {"http://ann:a/b@c?d#e@host", "http://***@host"},
      {"ann:s3cret@host", "***@host"},
      {"--endpoint-url=http://ann:s3cret@host", "--endpoint-url=http://***@host"},
      {"--endpoint-url=ann:s3cret@host", "--endpoint-url=***@host"},
      {"mta@example.com", "mta@example.com"},
      {"--bounce-sender=mta@example.com", "--bounce-sender=mta@example.com"},
      {"via 'http://a:b@h' and \"http://c:d@i\"", "via 'http://***@h' and \"http://***@i\""},
      {"Recipient=ann@example.com", "Recipient=ann@example.com"},
      {"//ann:s3cret@host", "***@host"},
      {"http:/ann:s3cret@host", "***@host"},
      {"http://ann:two words@host", "http://***@host"},
      {"--endpoint-url=http://ann:two \"words\"@host", "--endpoint-url=http://***@host"},
      {"Mail ann@example.com: no such user", "Mail ann@example.com: no such user"},
      {"", ""},
  };
  for (const auto& row : rows) EXPECT_EQ(without_url_secrets(row.text), row.shown) << row.text;
}

TEST(Redaction, HidesAddresses) {
  const struct {
    const char* text;
    const char* shown;
  } rows[] = {
      {"", ""},
      {"no one here", "no one here"},
      {"ann@example.com", "***"},
      {"Bob <bob@sender.example>, ann@example.com: no", "Bob <***>, ***: no"},
      {"the check in region EU-WEST-1: a+b=c@example.com, x@y",
       "the check in region EU-WEST-1: ***, ***"},
      {"\"ann o'b\"@example.com is not", "*** is not"},
      {"\"@x", "***"},
      {"o'brien@x y", "*** y"},
      {"--recipient ann@[192.0.2.1] ok", "--recipient *** ok"},
      {"ann@[192.0.2.1", "***"},
      {"@", "***"},
      {"a@b@c d", "*** d"},
      {"a@,b@", "***,***"},
  };
  for (const auto& row : rows) EXPECT_EQ(without_addresses(row.text), row.shown) << row.text;
}

// A token in the query of an endpoint.
TEST(Redaction, HidesTheValuesOfQueries) {
  const struct {
    const char* text;
    const char* shown;
  } rows[] = {
      {"http://h:1/p?token=s3cret", "http://h:1/p?token=***"},
      {"https://h/?a=1&X-Amz-Signature=f00;c=&d", "https://h/?a=***&X-Amz-Signature=***;c=&***"},
      {"http://h?s3cret", "http://h?***"},
      {"http://h/#access_token=s3cret", "http://h/#access_token=***"},
      {"http://h/?a=b=c?d=e", "http://h/?a=***?d=***"},
      {"http://ann:pw@h/?token=s3cret", "http://***@h/?token=***"},
      {"http://h/?mail=ann@example.com&token=s3cret", "http://***@***&token=***"},
      {"--endpoint-url=http://h/?token=s3cret", "--endpoint-url=http://h/?token=***"},
      {"h/?token=s3cret", "h/?token=***"},
      {"to \"http://h/?t=s3cret\".", "to \"http://h/?t=***\"."},
      {"Is it so? Yes.", "Is it so? Yes."},
      {"file:///tmp/what?x=1", "file:///tmp/what?x=1"},
      {"--explanation=fileb://a#b", "--explanation=fileb://a#b"},
      {"http://h/?", "http://h/?"},
  };
  for (const auto& row : rows) EXPECT_EQ(without_url_secrets(row.text), row.shown) << row.text;
}

TEST(Redaction, HidesWhatHeadersHoldOfSecrets) {
  EXPECT_EQ(
      shown_header_value("Authorization",
                         "AWS4-HMAC-SHA256 Credential=AKID/20200102/us-east-1/ses/aws4_request, "
                         "SignedHeaders=host;x-amz-date, Signature=0123abc"),
      "AWS4-HMAC-SHA256 Credential=AKID/20200102/us-east-1/ses/aws4_request, "
      "SignedHeaders=host;x-amz-date, Signature=***");
  EXPECT_EQ(shown_header_value("authorization", "Bearer t0k3n"), "***");
  EXPECT_EQ(shown_header_value("X-Amz-Security-Token", "t0k3n"), "***");
  EXPECT_EQ(shown_header_value("Proxy-Authorization", "Basic eDp5"), "***");
  EXPECT_EQ(shown_header_value("X-Amz-Date", "20200102T030405Z"), "20200102T030405Z");
}

}  // namespace
}  // namespace send_bounce
