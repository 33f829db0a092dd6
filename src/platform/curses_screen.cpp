#define NCURSES_WIDECHAR 1  // NOLINT(cppcoreguidelines-macro-usage): curses.h asks for it

#include "platform/curses_screen.h"

#include <curses.h>
#include <term.h>
#include <unistd.h>

// curses.h makes macros of these names.
#undef erase
#undef timeout
#undef columns

#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cwchar>

#include "platform/descriptor.h"
#include "platform/terminal.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

constexpr int kEscapeDelay = 50;  // ms in which the rest of a key's bytes arrives
constexpr int kPasteStart = KEY_MAX - 1;
constexpr int kPasteEnd = KEY_MAX - 2;
constexpr const char* kPastesMarked = "\x1b[?2004h";
constexpr const char* kPastesUnmarked = "\x1b[?2004l";

constexpr wint_t kEscapeCharacter = 0x1B;
constexpr wint_t kDeleteCharacter = 0x7F;
constexpr wint_t kSuspend = 'Z' - '@';
constexpr wint_t kRedraw = 'L' - '@';
constexpr std::size_t kLongestPaste = 1U << 20U;

enum Pair : std::int16_t { kNoPair, kRed, kGreen, kCyan, kYellow, kRedOnGreen };

/// The program's own locale is "C"; characters are UTF-8 while a screen is open, whatever the
/// user's locale is, as everywhere else in the program.
class Utf8Locale {
 public:
  Utf8Locale() {
    if (std::setlocale(LC_CTYPE, "C.UTF-8") == nullptr) std::setlocale(LC_CTYPE, "");
  }
  ~Utf8Locale() { std::setlocale(LC_CTYPE, "C"); }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;
};

std::string capability(const char* name) {
  const char* text = ::tigetstr(name);
  const bool is_there = text != nullptr && text != reinterpret_cast<const char*>(-1);
  return is_there ? text : "";
}

// Asked first, since a newterm() that fails keeps what it has taken.
bool can_place_the_cursor() {
  int fault = 0;
  if (::setupterm(nullptr, STDOUT_FILENO, &fault) != OK) return false;
  const bool can = !capability("cup").empty();
  ::del_curterm(::cur_term);
  return can;
}

Key::Kind kind_of_code(wint_t code) {
  switch (code) {
    case KEY_ENTER:
      return Key::Kind::Enter;
    case KEY_BTAB:
      return Key::Kind::BackTab;
    case KEY_BACKSPACE:
      return Key::Kind::Backspace;
    case KEY_DC:
      return Key::Kind::Delete;
    case KEY_UP:
      return Key::Kind::Up;
    case KEY_DOWN:
      return Key::Kind::Down;
    case KEY_LEFT:
      return Key::Kind::Left;
    case KEY_RIGHT:
      return Key::Kind::Right;
    case KEY_HOME:
      return Key::Kind::Home;
    case KEY_END:
      return Key::Kind::End;
    case KEY_PPAGE:
      return Key::Kind::PageUp;
    case KEY_NPAGE:
      return Key::Kind::PageDown;
    case KEY_RESIZE:
      return Key::Kind::Resize;
    default:
      return Key::Kind::Other;
  }
}

Key key_of_character(wint_t character) {
  switch (character) {
    case '\r':
    case '\n':
      return {Key::Kind::Enter};
    case '\t':
      return {Key::Kind::Tab};
    case kEscapeCharacter:
      return {Key::Kind::Escape};
    case kDeleteCharacter:
      return {Key::Kind::Backspace};
    default:
      break;
  }
  if (character >= ' ') return {Key::Kind::Character, static_cast<char32_t>(character)};
  const char32_t letter = character + '@';
  return {Key::Kind::Control, letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter};
}

attr_t attributes_of(Style style, bool in_colour) {
  const auto pair = [&](Pair number) { return in_colour ? COLOR_PAIR(number) : A_NORMAL; };
  switch (style) {
    case Style::Plain:
    case Style::Entry:
      return A_NORMAL;
    case Style::Prompt:
    case Style::Heading:
    case Style::Focus:
      return A_BOLD;
    case Style::Faint:
    case Style::Rule:
      return A_DIM;
    case Style::Fault:
      return pair(kRed) | (in_colour ? A_NORMAL : A_BOLD);
    case Style::Good:
      return pair(kGreen);
    case Style::Chosen:
    case Style::Toolbar:
      return A_REVERSE;
    case Style::Match:
      return A_REVERSE | pair(kYellow);
    case Style::History:
      return in_colour ? static_cast<attr_t>(COLOR_PAIR(kRedOnGreen)) : A_REVERSE | A_BOLD;
  }
  return A_NORMAL;
}

class CursesScreen : public Screen {
 public:
  explicit CursesScreen(bool in_colour) : keeper_(STDIN_FILENO) {
    if (can_place_the_cursor()) screen_ = ::newterm(nullptr, stdout, stdin);
    if (screen_ == nullptr) return;
    ::set_term(screen_);
    keeper_.set_leaving_bytes(kPastesUnmarked + capability("rmkx") + capability("sgr0") +
                              capability("cnorm") + capability("rmcup"));
    ::raw();
    ::noecho();
    ::nonl();
    ::keypad(stdscr, TRUE);
    ::set_escdelay(kEscapeDelay);
    ::define_key("\x1b[200~", kPasteStart);
    ::define_key("\x1b[201~", kPasteEnd);
    set_up_colours(in_colour);
    write(kPastesMarked);
  }

  ~CursesScreen() override {
    if (screen_ == nullptr) return;
    write(kPastesUnmarked);
    ::endwin();
    ::delscreen(screen_);
  }

  CursesScreen(const CursesScreen&) = delete;
  CursesScreen& operator=(const CursesScreen&) = delete;

  bool is_usable() const { return screen_ != nullptr; }

  ScreenSize size() const override { return {getmaxy(stdscr), getmaxx(stdscr)}; }

  int columns_of(char32_t character) const override {
    return ::wcwidth(static_cast<wchar_t>(character));
  }

  void show(const Frame& frame) override {
    ::werase(stdscr);
    int number = 0;
    for (const std::vector<StyledText>& row : frame.rows) {
      if (::wmove(stdscr, number++, 0) == ERR) break;
      for (const StyledText& run : row) {
        ::wattrset(stdscr, static_cast<int>(attributes_of(run.style, in_colour_)));
        ::waddstr(stdscr, run.text.c_str());
      }
    }
    ::wattrset(stdscr, A_NORMAL);
    ::wmove(stdscr, frame.cursor_row, frame.cursor_column);
    ::wrefresh(stdscr);
  }

  tl::expected<Key, SystemError> next_key() override {
    while (true) {
      wint_t code = 0;
      const int kind = ::wget_wch(stdscr, &code);
      if (TerminalKeeper::was_signalled()) return failed(EINTR);
      if (kind == ERR) return failed(EIO);
      if (kind == KEY_CODE_YES) return key_of_code(code);
      if (code == kSuspend) {
        suspend();
        continue;
      }
      if (code == kRedraw) {
        ::clearok(curscr, TRUE);
        return Key{Key::Kind::Resize};
      }
      if (code == kEscapeCharacter) return behind_escape();
      return key_of_character(code);
    }
  }

 private:
  static void write(const char* bytes) {
    std::fputs(bytes, stdout);
    std::fflush(stdout);
  }

  void set_up_colours(bool in_colour) {
    if (!in_colour || !::has_colors() || ::start_color() == ERR) return;
    const short background = ::use_default_colors() == OK ? -1 : COLOR_BLACK;
    ::init_pair(kRed, COLOR_RED, background);
    ::init_pair(kGreen, COLOR_GREEN, background);
    ::init_pair(kCyan, COLOR_CYAN, background);
    ::init_pair(kYellow, COLOR_YELLOW, background);
    ::init_pair(kRedOnGreen, COLOR_RED, COLOR_GREEN);
    in_colour_ = true;
  }

  // As any other program at this terminal; ncurses restores and redraws around the stop.
  static void suspend() {
    write(kPastesUnmarked);
    ::raise(SIGTSTP);
    write(kPastesMarked);
  }

  Key key_of_code(wint_t code) {
    if (code == kPasteStart) return pasted();
    if (code > KEY_F0 && code <= KEY_F(12)) {
      return {Key::Kind::Function, static_cast<char32_t>(code - KEY_F0)};
    }
    return {kind_of_code(code)};
  }

  // Escape alone, or Alt with the character that came in the same moment.
  static Key behind_escape() {
    ::wtimeout(stdscr, 0);
    wint_t code = 0;
    const int kind = ::wget_wch(stdscr, &code);
    ::wtimeout(stdscr, -1);
    if (kind == OK) return {Key::Kind::Alt, static_cast<char32_t>(code)};
    if (kind == KEY_CODE_YES && code == KEY_BACKSPACE) return {Key::Kind::Alt, kDeleteCharacter};
    return {Key::Kind::Escape};
  }

  static Key pasted() {
    Key key{Key::Kind::Paste};
    wint_t code = 0;
    while (key.text.size() < kLongestPaste) {
      const int kind = ::wget_wch(stdscr, &code);
      if (kind == ERR || (kind == KEY_CODE_YES && code == kPasteEnd)) break;
      if (kind == OK) append_utf8(key.text, static_cast<char32_t>(code));
    }
    return key;
  }

  // In this order: the keeper's handlers must be there before ncurses looks for its own, and the
  // locale before either knows a width.
  Utf8Locale locale_;
  TerminalKeeper keeper_;
  SCREEN* screen_ = nullptr;
  bool in_colour_ = false;
};

}  // namespace

tl::expected<std::unique_ptr<Screen>, SystemError> open_curses_screen(bool in_colour) {
  auto screen = std::make_unique<CursesScreen>(in_colour);
  if (!screen->is_usable()) return failed(ENOTSUP);
  return screen;
}

}  // namespace send_bounce
