#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "prompt/cursor_context.h"
#include "send_bounce/world/screen.h"

/// What could stand at the cursor (command-line.md §9.3).
namespace send_bounce::prompt {

struct Suggestion {
  std::string name;       ///< as the menu shows it: "--bounce-sender", "RecipientDsnFields={"
  std::string value;      ///< what comes into the word, without quotes
  std::size_t start = 0;  ///< in the text of the word: from here up to the cursor it is replaced
  std::string type = {};  ///< "string", "list", "structure", "timestamp"; empty for a mere value
  std::string help = {};  ///< one sentence
  bool required = false;
  bool closes = false;  ///< the brackets that are open
};

/// What suggestions are drawn from beside the tables.
struct SuggestionSources {
  /// For the prompt's menu, in which its own options have no place, nor what is typed in full.
  bool for_menu = true;
  const std::vector<std::string>& profiles;
  const Directories& directories;
  const Variables& variables;
  const FileSystem& files;
};

/// Best first: those that hold the typed characters in their order, by length and place of the
/// match and then by name; all, required ones first, where nothing is typed.
std::vector<Suggestion> find_suggestions(const CursorContext& context,
                                         const SuggestionSources& sources);

/// Where the typed characters are found in a name, in their order but not side by side: the
/// shortest such stretch, and of several the first (command-line.md §9.3).
struct FuzzyMatch {
  std::size_t length = 0;
  std::size_t start = 0;
};

/// nullopt where they are not all there. ASCII letters match in either case; nothing typed matches
/// anything.
std::optional<FuzzyMatch> fuzzy_match(std::string_view typed, std::string_view name);

}  // namespace send_bounce::prompt
