#pragma once

#include <string_view>

namespace send_bounce {

/// Whether a reader of YAML 1.2 would take the text, standing unquoted, for something else than
/// text: null, a boolean, a number, a timestamp, "<<" or "=" (ruamel.yaml's resolver, which adds
/// underscores in numbers and the timestamps of YAML 1.1 to the core schema of YAML 1.2 §10.3).
bool reads_as_another_type(std::string_view text);

}  // namespace send_bounce
