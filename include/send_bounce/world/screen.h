#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "send_bounce/world/world.h"

/// A terminal as a full-screen program uses it: keys in, whole frames out. The real one is
/// src/platform/curses_screen.cpp; tests have one that types from a list.
namespace send_bounce {

/// One key, or a text that was pasted.
struct Key {
  enum class Kind : std::uint8_t {
    Character,
    Control,   ///< with a letter: Ctrl-C is 'c'; Ctrl-_ is '_'
    Alt,       ///< Escape or Alt in front of a character; Alt-Backspace is U+007F
    Function,  ///< 1 to 12
    Paste,
    Enter,
    Tab,
    BackTab,
    Escape,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    Resize,  ///< no key: the terminal has another size now
    Other,
  };
  Kind kind = Kind::Other;
  char32_t character = 0;  ///< of Character, Control, Alt and Function
  std::string text = {};   ///< of Paste, UTF-8
};

/// What a piece of a frame is; how it looks is the screen's business.
enum class Style : std::uint8_t {
  Plain,
  Prompt,
  Faint,
  Fault,
  Good,
  Entry,    ///< of the menu
  Chosen,   ///< the entry that is highlighted
  Rule,     ///< lines between panels, and their titles
  Focus,    ///< the rule of the panel that has the keys
  Heading,  ///< in a panel
  Match,    ///< what a search has found
  Toolbar,
  History,  ///< the mark of the search in earlier lines
};

struct StyledText {
  std::string text;  ///< UTF-8, without control characters
  Style style = Style::Plain;
  friend bool operator==(const StyledText&, const StyledText&) = default;
};

/// The whole screen, from the top row. No row is wider than the screen.
struct Frame {
  std::vector<std::vector<StyledText>> rows;
  int cursor_row = 0;
  int cursor_column = 0;
};

struct ScreenSize {
  int rows = 24;
  int columns = 80;
};

/// An open screen. Whatever ends it, the terminal is left as it was found.
class Screen {
 public:
  virtual ~Screen() = default;
  virtual ScreenSize size() const = 0;
  /// Columns that the terminal gives a character: 0 for one that combines, 2 for a wide one, -1 for
  /// one that cannot be shown.
  virtual int columns_of(char32_t character) const = 0;
  virtual void show(const Frame& frame) = 0;
  /// Waits for it. EINTR after a signal that ends programs, EIO where the terminal is gone.
  virtual tl::expected<Key, SystemError> next_key() = 0;
};

class Screens {
 public:
  virtual ~Screens() = default;
  /// Whether a person can be asked: stdin and stdout are both terminals. Opens nothing.
  virtual bool has_terminal() const = 0;
  /// ENOTTY without a terminal, ENOTSUP for one that cannot move its cursor or is not known.
  virtual tl::expected<std::unique_ptr<Screen>, SystemError> open() = 0;
};

struct DirectoryEntry {
  enum class Kind : std::uint8_t { File, Directory, Other };
  std::string name;
  Kind kind = Kind::File;  ///< of what a link points to
};

class Directories {
 public:
  virtual ~Directories() = default;
  /// Sorted by name, without "." and ".."; empty where it cannot be read.
  virtual std::vector<DirectoryEntry> list(const std::string& path) const = 0;
  /// Whether one of the names there will do. The rest is not read then, and nothing but names is.
  virtual bool has_entry(const std::string& path,
                         const std::function<bool(const std::string&)>& will_do) const = 0;
};

}  // namespace send_bounce
