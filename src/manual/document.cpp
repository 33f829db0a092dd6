#include "send_bounce/manual/document.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace send_bounce {
namespace {

constexpr std::size_t kNarrowest = 40;
constexpr std::size_t kMargin = 2;
constexpr std::size_t kStep = 4;
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kPlain = "\x1b[0m";

/// A word with what it takes on the screen.
struct Word {
  std::string text;
  std::size_t columns = 0;
};

class TextWriter {
 public:
  explicit TextWriter(const TextLayout& layout)
      : width_(std::max(kNarrowest, static_cast<std::size_t>(std::max(0, layout.width))) - kMargin),
        bold_(layout.bold) {}

  void add(const Block& block, const Block* before) {
    if (before != nullptr && is_set_apart(block, *before)) out_ += '\n';
    const std::size_t indent = kMargin + kStep * static_cast<std::size_t>(block.depth);
    switch (block.kind) {
      case BlockKind::Heading:
        out_ += strong(block.text) + "\n";
        break;
      case BlockKind::Text:
      case BlockKind::Term:
        add_wrapped(block.text, indent);
        break;
      case BlockKind::Code:
        add_lines(block.text, indent + kMargin);
        break;
    }
  }

  std::string take() { return std::move(out_); }

 private:
  static bool is_set_apart(const Block& block, const Block& before) {
    if (block.kind == BlockKind::Heading) return true;
    if (before.kind == BlockKind::Heading) return false;
    if (before.kind == BlockKind::Code) return true;
    if (block.kind == BlockKind::Term) return block.depth == 0;
    return block.kind == BlockKind::Text && before.kind == BlockKind::Text;
  }

  std::string strong(std::string_view text) const {
    if (!bold_ || text.empty()) return std::string(text);
    return std::string(kBold) + std::string(text) + std::string(kPlain);
  }

  // Styles end with each word, since a pager looks at every line by itself.
  std::vector<Word> words_of(std::string_view text) const {
    std::vector<Word> words(1);
    bool is_typed = false;
    for (const std::string_view part : inline_parts(text)) {
      std::string_view rest = part;
      while (true) {
        const std::size_t space = rest.find(' ');
        const std::string_view piece = rest.substr(0, space);
        words.back().text += is_typed ? strong(piece) : std::string(piece);
        words.back().columns += piece.size();
        if (space == std::string_view::npos) break;
        words.emplace_back();
        rest.remove_prefix(space + 1);
      }
      is_typed = !is_typed;
    }
    std::erase_if(words, [](const Word& word) { return word.columns == 0; });
    return words;
  }

  void add_wrapped(std::string_view text, std::size_t indent) {
    std::size_t column = 0;
    for (const Word& word : words_of(text)) {
      if (column != 0 && column + 1 + word.columns > width_) {
        out_ += '\n';
        column = 0;
      }
      out_.append(column == 0 ? indent : 1, ' ');
      column += (column == 0 ? indent : 1) + word.columns;
      out_ += word.text;
    }
    out_ += '\n';
  }

  void add_lines(std::string_view text, std::size_t indent) {
    while (true) {
      const std::size_t end = text.find('\n');
      out_.append(indent, ' ');
      out_ += text.substr(0, end);
      out_ += '\n';
      if (end == std::string_view::npos) return;
      text.remove_prefix(end + 1);
    }
  }

  std::size_t width_;
  bool bold_;
  std::string out_;
};

}  // namespace

std::vector<std::string_view> inline_parts(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t tick = text.find('`');
    parts.push_back(text.substr(0, tick));
    if (tick == std::string_view::npos) return parts;
    text.remove_prefix(tick + 1);
  }
}

std::string as_text(const Document& document, const TextLayout& layout) {
  TextWriter writer(layout);
  const Block* before = nullptr;
  for (const Block& block : document) {
    writer.add(block, before);
    before = &block;
  }
  return writer.take();
}

void append(Document& document, Document more) {
  std::move(more.begin(), more.end(), std::back_inserter(document));
}

}  // namespace send_bounce
