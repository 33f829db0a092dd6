#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/shell/line_words.h"

/// The TAB key of a shell. Its completion (src/pages/completions) is a few lines that run the
/// program itself as `PROGRAM __complete bash`, zsh or fish. What is typed comes in variables,
/// since words of a program can be seen by everyone on the machine:
///
///   TAB_LINE    the command line up to the cursor, from the name of the command on
///   TAB_REST    what stands behind the cursor, where the shell tells it
///   TAB_BREAKS  bash: COMP_WORDBREAKS
///
/// The answer is on stdout, and the exit code is 0, whatever was asked.
namespace send_bounce::shell {

inline constexpr const char* kHiddenWord = "__complete";

enum class Kind : std::uint8_t { Bash, Zsh, Fish };

struct TabRequest {
  Kind shell = Kind::Bash;
  std::string line;  ///< up to the cursor, without the name of the command
  std::string rest;
  std::string breaks;
};

/// One way on from the word at the cursor.
struct Candidate {
  std::size_t start = 0;  ///< in the text of the word; what is typed from there on is replaced
  std::string text;       ///< as the program is to get it, without quotes
  std::string help = {};
  bool goes_on = false;  ///< more may follow in the same word, so no blank is put behind it
};

/// Whether it goes on from what is typed; a shell would take the typed characters away else.
bool fits(const Candidate& candidate, std::string_view word);

using GetVariable = std::function<std::optional<std::string>(const char* name)>;

/// nullopt unless a stub asks: without the variable the hidden word is one like any other.
std::optional<TabRequest> tab_request(const std::vector<std::string>& arguments,
                                      const GetVariable& variable);

/// What the shell's stub takes, of the candidates that begin with what is typed. In their order:
///
///   bash  "open" or "closed", which tells whether no blank follows, then the words of COMPREPLY:
///         quoted, and cut where readline cuts the line. Each ends with NUL.
///   zsh   how many characters before the cursor are replaced, then lines "+name:help", or "-name"
///         where a blank follows; as _describe takes them
///   fish  lines "word<TAB>help"
std::string tab_reply(const TabRequest& request, const std::vector<Candidate>& candidates);

}  // namespace send_bounce::shell
