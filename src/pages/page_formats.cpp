#include "pages/page_formats.h"

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

namespace {

// A hyphen, quotes and the like stand as the ASCII characters that they are: pages are copied from.
std::string escaped_roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '\\':
        out += "\\e";
        break;
      case '-':
        out += "\\-";
        break;
      case '\'':
        out += "\\(aq";
        break;
      case '~':
        out += "\\(ti";
        break;
      case '^':
        out += "\\(ha";
        break;
      default:
        out += c;
    }
  }
  return out;
}

// At the start of a line a dot would make a macro of it; "'" is escaped anyway.
std::string as_line(const std::string& line) {
  return (line.starts_with('.') ? "\\&" + line : line) + "\n";
}

std::string with_fonts(std::string_view text) {
  std::string out;
  bool is_typed = false;
  for (const std::string_view part : inline_parts(text)) {
    if (!part.empty()) out += is_typed ? "\\fB" + escaped_roff(part) + "\\fR" : escaped_roff(part);
    is_typed = !is_typed;
  }
  return out;
}

class RoffWriter {
 public:
  // Words are not hyphenated: a name that is cut in two cannot be copied.
  explicit RoffWriter(const PageTitle& title) {
    out_ = ".TH " + to_upper(title.name) + " 1 " + std::string(title.date) + " \"" +
           std::string(title.name) + " " + std::string(title.version) +
           "\" \"User Commands\"\n"
           ".nh\n.ad l\n";
  }

  void add(const Block& block, const Block* before) {
    switch (block.kind) {
      case BlockKind::Heading:
        move_to(0);
        out_ += ".SH " + escaped_roff(block.text) + "\n";
        break;
      case BlockKind::Term:
        move_to(block.depth);
        out_ += ".TP\n" + as_line(with_fonts(block.text));
        break;
      case BlockKind::Text:
        begin_paragraph(block.depth, before);
        out_ += as_line(with_fonts(block.text));
        break;
      case BlockKind::Code:
        add_code(block);
        break;
    }
  }

  std::string take() {
    move_to(0);
    return std::move(out_);
  }

 private:
  static std::string to_upper(std::string_view text) {
    std::string out = escaped_roff(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return out;
  }

  // Terms of one depth have one margin.
  void move_to(int depth) {
    for (; margin_ < depth; ++margin_) out_ += ".RS\n";
    for (; margin_ > depth; --margin_) out_ += ".RE\n";
  }

  // What is deeper than its margin belongs to the term there, whose first paragraph is set already.
  void begin_paragraph(int depth, const Block* before) {
    move_to(std::max(0, depth - 1));
    const bool follows_term =
        before != nullptr && before->kind == BlockKind::Term && before->depth == depth - 1;
    if (follows_term || (before != nullptr && before->kind == BlockKind::Heading)) return;
    out_ += depth == 0 ? ".PP\n" : ".IP\n";
  }

  void add_code(const Block& block) {
    move_to(std::max(0, block.depth - 1));
    out_ += ".RS\n.EX\n";
    std::string_view rest = block.text;
    while (true) {
      const std::size_t end = rest.find('\n');
      out_ += as_line(escaped_roff(rest.substr(0, end)));
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + 1);
    }
    out_ += ".EE\n.RE\n";
  }

  std::string out_;
  int margin_ = 0;
};

}  // namespace

std::string as_roff(const Document& document, const PageTitle& title) {
  RoffWriter writer(title);
  const Block* before = nullptr;
  for (const Block& block : document) {
    writer.add(block, before);
    before = &block;
  }
  return writer.take();
}

}  // namespace send_bounce
