#include "received/region_evidence.h"

#include "received/plain_words.h"
#include "send_bounce/protocol/partitions.h"

namespace send_bounce {

// arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE
std::string_view region_of_arn(std::string_view arn) {
  if (!arn.starts_with("arn:")) return {};
  for (int part = 0; part < 3; ++part) {
    const std::size_t colon = arn.find(':');
    if (colon == std::string_view::npos) return {};
    arn.remove_prefix(colon + 1);
  }
  const std::size_t colon = arn.find(':');
  return colon == std::string_view::npos ? std::string_view() : arn.substr(0, colon);
}

std::optional<RegionEvidence> region_evidence(std::string_view region, std::string_view text,
                                              std::string_view source,
                                              std::vector<std::string>& ignored) {
  if (is_region(region)) return RegionEvidence{std::string(region), std::string(source)};
  ignored.push_back(std::string(source) +
                    " names no region and is ignored: " + quoted_beginning(text));
  return std::nullopt;
}

std::optional<RegionEvidence> arn_evidence(const Map& map, std::string_view key,
                                           std::string_view source,
                                           std::vector<std::string>& ignored) {
  const auto* arn = map.get<std::string>(key);
  if (arn == nullptr || arn->empty()) return std::nullopt;
  return region_evidence(region_of_arn(*arn), *arn, source, ignored);
}

}  // namespace send_bounce
