#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "prompt/cursor_context.h"
#include "send_bounce/world/screen.h"

/// What could stand at the cursor (command-line.md §9.3).
namespace send_bounce::prompt {

struct Suggestion {
  std::string name;       ///< as the menu shows it: "--bounce-sender", "RecipientDsnFields={"
  std::string text;       ///< what is put into the line, quoted as it must be there
  std::size_t from = 0;   ///< from here up to the cursor the line is replaced
  std::string type = {};  ///< "string", "list", "structure", "timestamp"; empty for a mere value
  std::string help = {};  ///< one sentence
  bool required = false;
};

/// What suggestions are drawn from beside the tables.
struct SuggestionSources {
  const std::vector<std::string>& profiles;
  const Directories& directories;
  /// A path as file:// would open it: "~" and variables expanded.
  std::string (*expand)(std::string_view path, const Variables& variables, const FileSystem& files);
  const Variables& variables;
  const FileSystem& files;
};

/// Best first: those that hold the typed characters in their order, by length and place of the
/// match and then by name; all, required ones first, where nothing is typed.
std::vector<Suggestion> find_suggestions(const CursorContext& context,
                                         const SuggestionSources& sources);

}  // namespace send_bounce::prompt
