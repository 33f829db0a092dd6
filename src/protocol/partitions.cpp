#include "send_bounce/protocol/partitions.h"

#include <algorithm>
#include <array>

#include "send_bounce/text/similar_words.h"

namespace send_bounce {
namespace {

using Name = std::string_view;

constexpr Name kAws[] = {
    "af-south-1",     "ap-east-1",      "ap-east-2",      "ap-northeast-1", "ap-northeast-2",
    "ap-northeast-3", "ap-south-1",     "ap-south-2",     "ap-southeast-1", "ap-southeast-2",
    "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7",
    "aws-global",     "ca-central-1",   "ca-west-1",      "eu-central-1",   "eu-central-2",
    "eu-north-1",     "eu-south-1",     "eu-south-2",     "eu-west-1",      "eu-west-2",
    "eu-west-3",      "il-central-1",   "me-central-1",   "me-south-1",     "me-west-1",
    "mx-central-1",   "sa-east-1",      "sa-west-1",      "us-east-1",      "us-east-2",
    "us-west-1",      "us-west-2"};
constexpr Name kAwsPrefixes[] = {"us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"};

constexpr Name kAwsCn[] = {"aws-cn-global", "cn-north-1", "cn-northwest-1"};
constexpr Name kAwsCnPrefixes[] = {"cn"};

constexpr Name kAwsEusc[] = {"eusc-de-east-1"};
constexpr Name kAwsEuscPrefixes[] = {"eusc-de"};

constexpr Name kAwsIso[] = {"aws-iso-global", "us-iso-east-1", "us-iso-west-1"};
constexpr Name kAwsIsoPrefixes[] = {"us-iso"};

constexpr Name kAwsIsoB[] = {"aws-iso-b-global", "us-isob-east-1", "us-isob-west-1"};
constexpr Name kAwsIsoBPrefixes[] = {"us-isob"};

constexpr Name kAwsIsoE[] = {"aws-iso-e-global", "eu-isoe-west-1"};
constexpr Name kAwsIsoEPrefixes[] = {"eu-isoe"};

constexpr Name kAwsIsoF[] = {"aws-iso-f-global", "us-isof-east-1", "us-isof-south-1"};
constexpr Name kAwsIsoFPrefixes[] = {"us-isof"};

constexpr Name kAwsUsGov[] = {"aws-us-gov-global", "us-gov-east-1", "us-gov-west-1"};
constexpr Name kAwsUsGovPrefixes[] = {"us-gov"};

// RFC 1035 §2.3.4.
constexpr std::size_t kLongestLabel = 63;

constexpr bool kLacksDualStack = true;

constexpr std::array<Partition, 8> kPartitions = {{
    {"aws", "amazonaws.com", "api.aws", false, kAws, kAwsPrefixes, "signin.aws.amazon.com"},
    {"aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn", false, kAwsCn, kAwsCnPrefixes,
     "signin.amazonaws.cn"},
    {"aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu", false, kAwsEusc, kAwsEuscPrefixes},
    {"aws-iso", "c2s.ic.gov", "api.aws.ic.gov", false, kAwsIso, kAwsIsoPrefixes},
    {"aws-iso-b", "sc2s.sgov.gov", "api.aws.scloud", false, kAwsIsoB, kAwsIsoBPrefixes},
    {"aws-iso-e", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk", kLacksDualStack, kAwsIsoE,
     kAwsIsoEPrefixes},
    {"aws-iso-f", "csp.hci.ic.gov", "api.aws.hci.ic.gov", kLacksDualStack, kAwsIsoF,
     kAwsIsoFPrefixes},
    {"aws-us-gov", "amazonaws.com", "api.aws", false, kAwsUsGov, kAwsUsGovPrefixes,
     "signin.amazonaws-us-gov.com"},
}};

bool is_region_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word_character(char c) {
  return is_region_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/// PREFIX, dash, word, dash, number.
bool has_form(std::string_view region, std::string_view prefix) {
  if (!region.starts_with(prefix)) return false;
  region.remove_prefix(prefix.size());
  const std::size_t dash = region.rfind('-');
  if (dash == std::string_view::npos || dash < 2 || region.front() != '-') return false;
  const std::string_view word = region.substr(1, dash - 1);
  const std::string_view number = region.substr(dash + 1);
  return std::all_of(word.begin(), word.end(), is_word_character) && !number.empty() &&
         std::all_of(number.begin(), number.end(), is_region_digit);
}

}  // namespace

std::span<const Partition> partitions() { return kPartitions; }

const Partition& partition_of(std::string_view region) {
  for (const Partition& partition : kPartitions) {
    for (const std::string_view known : partition.regions) {
      if (known == region) return partition;
    }
  }
  for (const Partition& partition : kPartitions) {
    for (const std::string_view prefix : partition.prefixes) {
      if (has_form(region, prefix)) return partition;
    }
  }
  return kPartitions.front();
}

std::vector<std::string_view> known_regions() {
  std::vector<std::string_view> regions;
  for (const Partition& partition : kPartitions) {
    for (const std::string_view region : partition.regions) {
      if (!region.ends_with("-global")) regions.push_back(region);
    }
  }
  return regions;
}

bool is_region(std::string_view text) {
  if (text.size() > kLongestLabel || text.ends_with("-global")) return false;
  return std::any_of(kPartitions.begin(), kPartitions.end(), [&](const Partition& partition) {
    return std::find(partition.regions.begin(), partition.regions.end(), text) !=
               partition.regions.end() ||
           std::any_of(partition.prefixes.begin(), partition.prefixes.end(),
                       [&](std::string_view prefix) { return has_form(text, prefix); });
  });
}

std::optional<std::string> region_of_zone(std::string_view zone) {
  const auto is_of_word = [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; };
  const auto number = std::find_if_not(zone.begin(), zone.end(), is_of_word);
  const auto rest = std::find_if_not(number, zone.end(), is_region_digit);
  const std::string_view words(zone.data(), static_cast<std::size_t>(number - zone.begin()));
  const bool is_region =
      rest != number && words.ends_with('-') && words.find('-') + 1 < words.size();
  if (!is_region || rest == zone.end()) return std::nullopt;
  const bool is_letter = *rest >= 'a' && *rest <= 'z' && rest + 1 == zone.end();
  if (!is_letter && *rest != '-') return std::nullopt;
  return std::string(zone.begin(), rest);
}

std::string hint_on_region(std::string_view name) {
  constexpr double kVeryClose = 0.75;  // "us_east_1", but not "us-test"
  if (const auto region = region_of_zone(name)) {
    return std::string(name) + " is the name of a zone. Its region is " + *region + ".";
  }
  const std::vector<std::string_view> known = known_regions();
  if (std::find(known.begin(), known.end(), name) != known.end()) return "";
  const std::string question = did_you_mean(name, known, kVeryClose);
  return question.empty() ? "" : std::string(name) + " is not a known region. " + question;
}

}  // namespace send_bounce
