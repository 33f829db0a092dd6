#pragma once

#include <string_view>
#include <vector>

namespace send_bounce {

/// The regions that are known by name, those of the partition "aws" first; without pseudo regions
/// such as "aws-global".
std::vector<std::string_view> known_regions();

/// True for a region that is known, or has the form of one of a partition's regions ("us-north-1").
/// Pseudo regions are none. What is true here can stand in a host's name as one label.
bool is_region(std::string_view text);

}  // namespace send_bounce
