#pragma once

#include <string_view>
#include <vector>

namespace send_bounce {

/// The regions that are known by name, those of the partition "aws" first; without pseudo regions
/// such as "aws-global".
std::vector<std::string_view> known_regions();

}  // namespace send_bounce
