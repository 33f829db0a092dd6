#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "send_bounce/text/yaml_scalar.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"

namespace send_bounce {

/// A place in the text, counted from 0.
struct YamlPlace {
  int line = 0;
  int column = 0;

  bool operator==(const YamlPlace&) const = default;
};

/// "line 2, column 5: what is wrong".
std::string yaml_message(YamlPlace place, std::string_view problem);

/// A document as it was written. Nodes belong to whoever parsed them and outlive the graph; an
/// alias is a second pointer to the same node, and no node contains itself.
struct YamlNode {
  enum class Kind : std::uint8_t { Scalar, List, Map };

  Kind kind = Kind::Scalar;
  YamlPlace place;
  /// "?" for a plain node without tag, "!" for a quoted one, else the resolved tag:
  /// "tag:yaml.org,2002:str".
  std::string tag;
  std::string text;                                                ///< Scalar
  std::vector<const YamlNode*> items;                              ///< List
  std::vector<std::pair<const YamlNode*, const YamlNode*>> pairs;  ///< Map: key and value
};

/// The value of a document: resolves tags and merge keys, and refuses duplicate keys. Errors as in
/// read_yaml. `nodes` is how many there are, from which the bound on aliases is taken.
Result<Value> construct_yaml(const YamlNode& root, std::size_t nodes, YamlVersion version);

}  // namespace send_bounce
