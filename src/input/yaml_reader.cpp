#include "send_bounce/input/yaml_reader.h"

#include <yaml.h>

#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "input/yaml_node.h"

namespace send_bounce {
namespace {

YamlPlace place_of(const yaml_mark_t& mark) {
  return {static_cast<int>(mark.line), static_cast<int>(mark.column)};
}

YamlPlace place_at(std::string_view text, std::size_t offset) {
  YamlPlace place;
  for (const char c : text.substr(0, offset)) {
    ++place.column;
    if (c == '\n') place = {place.line + 1, 0};
  }
  return place;
}

std::string text_of(const yaml_char_t* text) {
  return text == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(text));
}

// The parser and the event it last gave, released whatever happens.
class EventSource {
 public:
  explicit EventSource(std::string_view text) : text_(text) {
    yaml_parser_initialize(&parser_);
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }
  ~EventSource() {
    yaml_event_delete(&event_);
    yaml_parser_delete(&parser_);
  }
  EventSource(const EventSource&) = delete;
  EventSource& operator=(const EventSource&) = delete;

  Result<const yaml_event_t*> next() {
    yaml_event_delete(&event_);
    if (yaml_parser_parse(&parser_, &event_) != 0) return &event_;
    const std::string problem = parser_.problem == nullptr ? "out of memory" : parser_.problem;
    // A character that no document may hold is told by its offset, all else by its place.
    const YamlPlace place = parser_.error == YAML_READER_ERROR
                                ? place_at(text_, parser_.problem_offset)
                                : place_of(parser_.problem_mark);
    return invalid_parameter(yaml_message(place, problem));
  }

 private:
  std::string_view text_;
  yaml_parser_t parser_{};
  yaml_event_t event_{};
};

// Puts the nodes of one document together from its events.
class NodeCollector {
 public:
  Result<void> collect(EventSource& events) {
    while (true) {
      ASSIGN_OR_RETURN(const yaml_event_t* event, events.next());
      if (event->type == YAML_STREAM_END_EVENT) return {};
      RETURN_IF_ERROR(take(*event));
    }
  }

  const YamlNode* root() const { return root_; }
  std::size_t count() const { return nodes_.size(); }
  YamlVersion version() const { return version_; }

 private:
  struct Open {
    YamlNode* node;
    std::string anchor;
    const YamlNode* key = nullptr;  // of a map, waiting for its value
  };

  Result<void> take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT: {
        if (root_ != nullptr) return refuse(event, "a second document begins; one is expected");
        const auto* directive = event.data.document_start.version_directive;
        if (directive != nullptr && directive->minor == 1) version_ = YamlVersion::V1_1;
        return {};
      }
      case YAML_SCALAR_EVENT: {
        const auto& scalar = event.data.scalar;
        YamlNode* node = make(event, YamlNode::Kind::Scalar, scalar.tag);
        node->text.assign(reinterpret_cast<const char*>(scalar.value), scalar.length);
        if (node->tag.empty()) node->tag = scalar.plain_implicit != 0 ? "?" : "!";
        add(node, text_of(scalar.anchor));
        return {};
      }
      case YAML_SEQUENCE_START_EVENT: {
        const auto& start = event.data.sequence_start;
        open_.push_back({make(event, YamlNode::Kind::List, start.tag), text_of(start.anchor)});
        anchors_.erase(open_.back().anchor);
        break;
      }
      case YAML_MAPPING_START_EVENT: {
        const auto& start = event.data.mapping_start;
        open_.push_back({make(event, YamlNode::Kind::Map, start.tag), text_of(start.anchor)});
        anchors_.erase(open_.back().anchor);
        break;
      }
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT: {
        const Open finished = std::move(open_.back());
        open_.pop_back();
        add(finished.node, finished.anchor);
        break;
      }
      case YAML_ALIAS_EVENT: {
        const auto found = anchors_.find(text_of(event.data.alias.anchor));
        if (found == anchors_.end())
          return refuse(event, "the alias names nothing that is complete before it");
        attach(found->second);
        break;
      }
      case YAML_NO_EVENT:
      case YAML_STREAM_START_EVENT:
      case YAML_STREAM_END_EVENT:
      case YAML_DOCUMENT_END_EVENT:
        break;
    }
    if (open_.size() > static_cast<std::size_t>(kMaxNesting)) {
      return refuse(event, "nested too deeply");
    }
    return {};
  }

  YamlNode* make(const yaml_event_t& event, YamlNode::Kind kind, const yaml_char_t* tag) {
    YamlNode& node = nodes_.emplace_back();
    node.kind = kind;
    node.place = place_of(event.start_mark);
    node.tag = text_of(tag);
    return &node;
  }

  void add(const YamlNode* node, const std::string& anchor) {
    if (!anchor.empty()) anchors_[anchor] = node;
    attach(node);
  }

  void attach(const YamlNode* node) {
    if (open_.empty()) {
      root_ = node;
      return;
    }
    Open& parent = open_.back();
    if (parent.node->kind == YamlNode::Kind::List) {
      parent.node->items.push_back(node);
    } else if (parent.key == nullptr) {
      parent.key = node;
    } else {
      parent.node->pairs.emplace_back(parent.key, node);
      parent.key = nullptr;
    }
  }

  static Failure refuse(const yaml_event_t& event, std::string_view problem) {
    return invalid_parameter(yaml_message(place_of(event.start_mark), problem));
  }

  std::deque<YamlNode> nodes_;
  std::vector<Open> open_;
  std::unordered_map<std::string, const YamlNode*> anchors_;
  const YamlNode* root_ = nullptr;
  YamlVersion version_ = YamlVersion::V1_2;
};

}  // namespace

Result<Value> read_yaml(std::string_view text) {
  EventSource events(text);
  NodeCollector collector;
  RETURN_IF_ERROR(collector.collect(events));
  if (collector.root() == nullptr) return {};
  return construct_yaml(*collector.root(), collector.count() + text.size() / 32,
                        collector.version());
}

}  // namespace send_bounce
