#include "send_bounce/prompt/prompt.h"

#include <algorithm>

#include "prompt/drawing.h"
#include "prompt/panel.h"
#include "prompt/preview.h"
#include "prompt/state.h"
#include "prompt/suggestions.h"
#include "send_bounce/settings/profiles.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/shell_words.h"
#include "send_bounce/world/paths.h"

namespace send_bounce {

using prompt::CursorContext;
using prompt::Focus;
using prompt::Menu;
using prompt::Suggestion;

struct Prompt::State {
  explicit State(PromptSetup given) : setup(std::move(given)), view(setup.columns_of) {
    // A blank behind the last word, so that the list opens with what may come next.
    std::string line = setup.line;
    if (!line.empty() && !line.ends_with(' ')) line += ' ';
    const std::size_t cursor = line.size();
    view.editor.set(std::move(line), cursor);
    text_changed();
  }

  void press(const Key& key);
  bool press_anywhere(const Key& key);
  bool press_in_menu(const Key& key);
  void press_on_line(const Key& key);
  void function_key(char32_t number);
  void enter();

  void text_changed();
  void cursor_moved();
  void open_menu();
  void close_menu() { view.menu = {}; }
  void open_history();
  void leave_history();
  void move_in_menu(int step);
  void accept();
  void next_panel();

  CursorContext context() const {
    return prompt::find_cursor_context(view.editor.text(), view.editor.cursor());
  }
  void describe();

  PromptSetup setup;
  prompt::View view;
  End end = End::Open;
  std::string checked_line;  // the line that `view.fault` is about
  std::size_t checked_cursor = std::string::npos;
};

void Prompt::State::text_changed() {
  open_menu();
  describe();
}

void Prompt::State::cursor_moved() {
  if (!view.in_history) close_menu();
  describe();
}

void Prompt::State::open_menu() {
  Menu menu;
  menu.text_before = view.editor.text();
  menu.cursor_before = view.editor.cursor();
  if (view.in_history) {
    const std::string typed(trim(view.editor.text()));
    for (const std::string& line : setup.history) {
      if (prompt::fuzzy_match(typed, line)) menu.entries.push_back({.name = line, .value = line});
    }
  } else {
    const prompt::SuggestionSources sources{.profiles = setup.profiles,
                                            .directories = setup.directories,
                                            .variables = setup.variables,
                                            .files = setup.files};
    CursorContext place = context();
    menu.entries = prompt::find_suggestions(place, sources);
    menu.word = std::move(place.word);
  }
  view.menu = std::move(menu);
}

// The panels and the check, after whatever has changed the line or the entry.
void Prompt::State::describe() {
  const std::string& text = view.editor.text();
  const Suggestion* entry = view.in_history ? nullptr : view.menu.highlighted();
  // An entry is explained where it is about to be typed: at the place before it.
  const CursorContext place =
      entry == nullptr
          ? context()
          : prompt::find_cursor_context(view.menu.text_before, view.menu.cursor_before);
  view.documentation.set(prompt::documentation_at(place, entry == nullptr ? "" : entry->name));

  std::vector<std::string> words;
  for (shell::LineWord& word : shell::scan_words(text)) words.push_back(std::move(word.text));
  view.output.set({{prompt::preview_of(words, setup.output_format)}});

  if (text == checked_line && view.editor.cursor() == checked_cursor) return;
  view.fault = prompt::find_fault(text, context(), setup.check);
  checked_line = text;
  checked_cursor = view.editor.cursor();
}

void Prompt::State::move_in_menu(int step) {
  Menu& menu = view.menu;
  const int count = static_cast<int>(menu.entries.size());
  if (count == 0) return;
  // One step past either end shows the line as it was typed.
  const int now = menu.chosen ? static_cast<int>(*menu.chosen) : (step > 0 ? -1 : count);
  const int next = now + step;
  menu.chosen = next < 0 || next >= count
                    ? std::nullopt
                    : std::optional<std::size_t>(static_cast<std::size_t>(next));
  view.editor.set(menu.text_before, menu.cursor_before);
  if (const Suggestion* entry = menu.highlighted()) {
    if (view.in_history) {
      view.editor.set(entry->value, entry->value.size());
    } else {
      const shell::LineWord& word = menu.word;
      view.editor.replace_before_cursor(word.places[entry->start],
                                        shell::typed_form(entry->value, word.open_quote));
    }
  }
  describe();
}

void Prompt::State::accept() {
  // Behind a folder the way goes on.
  const bool goes_on = !view.in_history && view.menu.highlighted()->name.ends_with('/');
  view.in_history = false;
  close_menu();
  if (goes_on) open_menu();
  describe();
}

void Prompt::State::open_history() {
  view.in_history = true;
  text_changed();
}

void Prompt::State::leave_history() {
  view.in_history = false;
  text_changed();
}

void Prompt::State::enter() {
  if (view.menu.highlighted() != nullptr) return accept();
  if (view.in_history) return leave_history();
  // A quote that is not closed yet would be an error whatever else is typed.
  if (!split_shell_words(view.editor.text())) return;
  end = End::Run;
}

void Prompt::State::next_panel() {
  const auto is_shown = [&](Focus focus) {
    if (focus == Focus::Documentation) return view.shows_documentation;
    return focus == Focus::Line || view.shows_output;
  };
  do {
    view.focus = view.focus == Focus::Line            ? Focus::Documentation
                 : view.focus == Focus::Documentation ? Focus::Output
                                                      : Focus::Line;
  } while (!is_shown(view.focus));
}

void Prompt::State::function_key(char32_t number) {
  switch (number) {
    case 1:
      view.shows_keys = !view.shows_keys;
      break;
    case 2:
      next_panel();
      break;
    case 3:
      view.shows_documentation = !view.shows_documentation;
      if (view.focus == Focus::Documentation) view.focus = Focus::Line;
      break;
    case 4:
      view.in_columns = !view.in_columns;
      break;
    case 5:
      view.shows_output = !view.shows_output;
      if (view.focus == Focus::Output) view.focus = Focus::Line;
      break;
    default:
      break;
  }
}

// Keys that mean the same wherever the focus is.
bool Prompt::State::press_anywhere(const Key& key) {
  if (key.kind == Key::Kind::Function) {
    function_key(key.character);
    return true;
  }
  if (key.kind == Key::Kind::Control && (key.character == 'c' || key.character == 'd')) {
    end = End::Quit;
    return true;
  }
  return key.kind == Key::Kind::Resize;
}

bool Prompt::State::press_in_menu(const Key& key) {
  using enum Key::Kind;
  if (key.kind == Tab || key.kind == Down || key.kind == BackTab || key.kind == Up) {
    if (view.menu.entries.empty()) open_menu();
    move_in_menu(key.kind == Tab || key.kind == Down ? 1 : -1);
    return true;
  }
  if (key.kind == Enter) {
    enter();
    return true;
  }
  if (key.kind != Escape) return false;
  if (view.menu.chosen) view.editor.set(view.menu.text_before, view.menu.cursor_before);
  if (view.in_history) {
    leave_history();
  } else {
    cursor_moved();
  }
  return true;
}

void Prompt::State::press_on_line(const Key& key) {
  if (press_in_menu(key)) return;
  const bool is_history_key = key.kind == Key::Kind::Control && key.character == 'r';
  if (is_history_key) return view.in_history ? leave_history() : open_history();
  const bool is_blank = key.kind == Key::Kind::Character && key.character == ' ';
  if (is_blank && view.in_history && view.menu.highlighted() != nullptr) return accept();

  const std::string before = view.editor.text();
  if (!view.editor.press(key)) return;
  if (view.editor.text() == before && !view.menu.chosen) return cursor_moved();
  if (view.menu.chosen) view.in_history = false;
  text_changed();
}

void Prompt::State::press(const Key& key) {
  if (end != End::Open || press_anywhere(key)) return;
  if (view.focus == Focus::Line) return press_on_line(key);
  prompt::Panel& panel = view.focus == Focus::Documentation ? view.documentation : view.output;
  const bool was_searching = panel.is_searching();
  if (panel.press(key) || was_searching) return;
  const bool leaves =
      key.kind == Key::Kind::Escape || (key.kind == Key::Kind::Character && key.character == 'q');
  if (leaves) view.focus = Focus::Line;
}

Prompt::Prompt(PromptSetup setup) : state_(std::make_unique<State>(std::move(setup))) {}
Prompt::~Prompt() = default;

void Prompt::press(const Key& key) { state_->press(key); }
Prompt::End Prompt::end() const { return state_->end; }
const std::string& Prompt::line() const { return state_->view.editor.text(); }
Frame Prompt::frame(ScreenSize size) { return prompt::draw(state_->view, size); }

std::string prompt_line(const std::vector<std::string>& words) {
  return shell::joined_words(words);
}

}  // namespace send_bounce
