#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace send_bounce {

/// A group of regions whose hosts share a domain (botocore's partitions.json).
struct Partition {
  std::string_view id;
  std::string_view suffix;             ///< "amazonaws.com"
  std::string_view dual_stack_suffix;  ///< "api.aws"
  /// The reference knows no dual-stack variant of its regions, whatever partitions.json says.
  bool lacks_dual_stack = false;
  std::span<const std::string_view> regions;  ///< those known, "aws-global" and its like included
  /// Regions yet to come: one of these, a word and a number, parted by dashes: "us-north-1".
  std::span<const std::string_view> prefixes;
  std::string_view signin_suffix = {};  ///< of AWS Sign-in's hosts, where they are apart
};

std::span<const Partition> partitions();

/// The partition that knows the region, else the first whose pattern it matches, else "aws".
const Partition& partition_of(std::string_view region);

/// The regions that are known by name, those of the partition "aws" first; without pseudo regions
/// such as "aws-global".
std::vector<std::string_view> known_regions();

/// True for a region that is known, or has the form of one of a partition's regions ("us-north-1").
/// Pseudo regions are none. What is true here can stand in a host's name as one label.
bool is_region(std::string_view text);

/// The region of an Availability Zone ("us-west-2a"), Local Zone ("us-west-2-lax-1a") or Wavelength
/// Zone ("us-west-2-wl1-las-wlz-1"); nullopt for any other text.
std::optional<std::string> region_of_zone(std::string_view zone);

/// What is probably wrong with the name of a region whose endpoint is not there: it is a zone's, or
/// close to a known one. One sentence or two; empty for a known region and for a stranger's name.
std::string hint_on_region(std::string_view name);

}  // namespace send_bounce
