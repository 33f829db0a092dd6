#include "input/yaml_node.h"

#include <optional>
#include <unordered_set>

#include "send_bounce/text/python_text.h"

namespace send_bounce {
namespace {

// How many nodes the aliases of a document may add to those that are written in it.
constexpr std::size_t kAliasedNodes = 200'000;
// So many bytes of a scalar count as one node more.
constexpr std::size_t kBytesPerNode = 64;

constexpr std::string_view kCoreTag = "tag:yaml.org,2002:";

using Pair = std::pair<const YamlNode*, const YamlNode*>;

struct NamedType {
  std::string_view name;
  YamlType type;
};
constexpr NamedType kScalarTags[] = {
    {"str", YamlType::Text},           {"null", YamlType::Null},
    {"bool", YamlType::Bool},          {"int", YamlType::Int},
    {"float", YamlType::Float},        {"binary", YamlType::Binary},
    {"timestamp", YamlType::Timestamp}};

bool has_tag(const YamlNode& node, std::string_view name) {
  return node.tag.starts_with(kCoreTag) &&
         std::string_view(node.tag).substr(kCoreTag.size()) == name;
}

bool is_untagged(const YamlNode& node) { return node.tag.empty() || node.tag == "?"; }

Failure refuse(const YamlNode& node, std::string_view problem) {
  return invalid_parameter(yaml_message(node.place, problem));
}

// Equal for two keys that the reference holds equal: 1, 1.0 and true are, 1 and "1" are not.
std::string key_identity(const Value& key) {
  if (const auto* text = key.get<std::string>()) return "text " + *text;
  if (const auto* truth = key.get<bool>()) return *truth ? "1" : "0";
  if (const auto* number = key.get<double>()) {
    const std::string shown = python_float(*number);
    return shown.ends_with(".0") ? shown.substr(0, shown.size() - 2) : shown;
  }
  return python_repr(key);
}

class Constructor {
 public:
  Constructor(YamlVersion version, std::size_t budget) : version_(version), budget_(budget) {}

  Result<Value> construct(const YamlNode& node, int depth) {
    RETURN_IF_ERROR(spend(node, 1 + node.text.size() / kBytesPerNode, depth));
    switch (node.kind) {
      case YamlNode::Kind::Scalar:
        return scalar(node);
      case YamlNode::Kind::List:
        return list(node, depth);
      case YamlNode::Kind::Map:
        break;
    }
    return map(node, depth);
  }

  // Whether all keys of a map are text, those that it merges included.
  Result<void> check_text_keys(const YamlNode& map) {
    ASSIGN_OR_RETURN(const auto pairs, flattened(map, 0));
    for (const auto& [key, value] : pairs.all) {
      ASSIGN_OR_RETURN(const Value constructed, construct_key(*key, 0));
      if (constructed.get<std::string>() != nullptr) continue;
      return fail(ErrorKind::General,
                  yaml_message(key->place, "parameter names must be text, but " +
                                               python_repr(constructed) + " is not"));
    }
    return {};
  }

 private:
  struct Flattened {
    std::vector<Pair> all;  // merged ones first, so that the map's own come out on top
    bool merged = false;
  };

  Result<void> spend(const YamlNode& node, std::size_t cost, int depth) {
    if (depth > kMaxNesting) return refuse(node, "nested too deeply");
    if (cost > budget_) return refuse(node, "aliases make the document too large");
    budget_ -= cost;
    return {};
  }

  std::optional<YamlType> scalar_type(const YamlNode& node) const {
    if (is_untagged(node)) return plain_scalar_type(node.text, version_);
    if (node.tag == "!") return YamlType::Text;
    for (const NamedType& row : kScalarTags) {
      if (has_tag(node, row.name)) return row.type;
    }
    return std::nullopt;
  }

  Result<Value> scalar(const YamlNode& node) const {
    const auto type = scalar_type(node);
    if (!type) return refuse(node, "the tag " + node.tag + " cannot be used here");
    if (*type == YamlType::Merge || *type == YamlType::DefaultValue) {
      return refuse(node, "write " + node.text + " in quotes");
    }
    auto value = scalar_value(*type, node.text, version_);
    if (value) return *std::move(value);
    const std::string problem =
        python_repr(std::string_view(node.text)) + " is not a valid value of its type";
    const bool looks = plain_scalar_type(node.text, version_) == *type;
    if (*type == YamlType::Binary || (*type == YamlType::Timestamp && !looks)) {
      return refuse(node, problem);
    }
    return fail(ErrorKind::General, yaml_message(node.place, problem));
  }

  Result<Value> list(const YamlNode& node, int depth) {
    if (has_tag(node, "omap")) return ordered_map(node, depth);
    const bool pairs = has_tag(node, "pairs");
    if (!is_untagged(node) && node.tag != "!" && !pairs && !has_tag(node, "seq")) {
      return refuse(node, "the tag " + node.tag + " cannot be used for a list");
    }
    Value::List values;
    values.reserve(node.items.size());
    for (const YamlNode* item : node.items) {
      if (pairs) {
        ASSIGN_OR_RETURN(const Pair pair, only_pair(*item));
        ASSIGN_OR_RETURN(Value key, construct(*pair.first, depth + 1));
        ASSIGN_OR_RETURN(Value value, construct(*pair.second, depth + 1));
        values.emplace_back(Value::List{std::move(key), std::move(value)});
      } else {
        ASSIGN_OR_RETURN(Value value, construct(*item, depth + 1));
        values.push_back(std::move(value));
      }
    }
    return Value(std::move(values));
  }

  Result<Value> map(const YamlNode& node, int depth) {
    const bool set = has_tag(node, "set");
    if (!is_untagged(node) && node.tag != "!" && !set && !has_tag(node, "map")) {
      return refuse(node, "the tag " + node.tag + " cannot be used for a map");
    }
    ASSIGN_OR_RETURN(const auto pairs, flattened(node, depth));
    Map values;
    std::string shown_keys;
    std::unordered_set<std::string> seen;
    for (const auto& [key_node, value_node] : pairs.all) {
      ASSIGN_OR_RETURN(const Value key, construct_key(*key_node, depth + 1));
      ASSIGN_OR_RETURN(Value value, construct(*value_node, depth + 1));
      // A map that merges another may repeat its own keys, too: the last one counts.
      if (!seen.insert(key_identity(key)).second && !pairs.merged) {
        return refuse(*key_node, "the key " + python_repr(key) + " appears twice");
      }
      if (set) shown_keys += (shown_keys.empty() ? "" : ", ") + python_repr(key);
      values.set(python_str(key), std::move(value));
    }
    if (!set) return Value(std::move(values));
    return Value(Foreign{"set", shown_keys.empty() ? "set()" : "{" + shown_keys + "}"});
  }

  Result<Value> ordered_map(const YamlNode& node, int depth) {
    Map values;
    for (const YamlNode* item : node.items) {
      ASSIGN_OR_RETURN(const Pair pair, only_pair(*item));
      ASSIGN_OR_RETURN(const Value key, construct_key(*pair.first, depth + 1));
      ASSIGN_OR_RETURN(Value value, construct(*pair.second, depth + 1));
      if (values.has(python_str(key))) {
        return refuse(*pair.first, "the key " + python_repr(key) + " appears twice");
      }
      values.set(python_str(key), std::move(value));
    }
    return Value(std::move(values));
  }

  static Result<Pair> only_pair(const YamlNode& node) {
    if (node.kind == YamlNode::Kind::Map && node.pairs.size() == 1) return node.pairs.front();
    return refuse(node, "expected a map with one key");
  }

  Result<Value> construct_key(const YamlNode& node, int depth) {
    if (is_default_key(node)) return Value(node.text);
    if (node.kind == YamlNode::Kind::Map) return refuse(node, "a map cannot be a key");
    return construct(node, depth);
  }

  bool is_default_key(const YamlNode& node) const {
    return node.kind == YamlNode::Kind::Scalar && scalar_type(node) == YamlType::DefaultValue;
  }

  bool is_merge_key(const YamlNode& node) const {
    return node.kind == YamlNode::Kind::Scalar &&
           (has_tag(node, "merge") || scalar_type(node) == YamlType::Merge);
  }

  // https://yaml.org/type/merge.html: earlier maps of a merged list win over later ones.
  Result<Flattened> flattened(const YamlNode& map, int depth) {
    Flattened out;
    std::vector<Pair> own;
    for (const Pair& pair : map.pairs) {
      if (!is_merge_key(*pair.first)) {
        own.push_back(pair);
        continue;
      }
      if (out.merged && !out.all.empty()) return refuse(*pair.first, "the key << appears twice");
      out.merged = true;
      const YamlNode& source = *pair.second;
      if (source.kind == YamlNode::Kind::Map) {
        RETURN_IF_ERROR(append_flattened(out.all, source, depth + 1));
      } else if (source.kind == YamlNode::Kind::List) {
        for (auto item = source.items.rbegin(); item != source.items.rend(); ++item) {
          RETURN_IF_ERROR(append_flattened(out.all, **item, depth + 1));
        }
      } else {
        return refuse(source, "only a map or a list of maps can be merged");
      }
    }
    out.merged = !out.all.empty();
    out.all.insert(out.all.end(), own.begin(), own.end());
    return out;
  }

  Result<void> append_flattened(std::vector<Pair>& pairs, const YamlNode& map, int depth) {
    if (map.kind != YamlNode::Kind::Map) return refuse(map, "only a map can be merged");
    ASSIGN_OR_RETURN(const auto more, flattened(map, depth));
    RETURN_IF_ERROR(spend(map, 1 + more.all.size(), depth));
    pairs.insert(pairs.end(), more.all.begin(), more.all.end());
    return {};
  }

  YamlVersion version_;
  std::size_t budget_;
};

}  // namespace

std::string yaml_message(YamlPlace place, std::string_view problem) {
  return "line " + std::to_string(place.line + 1) + ", column " + std::to_string(place.column + 1) +
         ": " + std::string(problem);
}

Result<Value> construct_yaml(const YamlNode& root, std::size_t nodes, YamlVersion version) {
  // Written nodes cost one or two each, by their text; a key at the top is looked at twice.
  Constructor constructor(version, 4 * nodes + kAliasedNodes);
  ASSIGN_OR_RETURN(Value value, constructor.construct(root, 0));
  if (root.kind == YamlNode::Kind::Map && value.get<Map>() != nullptr) {
    RETURN_IF_ERROR(constructor.check_text_keys(root));
  }
  return value;
}

}  // namespace send_bounce
