#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "send_bounce/values/error.h"
#include "send_bounce/world/screen.h"
#include "send_bounce/world/world.h"

/// The auto-prompt as a state machine: keys in, frames out (command-line.md §9). It opens no
/// terminal and runs nothing; docs/auto-prompt.md shows it at work.
namespace send_bounce {

/// What the prompt draws on. The references must outlive it.
struct PromptSetup {
  std::string line;  ///< the command line to begin with, without the program's name
  std::vector<std::string> profiles;
  std::vector<std::string> history;    ///< lines as `line`, newest first
  std::string output_format = "json";  ///< where the line has no --output
  /// What the command would say to these words before it sends anything; nullopt where nothing.
  std::function<std::optional<Error>(const std::vector<std::string>&)> check;
  std::function<int(char32_t)> columns_of;  ///< Screen::columns_of
  const Variables& variables;
  const FileSystem& files;
  const Directories& directories;
};

class Prompt {
 public:
  enum class End : std::uint8_t { Open, Run, Quit };

  explicit Prompt(PromptSetup setup);
  ~Prompt();
  Prompt(const Prompt&) = delete;
  Prompt& operator=(const Prompt&) = delete;

  void press(const Key& key);
  End end() const;
  /// The command line as it is now.
  const std::string& line() const;
  /// What is on a screen of that size. Any size has one; below 80 × 24 panels go first, then the
  /// list.
  Frame frame(ScreenSize size);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Words as a line that splits into them again, each quoted where it must be.
std::string prompt_line(const std::vector<std::string>& words);

}  // namespace send_bounce
