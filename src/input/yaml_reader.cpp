#include "send_bounce/input/yaml_reader.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <charconv>
#include <deque>
#include <istream>
#include <streambuf>
#include <string>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

#include "input/yaml_node.h"
#include "input/yaml_quoted.h"
#include "input/yaml_text.h"

namespace send_bounce {
namespace {

// The static constructors of a yaml-cpp that is linked in, see cmake/YamlCpp.cmake. There are none
// where the library is shared and its loader has called them.
using StaticConstructor = void (*)();
extern "C" {
[[gnu::weak, gnu::visibility("hidden")]] extern const StaticConstructor __start_yaml_cpp_start[];
[[gnu::weak, gnu::visibility("hidden")]] extern const StaticConstructor __stop_yaml_cpp_start[];
}

void start_yaml_cpp() {
  static bool started = false;
  if (std::exchange(started, true)) return;
  std::for_each(__start_yaml_cpp_start, __stop_yaml_cpp_start,
                [](StaticConstructor construct) { construct(); });
}

// A fault on its way out through yaml-cpp, which knows exceptions alone.
struct Refused {
  Error error;
};

template <class T>
T value_or_throw(Result<T> result) {
  if (!result) throw Refused{std::move(result).error()};
  return *std::move(result);
}

void throw_unless(Result<void> result) {
  if (!result) throw Refused{std::move(result).error()};
}

// A string as the stream that yaml-cpp wants.
class TextBuffer : public std::streambuf {
 public:
  explicit TextBuffer(std::string& text) {
    setg(text.data(), text.data(), text.data() + text.size());
  }
};

// yaml-cpp itself gives up at 499, and the reference's interpreter at about this depth.
constexpr std::size_t kMostOpen = 490;

// yaml-cpp's words, or ours where those say nothing about what to do.
std::string in_our_words(const std::string& message) {
  const std::pair<const char*, std::string_view> wordings[] = {
      {YAML::ErrorMsg::END_OF_MAP, "a key with a colon is expected here"},
      {YAML::ErrorMsg::END_OF_SEQ, "a dash and a space are expected here"},
      {YAML::ErrorMsg::END_OF_MAP_FLOW, "a comma or } is expected here"},
      {YAML::ErrorMsg::END_OF_SEQ_FLOW, "a comma or ] is expected here"},
      {YAML::ErrorMsg::EOF_IN_SCALAR, "the document ends inside quotes"},
      {YAML::ErrorMsg::DOC_IN_SCALAR, "the document ends inside quotes"},
      {YAML::ErrorMsg::TAB_IN_INDENTATION, kMisplacedTab},
      {YAML::ErrorMsg::MAP_VALUE,
       "no key is allowed before this colon; text with a colon needs quotes"},
      {YAML::ErrorMsg::MAP_KEY, "a key is not allowed here"},
      {YAML::ErrorMsg::BLOCK_ENTRY, "a list item is not allowed here"},
      {YAML::ErrorMsg::FLOW_END, "this closing bracket has no opening bracket"},
      {YAML::ErrorMsg::UNKNOWN_TOKEN, "text that begins with this character needs quotes"},
      {YAML::ErrorMsg::UNKNOWN_ANCHOR, "the alias refers to nothing before it"},
  };
  for (const auto& [theirs, ours] : wordings) {
    if (message == theirs) return std::string(ours);
  }
  // It goes on with one byte, which may be a part of a character.
  if (message.starts_with(YAML::ErrorMsg::INVALID_ESCAPE)) return std::string(kUnknownEscape);
  return YamlText::as_written(message);
}

// A tag with its "%41" as "A"; yaml-cpp has seen to it that two digits follow.
std::string with_decoded_escapes(std::string_view tag) {
  std::string out;
  for (std::size_t i = 0; i < tag.size(); ++i) {
    unsigned char code = 0;
    if (tag[i] == '%' && tag.size() - i > 2 &&
        std::from_chars(&tag[i + 1], &tag[i + 1] + 2, code, 16).ec == std::errc()) {
      out += static_cast<char>(code);
      i += 2;
    } else {
      out += tag[i];
    }
  }
  return out;
}

// Puts the nodes of one document together from its events.
class NodeCollector : public YAML::EventHandler {
 public:
  explicit NodeCollector(YamlText& text) : text_(text) {}

  const YamlNode* root() const { return root_; }
  std::size_t count() const { return nodes_.size(); }
  YamlVersion version() const { return version_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (root_ != nullptr) refuse(mark, "a second document begins here, but only one is allowed");
    version_ = value_or_throw(text_.version_before(offset_of(mark)));
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (anchor == 0) check_absence(mark);
    add(make(mark, YamlNode::Kind::Scalar, "?"), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    check_indentation(mark, static_cast<std::size_t>(mark.column));
    if (found == anchors_.end())
      refuse(mark, "the alias refers to nothing that is complete before it");
    attach(found->second);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode* node = make(mark, YamlNode::Kind::Scalar, tag);
    const auto properties = value_or_throw(text_.properties_at(offset_of(mark)));
    check_indentation(mark, static_cast<std::size_t>(mark.column));
    check_colon(mark, properties.content);
    // Behind the tag "!" the reference takes text for what it looks like, in quotes as well.
    if (properties.tag == "!") node->tag = "?";
    node->text = value_or_throw(text_.scalar_text(properties.content, block_column(), value));
    add(node, anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(mark, YamlNode::Kind::List, tag, anchor, style);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    if (style == YAML::EmitterStyle::Default) refuse(mark, "a key is missing before the colon");
    open(mark, YamlNode::Kind::Map, tag, anchor, style);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    YamlNode* node;
    YAML::anchor_t anchor;
    bool flow;
    std::size_t column;             // of its first token
    const YamlNode* key = nullptr;  // of a map, waiting for its value
  };

  static std::size_t offset_of(const YAML::Mark& mark) {
    return mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos);
  }

  [[noreturn]] void refuse(const YAML::Mark& mark, std::string_view problem) {
    throw Refused{
        invalid_parameter(yaml_message(text_.place_of(offset_of(mark)), problem)).value()};
  }

  // yaml-cpp takes nothing before a comma for null, and a key without a colon before "..." for one
  // whose value is null. A key of nothing (": x") is null in YAML 1.2 alone.
  void check_absence(const YAML::Mark& mark) {
    if (open_.empty()) return;
    const Open& parent = open_.back();
    const std::size_t offset = offset_of(mark);
    const char found = offset < text_.text().size() ? text_.text()[offset] : '\0';
    if (parent.node->kind == YamlNode::Kind::Map && parent.key != nullptr) {
      if (text_.place_of(offset) == parent.key->place) refuse(mark, "this key has no colon");
    } else if ((found == ',' && parent.flow) || (found == ':' && version_ == YamlVersion::V1_1)) {
      refuse(mark, "something is missing before this character");
    }
  }

  // In brackets the reference takes a colon that begins a key, and with the rules of 1.1 one that
  // begins a value, for the one behind a key.
  void check_colon(const YAML::Mark& mark, std::size_t content) {
    if (open_.empty() || !open_.back().flow || text_.text().substr(content, 1) != ":") return;
    const Open& parent = open_.back();
    const bool is_key = parent.node->kind == YamlNode::Kind::Map && parent.key == nullptr;
    if (!is_key && version_ == YamlVersion::V1_2) return;
    refuse(mark, "a key is missing before the colon");
  }

  // Of the innermost collection that is no flow collection.
  int block_column() const {
    for (auto open = open_.rbegin(); open != open_.rend(); ++open) {
      if (!open->flow) return static_cast<int>(open->column);
    }
    return -1;
  }

  // yaml-cpp takes what stands on a later line than its key, and no further to the right, for a
  // value.
  void check_indentation(const YAML::Mark& mark, std::size_t column) {
    if (open_.empty() || open_.back().flow) return;
    const Open& parent = open_.back();
    const bool is_key = parent.node->kind == YamlNode::Kind::Map && parent.key == nullptr;
    if (is_key || column > parent.column) return;
    refuse(mark,
           "expected a key with a colon, or text that is indented further than the key above");
  }

  YamlNode* make(const YAML::Mark& mark, YamlNode::Kind kind, const std::string& tag) {
    YamlNode& node = nodes_.emplace_back();
    node.kind = kind;
    node.place = text_.place_of(offset_of(mark));
    node.tag = with_decoded_escapes(tag);
    return &node;
  }

  void open(const YAML::Mark& mark, YamlNode::Kind kind, const std::string& tag,
            YAML::anchor_t anchor, YAML::EmitterStyle::value style) {
    const bool flow = style == YAML::EmitterStyle::Flow;
    auto column = static_cast<std::size_t>(mark.column);
    // A list may begin below its key.
    check_indentation(mark, !flow && kind == YamlNode::Kind::List ? column + 1 : column);
    if (tag != "?" || anchor != 0) {
      const auto properties = value_or_throw(text_.properties_at(offset_of(mark)));
      if (!flow) column = text_.column_of(properties.content);
    }
    open_.push_back({make(mark, kind, tag), anchor, flow, column});
    if (open_.size() > kMostOpen) refuse(mark, "nested too deeply");
  }

  void close() {
    const Open finished = open_.back();
    open_.pop_back();
    add(finished.node, finished.anchor);
  }

  void add(const YamlNode* node, YAML::anchor_t anchor) {
    if (anchor != 0) anchors_[anchor] = node;
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

  YamlText& text_;
  std::deque<YamlNode> nodes_;
  std::vector<Open> open_;
  std::unordered_map<YAML::anchor_t, const YamlNode*> anchors_;
  const YamlNode* root_ = nullptr;
  YamlVersion version_ = YamlVersion::V1_2;
};

void parse(YamlText& text, NodeCollector& nodes) {
  start_yaml_cpp();
  std::string stream = text.for_yaml_cpp();
  TextBuffer buffer(stream);
  std::istream in(&buffer);
  YAML::Parser parser(in);
  if (!parser.HandleNextDocument(nodes)) {
    value_or_throw(text.version_before(text.text().size()));
    return;
  }
  throw_unless(text.check_tabs());
  if (!parser) return;
  parser.HandleNextDocument(nodes);
  throw Refused{invalid_parameter(yaml_message(text.place_of(text.text().size()),
                                               "a directive follows the document"))
                    .value()};
}

Result<void> collect(YamlText& text, NodeCollector& nodes) {
  try {
    parse(text, nodes);
    return {};
  } catch (Refused& refused) {
    return tl::make_unexpected(std::move(refused.error));
  } catch (const YAML::Exception& fault) {
    const auto offset = static_cast<std::size_t>(fault.mark.pos < 0 ? 0 : fault.mark.pos);
    return invalid_parameter(yaml_message(text.place_of(offset), in_our_words(fault.msg)));
  }
}

}  // namespace

Result<Value> read_yaml(std::string_view bytes) {
  ASSIGN_OR_RETURN(YamlText text, YamlText::from(bytes));
  NodeCollector nodes(text);
  RETURN_IF_ERROR(collect(text, nodes));
  if (nodes.root() == nullptr) return {};
  return construct_yaml(*nodes.root(), nodes.count() + bytes.size() / 32, nodes.version());
}

}  // namespace send_bounce
