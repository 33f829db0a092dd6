#include "protocol/xml_tree.h"

#include <expat.h>

#include <memory>
#include <optional>
#include <utility>

namespace send_bounce {
namespace {

constexpr std::size_t kMaxDepth = 100;
constexpr std::size_t kMaxAmplification = 64;
constexpr std::size_t kFreeAllowance = 64 * 1024;
constexpr std::size_t kElementCost = 16;

constexpr std::size_t kChunk = 1 << 20;
// No URI of a namespace may hold it, so that it separates URI and local name.
constexpr char kNamespaceSeparator = '}';

/// What the callbacks of one parse share.
class TreeBuilder {
 public:
  explicit TreeBuilder(std::size_t document_size)
      : parser_(XML_ParserCreateNS("utf-8", kNamespaceSeparator), &XML_ParserFree),
        allowance_(kFreeAllowance + kMaxAmplification * document_size) {
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), on_start, on_end);
    XML_SetCharacterDataHandler(parser_.get(), on_text);
    XML_SetDefaultHandlerExpand(parser_.get(), on_other);
  }

  bool feed(std::string_view part, bool last) {
    return XML_Parse(parser_.get(), part.data(), static_cast<int>(part.size()), last) ==
           XML_STATUS_OK;
  }

  /// REQUIRES: the whole document has been fed.
  XmlElement take_root() { return std::move(root_); }

  XmlFault fault() const {
    return fault_ ? *fault_ : placed(XML_ErrorString(XML_GetErrorCode(parser_.get())));
  }

 private:
  static TreeBuilder& self(void* user_data) { return *static_cast<TreeBuilder*>(user_data); }

  static void on_start(void* user_data, const XML_Char* name, const XML_Char** /*attributes*/) {
    self(user_data).start(name);
  }

  static void on_end(void* user_data, const XML_Char* /*name*/) {
    TreeBuilder& builder = self(user_data);
    if (!builder.open_.empty()) builder.open_.pop_back();
  }

  static void on_text(void* user_data, const XML_Char* text, int length) {
    TreeBuilder& builder = self(user_data);
    const auto size = static_cast<std::size_t>(length);
    if (builder.fault_ || !builder.spend(size) || builder.open_.empty()) return;
    XmlElement& element = *builder.open_.back();
    if (element.children.empty()) element.text.append(text, size);
  }

  // Of what no other handler takes, only a reference to an entity without text concerns us; without
  // this it would vanish silently from the text around it.
  static void on_other(void* user_data, const XML_Char* text, int length) {
    const std::string_view words(text, static_cast<std::size_t>(length));
    if (words.size() > 2 && words.front() == '&' && words.back() == ';') {
      self(user_data).stop("undefined entity", " " + std::string(words));
    }
  }

  void start(std::string_view name) {
    if (fault_ || !spend(name.size() + kElementCost)) return;
    if (open_.size() == kMaxDepth) return stop("elements nested too deeply");
    // A pointer in `open_` stays good: only the innermost element's children are added to.
    XmlElement& element = open_.empty() ? root_ : open_.back()->children.emplace_back(XmlElement());
    element.name = name.substr(name.rfind(kNamespaceSeparator) + 1);
    open_.push_back(&element);
  }

  bool spend(std::size_t cost) {
    if (cost <= allowance_) {
      allowance_ -= cost;
      return true;
    }
    stop(XML_ErrorString(XML_ERROR_AMPLIFICATION_LIMIT_BREACH));
    return false;
  }

  void stop(const std::string& reason, std::string quoted = "") {
    if (fault_) return;
    fault_ = placed(reason, std::move(quoted));
    XML_StopParser(parser_.get(), XML_FALSE);
  }

  XmlFault placed(const std::string& reason, std::string quoted = "") const {
    return {reason, std::move(quoted),
            "line " + std::to_string(XML_GetCurrentLineNumber(parser_.get())) + ", column " +
                std::to_string(XML_GetCurrentColumnNumber(parser_.get()))};
  }

  std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser_;
  std::size_t allowance_;
  XmlElement root_;
  std::vector<XmlElement*> open_;
  std::optional<XmlFault> fault_;
};

}  // namespace

const XmlElement* XmlElement::child(std::string_view child_name) const {
  for (const XmlElement& element : children) {
    if (element.name == child_name) return &element;
  }
  return nullptr;
}

tl::expected<XmlElement, XmlFault> parse_xml(std::string_view document) {
  TreeBuilder builder(document.size());
  while (!document.empty()) {
    const std::string_view part = document.substr(0, kChunk);
    if (!builder.feed(part, false)) return tl::make_unexpected(builder.fault());
    document.remove_prefix(part.size());
  }
  // The end is told apart from the last part, since the place of a fault depends on it.
  if (!builder.feed("", true)) return tl::make_unexpected(builder.fault());
  return builder.take_root();
}

}  // namespace send_bounce
