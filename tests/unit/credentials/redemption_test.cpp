#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "send_bounce/credentials/provider_chain.h"
#include "support/fake_world.h"

namespace send_bounce {
namespace {

constexpr Instant kNow{1577934245, 0};  // 2020-01-02T03:04:05Z
constexpr std::int64_t kMinute = 60;

Instant in_minutes(std::int64_t minutes) { return {kNow.seconds + minutes * kMinute, 0}; }

ExpiringCredentials keys(const std::string& id, std::optional<Instant> expires = std::nullopt) {
  return {Credentials{id, "secret of " + id, "token of " + id, "custom-process"}, expires};
}

/// Who redeems, and how often that asked the provider.
class Redemption : public ::testing::Test {
 protected:
  CredentialOffer offer(std::optional<ExpiringCredentials> current,
                        Result<ExpiringCredentials> fetched) {
    CredentialOffer made;
    made.provider = "custom-process";
    made.current = std::move(current);
    made.fetch = [this, fetched](const SideCallSettings&) {
      ++fetches_;
      return fetched;
    };
    made.when_expired = "Look at the command.";
    return made;
  }

  // The key id, or the error's message.
  std::string redeemed(CredentialOffer offer) {
    outside_.clock.time = kNow;
    const CredentialWorld world{outside_.variables,      outside_.files,    outside_.private_files,
                                outside_.clock,          outside_.random,   outside_.transport,
                                outside_.programs,       outside_.terminal, log_,
                                OneWarning(outside_.err)};
    const auto credentials = redeem(offer, SideCallSettings(), world);
    if (credentials) return credentials->access_key_id;
    advice_ = credentials.error().advice;
    return credentials.error().message;
  }

  testing::FakeWorld outside_;
  testing::RecordingLog log_;
  int fetches_ = 0;
  std::string advice_;
};

const Failure kBroken = fail(ErrorKind::General, "boom");
const char* const kStillExpired =
    "Credentials were refreshed, but the refreshed credentials are still expired.";

TEST_F(Redemption, KeysThatAreNoUtf8AreRefused) {
  const std::pair<Credentials, const char*> rows[] = {
      {{"A\xe9", "s", std::nullopt, "env"}, "access key id"},
      {{"A", "s\xe9", std::nullopt, "env"}, "secret access key"},
      {{"A", "s", "t\xe9", "env"}, "session token"},
  };
  for (const auto& [credentials, name] : rows) {
    CredentialOffer made;
    made.current = ExpiringCredentials{credentials, std::nullopt};
    EXPECT_EQ(redeemed(made), "The " + std::string(name) +
                                  " of the provider \"env\" is not UTF-8 text. Nothing was sent.");
  }
}

TEST_F(Redemption, KeysThatDoNotExpireAreTakenAsTheyAre) {
  EXPECT_EQ(redeemed(offer(keys("OLD"), keys("NEW"))), "OLD");
  CredentialOffer without_fetch;
  without_fetch.current = keys("OLD", in_minutes(-1));
  EXPECT_EQ(redeemed(without_fetch), "OLD");
  EXPECT_EQ(fetches_, 0);
}

TEST_F(Redemption, WhatIsDeferredIsFetchedOnce) {
  EXPECT_EQ(redeemed(offer(std::nullopt, keys("NEW", in_minutes(1)))), "NEW");
  EXPECT_EQ(fetches_, 1);
  EXPECT_EQ(redeemed(offer(std::nullopt, kBroken)), "boom");
}

// configuration-and-credentials.md §3.1: less than 15 minutes, less than 10 minutes.
TEST_F(Redemption, ARefreshIsTriedBelow15MinutesAndRequiredBelow10) {
  const struct {
    std::int64_t minutes;
    int fetches;
    const char* with_answer;
    const char* without_answer;
  } rows[] = {{15, 0, "OLD", "OLD"},
              {14, 1, "NEW", "OLD"},
              {10, 1, "NEW", "OLD"},
              {9, 1, "NEW", "boom"},
              {-1, 1, "NEW", "boom"}};
  for (const auto& row : rows) {
    fetches_ = 0;
    EXPECT_EQ(redeemed(offer(keys("OLD", in_minutes(row.minutes)), keys("NEW", in_minutes(60)))),
              row.with_answer)
        << row.minutes;
    EXPECT_EQ(fetches_, row.fetches) << row.minutes;
    EXPECT_EQ(redeemed(offer(keys("OLD", in_minutes(row.minutes)), kBroken)), row.without_answer)
        << row.minutes;
  }
}

TEST_F(Redemption, WhatIsExpiredAfterARefreshIsRefusedHoweverGoodTheOldOneIs) {
  for (const std::int64_t minutes : {14, 9, -1}) {
    EXPECT_EQ(redeemed(offer(keys("OLD", in_minutes(minutes)), keys("NEW", in_minutes(-1)))),
              kStillExpired);
    EXPECT_EQ(advice_, "Look at the command.");
  }
  EXPECT_EQ(redeemed(offer(std::nullopt, keys("NEW", in_minutes(-1)))), kStillExpired);
}

TEST_F(Redemption, TheLogHasTheKeyIdOnlyInPartAndIsToldTheSecrets) {
  redeemed(offer(std::nullopt, keys("AKIAIOSFODNN7EXAMPLE")));
  EXPECT_THAT(log_.lines, ::testing::ElementsAre("credentials: custom-process gives the key id "
                                                 "****MPLE, with a session token"));
  EXPECT_THAT(log_.hidden, ::testing::ElementsAre("secret of AKIAIOSFODNN7EXAMPLE",
                                                  "token of AKIAIOSFODNN7EXAMPLE"));
}

// Those of a role's named source come here without having been looked for in the chain.
TEST_F(Redemption, TheLogIsToldTheSecretsThatAreThereAlready) {
  redeemed(offer(keys("OLD"), kBroken));
  EXPECT_THAT(log_.hidden, ::testing::ElementsAre("secret of OLD", "token of OLD"));
}

}  // namespace
}  // namespace send_bounce
