#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/session.h"
#include "send_bounce/values/error.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// What a run with these words would report before it asks anybody; nullopt where nothing. Nothing
/// is sent, no program is run, and of the files that the words name only regular ones are read: a
/// pipe or a device would wait, or lose what it holds.
std::optional<Error> check_without_sending(const std::vector<std::string>& words,
                                           AwsFiles& aws_files, const World& world);

}  // namespace send_bounce
