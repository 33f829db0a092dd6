#include "pages/markdown.h"

#include <algorithm>

#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

constexpr std::size_t kWidth = 120;

// Outside code a "<" would begin a tag.
std::string escaped_markdown(std::string_view text) {
  std::string out;
  bool is_typed = false;
  for (const std::string_view part : inline_parts(text)) {
    if (is_typed) {
      out += "`" + std::string(part) + "`";
    } else {
      for (const char c : part) out += c == '<' ? "&lt;" : std::string(1, c);
    }
    is_typed = !is_typed;
  }
  return out;
}

// "EXIT CODES" → "Exit codes".
std::string as_title(std::string_view text) {
  std::string title = to_lower(text);
  if (!title.empty() && !text.empty()) title[0] = text[0];
  return title;
}

class MarkdownWriter {
 public:
  void add(const Block& block) {
    switch (block.kind) {
      case BlockKind::Heading:
        flush();
        out_ += "## " + as_title(block.text) + "\n\n";
        break;
      case BlockKind::Term:
        flush();
        if (block.depth == 0) {
          out_ += "### " + escaped_markdown(block.text) + "\n\n";
        } else {
          bullet_ = block.depth;
          paragraph_ = escaped_markdown(block.text) + ":";
        }
        break;
      case BlockKind::Text:
        if (bullet_ == 0 || block.depth <= bullet_) flush();
        paragraph_ += (paragraph_.empty() ? "" : " ") + escaped_markdown(block.text);
        if (bullet_ == 0) flush();
        break;
      case BlockKind::Code:
        flush();
        out_ += "```\n" + block.text + "\n```\n\n";
        break;
    }
    if (block.kind != BlockKind::Term && block.kind != BlockKind::Text) is_in_list_ = false;
  }

  std::string take() {
    flush();
    while (out_.ends_with("\n\n")) out_.pop_back();
    return std::move(out_);
  }

 private:
  // Bullets stand close together; a blank line ends their list.
  void flush() {
    if (paragraph_.empty()) return;
    if (bullet_ == 0 && is_in_list_) out_ += "\n";
    const std::size_t indent = bullet_ == 0 ? 0 : 2 * static_cast<std::size_t>(bullet_ - 1);
    write_wrapped(indent, bullet_ == 0 ? "" : "- ");
    if (bullet_ == 0) out_ += "\n";
    is_in_list_ = bullet_ != 0;
    bullet_ = 0;
    paragraph_.clear();
  }

  void write_wrapped(std::size_t indent, std::string_view mark) {
    std::string line = std::string(indent, ' ') + std::string(mark);
    const std::size_t hanging = line.size();
    std::string_view rest = paragraph_;
    while (!rest.empty()) {
      const std::size_t space = rest.find(' ');
      const std::string_view word = rest.substr(0, space);
      rest.remove_prefix(space == std::string_view::npos ? rest.size() : space + 1);
      if (line.size() > hanging && line.size() + 1 + word.size() > kWidth) {
        out_ += line + "\n";
        line.assign(hanging, ' ');
      }
      if (line.size() > hanging) line += ' ';
      line += word;
    }
    out_ += line + "\n";
  }

  std::string out_;
  std::string paragraph_;
  int bullet_ = 0;  ///< depth of the bullet that is being written; 0 for a paragraph
  bool is_in_list_ = false;
};

}  // namespace

std::string as_markdown(const Document& document) {
  MarkdownWriter writer;
  for (const Block& block : document) writer.add(block);
  return writer.take();
}

}  // namespace send_bounce
