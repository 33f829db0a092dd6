#include "prompt/suggestions.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "send_bounce/dsn/bounce_codes.h"
#include "send_bounce/input/skeleton.h"
#include "send_bounce/manual/option_manual.h"
#include "send_bounce/model/ses_model.h"
#include "send_bounce/protocol/partitions.h"
#include "send_bounce/received/guards.h"
#include "send_bounce/settings/profiles.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/world/paths.h"

namespace send_bounce::prompt {
namespace {

constexpr std::string_view kSchemes[] = {"file://", "fileb://"};

std::string type_name(const Shape& shape) {
  switch (shape.type) {
    case ShapeType::String:
      return "string";
    case ShapeType::Timestamp:
      return "timestamp";
    case ShapeType::Structure:
      return "structure";
    case ShapeType::List:
      return "list";
  }
  return "";
}

std::string type_name(const Option& option, const Member* member) {
  if (member != nullptr) return type_name(*member->shape);
  return option.kind == OptionKind::Flag || option.kind == OptionKind::Action ? "boolean"
                                                                              : "string";
}

// Keeps what matches, best first; without anything typed all of it, as it is.
std::vector<Suggestion> ranked(std::vector<Suggestion> all, std::string_view typed) {
  if (typed.empty()) return all;
  std::vector<std::pair<FuzzyMatch, Suggestion>> kept;
  for (Suggestion& suggestion : all) {
    std::string_view name = suggestion.name;
    if (name.starts_with("--")) name.remove_prefix(2);
    if (const auto match = fuzzy_match(typed, name))
      kept.emplace_back(*match, std::move(suggestion));
  }
  std::stable_sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first.length, a.first.start, a.second.name) <
           std::tie(b.first.length, b.first.start, b.second.name);
  });
  std::vector<Suggestion> best;
  best.reserve(kept.size());
  for (auto& [match, suggestion] : kept) best.push_back(std::move(suggestion));
  return best;
}

/// Collects the suggestions that replace what is typed from one place of the word on.
class Collector {
 public:
  Collector(const CursorContext& context, std::size_t start) {
    std::size_t at = std::min(context.offset + start, context.word.text.size());
    typed_ = std::string_view(context.word.text).substr(at);
    // Inside quotes of shorthand the value is behind the quote.
    if (context.shorthand && !typed_.empty() && (typed_[0] == '"' || typed_[0] == '\'')) {
      typed_.remove_prefix(1);
      ++at;
    }
    start_ = at;
  }

  std::string_view typed() const { return typed_; }

  Suggestion& add(std::string_view name) {
    Suggestion& suggestion = all_.emplace_back();
    suggestion.name = name;
    suggestion.value = name;
    suggestion.start = start_;
    return suggestion;
  }

  std::vector<Suggestion> take() { return ranked(std::move(all_), typed_); }

 private:
  std::string_view typed_;
  std::size_t start_ = 0;
  std::vector<Suggestion> all_;
};

bool is_offered(const Option& option, const CursorContext& context, bool for_menu) {
  const bool is_of_prompt = option.name == "cli-auto-prompt" || option.name == "no-cli-auto-prompt";
  return !(for_menu && is_of_prompt) && (option.adds_up || !context.is_used(option));
}

std::vector<Suggestion> option_names(const CursorContext& context, bool for_menu) {
  Collector found(context, context.word.text.starts_with("--") ? 2 : 0);
  for (const bool required : {true, false}) {
    for (const Option& option : all_options()) {
      if (option.required != required || !is_offered(option, context, for_menu)) continue;
      const Member* member = member_of_option(option);
      Suggestion& suggestion = found.add("--" + std::string(option.name));
      suggestion.start = 0;
      suggestion.type = type_name(option, member);
      suggestion.help =
          first_sentence(member == nullptr ? option.documentation : member->documentation);
      suggestion.required = required;
    }
  }
  auto names = found.take();
  // A few letters find what they find in the reference first.
  std::stable_partition(names.begin(), names.end(), [&](const Suggestion& one) {
    const Option* option = find_option(std::string_view(one.name).substr(2));
    return !option->is_ours || one.name.starts_with(context.word.text);
  });
  // A word that is complete needs no menu of its own.
  const bool is_complete = names.size() == 1 && names.front().name == context.word.text;
  if (for_menu && is_complete) names.clear();
  return names;
}

std::string key_form(const Member& member) {
  const std::string name(member.name);
  if (member.shape->type == ShapeType::Structure) return name + "={";
  if (member.shape->type == ShapeType::List) return name + "=[";
  return name + "=";
}

void add_keys(Collector& found, const ShorthandLevel& level) {
  if (level.shape == nullptr || level.shape->type != ShapeType::Structure) return;
  for (const Member& member : level.shape->members) {
    const auto& keys = level.keys;
    if (std::find(keys.begin(), keys.end(), member.name) != keys.end()) continue;
    Suggestion& suggestion = found.add(key_form(member));
    suggestion.type = type_name(*member.shape);
    suggestion.help = first_sentence(member.documentation);
    suggestion.required = member.required;
  }
}

void add_values(Collector& found, const Shape& shape) {
  for (const std::string_view value : shape.enumeration) {
    Suggestion& suggestion = found.add(value);
    if (shape.name == "BounceType") suggestion.help = bounce_codes(value).diagnostic_code;
  }
  if (!found.typed().empty()) return;
  if (shape.type == ShapeType::Structure)
    found.add("{").help = "Give a structure, one member at a time";
  if (shape.type == ShapeType::List) found.add("[").help = "Give a list of structures";
}

std::string closing_brackets(const ShorthandPlace& place) {
  std::string brackets;
  for (auto level = place.levels.rbegin(); level != place.levels.rend(); ++level) {
    if (level->closing != '\0') brackets += level->closing;
  }
  return brackets;
}

// Whether the innermost bracket could be closed here without an error of the grammar.
bool may_close(const ShorthandPlace& place, std::string_view typed) {
  if (place.levels.size() < 2) return false;
  return place.part != ShorthandPlace::Part::Key || typed.empty();
}

std::vector<Suggestion> in_shorthand(const CursorContext& context) {
  const ShorthandPlace& place = *context.shorthand;
  Collector found(context, place.start);
  switch (place.part) {
    case ShorthandPlace::Part::Key:
      add_keys(found, place.levels.back());
      break;
    case ShorthandPlace::Part::Value:
      if (place.member != nullptr) add_values(found, *place.member->shape);
      break;
    case ShorthandPlace::Part::Element:
      if (place.levels.back().shape != nullptr) add_values(found, *place.levels.back().shape);
      break;
    case ShorthandPlace::Part::Behind:
      break;
  }
  auto all = found.take();
  std::erase_if(all, [&](const Suggestion& one) { return one.name == found.typed(); });
  if (may_close(place, found.typed())) {
    Suggestion& close = all.emplace_back();
    close.name = "Autoclose brackets";
    close.value = closing_brackets(place);
    close.start = context.word.text.size();
    close.help = close.value;
    close.closes = true;
  }
  return all;
}

// A menu needs no entry for what is typed in full.
std::vector<Suggestion> taken(Collector& found, const SuggestionSources& sources) {
  auto all = found.take();
  if (!sources.for_menu) return all;
  std::erase_if(all, [&](const Suggestion& one) { return one.name == found.typed(); });
  return all;
}

// Where the path begins in the value that stands at `start`: behind file:// and fileb://, and at
// once where the option takes a path.
std::optional<std::size_t> path_start(const CursorContext& context, std::size_t start) {
  for (const std::string_view scheme : kSchemes) {
    if (context.typed().substr(start).starts_with(scheme)) return start + scheme.size();
  }
  if (context.option->value_name == "<path>" || context.option->value_name == "<file>")
    return start;
  return std::nullopt;
}

// What the folder has, folders with a slash.
std::vector<Suggestion> file_names(const CursorContext& context, const SuggestionSources& sources,
                                   std::size_t path_start) {
  const std::string_view path = context.typed().substr(path_start);
  const std::size_t slash = path.rfind('/');
  const std::size_t name_start = slash == std::string_view::npos ? 0 : slash + 1;
  const std::string folder =
      expand_path(path.substr(0, name_start), sources.variables, sources.files);

  Collector found(context, path_start + name_start);
  for (const DirectoryEntry& entry : sources.directories.list(folder.empty() ? "." : folder)) {
    // Hidden ones for whoever asks for them, and none that could not be typed.
    if (entry.name.starts_with('.') && !found.typed().starts_with('.')) continue;
    if (!is_utf8(entry.name) || entry.name.find_first_of("\n\r\t") != std::string::npos) continue;
    const bool is_folder = entry.kind == DirectoryEntry::Kind::Directory;
    found.add(entry.name + (is_folder ? "/" : "")).help = is_folder ? "folder" : "";
  }
  return taken(found, sources);
}

std::vector<Suggestion> plain_values(const CursorContext& context,
                                     const SuggestionSources& sources) {
  Collector found(context, 0);
  const Option& option = *context.option;
  for (const std::string_view choice : option.choices) {
    Suggestion& suggestion = found.add(choice);
    if (option.name == "bounce-type") suggestion.help = bounce_codes(choice).diagnostic_code;
  }
  if (option.name == "region") {
    for (const std::string_view region : known_regions()) found.add(region);
  } else if (option.name == "profile") {
    for (const std::string& profile : sources.profiles) found.add(profile);
  } else if (option.name == "allow") {
    for (const Guard& guard : all_guards()) {
      if (guard.level != GuardLevel::Never) found.add(guard.word).help = guard.when;
    }
  } else if (option.name == "query") {
    for (const MapEntry& entry : output_skeleton(kSendBounce)) found.add(entry.key);
  }
  return taken(found, sources);
}

}  // namespace

std::vector<Suggestion> find_suggestions(const CursorContext& context,
                                         const SuggestionSources& sources) {
  const bool for_menu = sources.for_menu;
  if (context.part == CursorContext::Part::OptionName) return option_names(context, for_menu);
  const std::string_view typed = context.typed();
  if (const auto start = path_start(context, context.file_start())) {
    return file_names(context, sources, *start);
  }
  if (context.shorthand) {
    auto found = in_shorthand(context);
    // The list may be complete, so that another option comes next.
    if (context.value_index > 0 && typed.empty()) {
      for (Suggestion& name : option_names(context, for_menu)) found.push_back(std::move(name));
    }
    return found;
  }
  auto found = plain_values(context, sources);
  const OptionKind kind = context.option->kind;
  const bool is_complete = kind == OptionKind::OptionalValue
                               ? found.empty()
                               : kind == OptionKind::List && context.value_index > 0;
  if (is_complete && typed.empty()) {
    for (Suggestion& name : option_names(context, for_menu)) found.push_back(std::move(name));
  }
  return found;
}

namespace {

// The end of the shortest stretch that begins at `start`, or npos.
std::size_t end_of_match(std::string_view typed, std::string_view name, std::size_t start) {
  std::size_t position = start;
  for (const char c : typed) {
    position = name.find(c, position);
    if (position == std::string_view::npos) return position;
    ++position;
  }
  return position;
}

}  // namespace

std::optional<FuzzyMatch> fuzzy_match(std::string_view typed, std::string_view name) {
  if (typed.empty()) return FuzzyMatch{};
  const std::string wanted = to_lower(typed);
  const std::string held = to_lower(name);
  std::optional<FuzzyMatch> best;
  for (std::size_t start = held.find(wanted.front()); start != std::string::npos;
       start = held.find(wanted.front(), start + 1)) {
    const std::size_t end = end_of_match(wanted, held, start);
    if (end == std::string::npos) break;
    if (!best || end - start < best->length) best = FuzzyMatch{end - start, start};
  }
  return best;
}

}  // namespace send_bounce::prompt
