#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>

#include "send_bounce/cli/run.h"
#include "send_bounce/input/json_reader.h"
#include "send_bounce/jmespath/expression.h"
#include "support/fake_world.h"

/// Large answers cost in proportion to their size. Time is that of the processor, the least of a
/// few runs; four times the size may cost eight times as much, where quadratic work would cost
/// sixteen.
namespace send_bounce {
namespace {

constexpr std::size_t kSmall = std::size_t{1} << 19U;  // 512 KiB
constexpr std::size_t kLarge = std::size_t{1} << 21U;  // 2 MiB
constexpr double kMostGrowth = 8;

// Words, quotes, non-ASCII and line ends, as YAML folds and JSON escapes them.
std::string text_of(std::size_t size) {
  const std::string line =
      "some words, \"quoted\", caf\u00e9 \u4e2d 0123456789: and # more of them\n";
  std::string text;
  while (text.size() < size) text += line;
  return text;
}

std::string reply_of(std::size_t size) {
  return "<SendBounceResponse><SendBounceResult><MessageId>" + text_of(size) +
         "</MessageId></SendBounceResult></SendBounceResponse>";
}

template <class Work>
double least_seconds(Work work) {
  double least = 1e9;
  for (int round = 0; round < 2; ++round) {
    const std::clock_t start = std::clock();
    work();
    least = std::min(least, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  return least;
}

struct Way {
  const char* name;
  std::vector<std::string> words;
};

void PrintTo(const Way& way, std::ostream* out) { *out << way.name; }

class LargeReply : public ::testing::TestWithParam<Way> {
 protected:
  double seconds_for(std::size_t size) {
    const std::string reply = reply_of(size);
    return least_seconds([&] {
      testing::FakeWorld fake;
      fake.variables.values = {{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"},
                               {"AWS_SECRET_ACCESS_KEY", "secret"},
                               {"AWS_REGION", "us-east-1"}};
      fake.transport.answer(200, reply);
      std::vector<std::string> words = {"--original-message-id",
                                        "x",
                                        "--bounce-sender",
                                        "s@x",
                                        "--bounced-recipient-info-list",
                                        "Recipient=r@x,BounceType=DoesNotExist"};
      words.insert(words.end(), GetParam().words.begin(), GetParam().words.end());
      World world = fake.world(words);
      ASSERT_EQ(run(world), 0) << fake.err.text.substr(0, 500);
      ASSERT_FALSE(fake.out.text.empty());
    });
  }
};

TEST_P(LargeReply, CostsInProportionToItsSize) {
  const double small = seconds_for(kSmall);
  const double large = seconds_for(kLarge);
  RecordProperty("milliseconds_for_2_MiB", static_cast<int>(large * 1000));
  // Below this the clock has too few ticks.
  EXPECT_LT(large, kMostGrowth * std::max(small, 0.02));
}

const Way kWays[] = {
    {"Json", {}},
    {"Text", {"--output", "text"}},
    {"Yaml", {"--output", "yaml"}},
    {"YamlStream", {"--output", "yaml-stream"}},
    {"Table", {"--output", "table"}},
    {"Query", {"--query", "{a: MessageId, b: length(MessageId), c: contains(MessageId, 'zzz')}"}},
    {"QueryThatTurnsItRound", {"--query", "reverse(MessageId)", "--output", "text"}},
};

INSTANTIATE_TEST_SUITE_P(Ways, LargeReply, ::testing::ValuesIn(kWays),
                         [](const auto& way) { return std::string(way.param.name); });

std::string document_of(std::size_t size) {
  std::string text = "[";
  for (std::size_t i = 0; text.size() < size; ++i) {
    text += (i == 0 ? "" : ",") + ("{\"name\": \"recipient " + std::to_string(i * 7919 % 100'003)) +
            "\", \"tags\": [" + std::to_string(i) + ", null], \"more\": {\"is\": true}}";
  }
  return text + "]";
}

// The steps that a query is allowed are its own measure of work; found to a tenth.
std::size_t steps_for(const Expression& query, const Value& document) {
  std::size_t too_few = 0;
  std::size_t enough = kMaxQuerySteps;
  while (enough - too_few > enough / 10) {
    const std::size_t middle = too_few + (enough - too_few) / 2;
    (query.search(document, middle) ? enough : too_few) = middle;
  }
  return enough;
}

TEST(LargeDocument, AQueryOverItTakesStepsInProportionToItsSize) {
  constexpr std::size_t kDocument = std::size_t{4} << 20U;
  constexpr std::size_t kTimes = 80;
  const Value small = read_json(document_of(kDocument / kTimes)).value();
  const Value large = read_json(document_of(kDocument)).value();
  for (const char* text : {"[?tags[0] > `100`].more.is", "sort_by(@, &name)[-1]",
                           "map(&tags[0], @) | max(@)", "[].values(@)[] | [-1]"}) {
    const auto query = Expression::compile(text, read_json);
    ASSERT_TRUE(query) << text;
    // Twice the share: sorting adds a logarithm.
    const auto result = query->search(large, 2 * kTimes * steps_for(*query, small));
    EXPECT_TRUE(result) << text << ": " << result.error().message;
  }
}

}  // namespace
}  // namespace send_bounce
