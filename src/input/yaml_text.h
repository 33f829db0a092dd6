#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "input/yaml_node.h"
#include "send_bounce/values/error.h"

namespace send_bounce {

/// What is said of a tab outside of text, whoever finds it.
inline constexpr std::string_view kMisplacedTab = "a tab is used where only spaces are allowed";

/// The characters of a YAML document, as yaml-cpp counts its marks: without a byte order mark at
/// the start, each line end one '\n'. It knows where the reference is stricter than yaml-cpp.
/// Offsets are bytes; every error is ParamValidation, but that about an unknown version of YAML.
class YamlText {
 public:
  /// Errors: text that is not UTF-8, and characters that no document may hold.
  static Result<YamlText> from(std::string_view bytes);

  std::string_view text() const { return text_; }

  /// The place of an offset; columns are code points. Cheap near the last one that was asked for.
  YamlPlace place_of(std::size_t offset);

  /// In bytes, from the beginning of the line.
  std::size_t column_of(std::size_t offset) const;

  /// Which rules the directives before the document ask for, each of them checked.
  Result<YamlVersion> version_before(std::size_t document);

  struct Properties {
    std::string_view tag;     ///< as it is written, "!!str"; empty where there is none
    std::size_t content = 0;  ///< where the node itself begins
  };
  /// The tag and the anchor that begin at the offset.
  Result<Properties> properties_at(std::size_t offset);

  /// The text of a scalar whose content begins there, as the reference reads it. `value` is
  /// yaml-cpp's, `parent_column` that of the innermost block collection, -1 where there is none.
  Result<std::string> scalar_text(std::size_t content, int parent_column, std::string value);

  /// Once every scalar has been read: a tab outside of quotes, block scalars and comments.
  Result<void> check_tabs();

  /// The text to parse, behind a byte order mark, with a comment in its last line: without one
  /// yaml-cpp takes open quotes and keys without a colon there. Offsets stay.
  std::string for_yaml_cpp() const;
  /// Words that have gone through yaml-cpp, its messages included.
  static std::string as_written(std::string text);

 private:
  struct Span {
    std::size_t begin, end;
  };

  struct BlockHeader {
    char chomping = '\0';  // '+', '-' or none
    int increment = 0;     // of the indentation; 0 where none is given
    std::size_t end = 0;   // of its line
  };

  explicit YamlText(std::string text) : text_(std::move(text)) {}
  char at(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }
  std::size_t next_token(std::size_t offset) const;
  Failure refuse(std::size_t offset, std::string_view problem);
  Result<void> check_directive(std::size_t line, YamlVersion& version);
  Result<BlockHeader> block_header(std::size_t begin);
  Result<std::string> final_breaks(std::size_t begin, int parent_column);
  bool is_inside_plain_text(std::size_t offset) const;

  std::string text_;
  std::size_t last_offset_ = 0;
  YamlPlace last_place_;
  bool has_tabs_ = false;
  std::vector<Span> scalars_;  // quoted and block ones, in which tabs are text
};

}  // namespace send_bounce
