#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "send_bounce/values/value.h"

namespace send_bounce {

enum class YamlVersion : std::uint8_t { V1_1, V1_2 };

/// What a scalar is by its tag, or by its look where it has none.
enum class YamlType : std::uint8_t {
  Text,
  Null,
  Bool,
  Int,
  Float,
  Timestamp,
  Binary,
  Merge,         ///< "<<"
  DefaultValue,  ///< "="
};

/// The type of a plain scalar: the core schema of YAML 1.2 §10.3 with the reference's additions
/// (timestamps, underscores in numbers, "<<"), or the types of YAML 1.1.
YamlType plain_scalar_type(std::string_view text, YamlVersion version);

/// The value that a text of that type stands for. nullopt where it cannot be one: "2020-02-30",
/// `!!int x`. REQUIRES: type is neither Merge nor DefaultValue.
std::optional<Value> scalar_value(YamlType type, std::string_view text, YamlVersion version);

}  // namespace send_bounce
