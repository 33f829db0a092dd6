#include "send_bounce/manual/command_manual.h"

#include <algorithm>
#include <iterator>

#include "manual/sections.h"
#include "send_bounce/manual/option_manual.h"
#include "send_bounce/model/ses_model.h"
#include "send_bounce/received/guards.h"
#include "settings/settings_table.h"

namespace send_bounce {
namespace {

using enum BlockKind;

struct Section {
  std::string_view title;  ///< "EXIT CODES"
  std::string_view topic;  ///< "exit-codes"
  Document (*blocks)();    ///< what stands below the title
};

std::vector<std::string_view> split_names(std::string_view names) {
  constexpr std::string_view kBetween = ", ";
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t comma = names.find(kBetween);
    parts.push_back(names.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    names.remove_prefix(comma + kBetween.size());
  }
}

Document options_of(OptionGroup group, bool required) {
  Document document;
  for (const Option& option : all_options()) {
    if (option.group == group && option.required == required) {
      append(document, option_document(option));
    }
  }
  return document;
}

Document options_section() {
  Document document = options_of(OptionGroup::Operation, true);
  append(document, options_of(OptionGroup::Operation, false));
  return document;
}

Document global_options_section() { return options_of(OptionGroup::Global, false); }

Document note_document(const Note& note) {
  std::string title;
  for (const std::string_view name : split_names(note.names)) {
    title += (title.empty() ? "`" : ", `") + std::string(name) + "`";
  }
  return {{Term, 0, std::move(title)}, {Text, 1, std::string(note.text)}};
}

Document documents_of(std::span<const Note> notes) {
  Document document;
  for (const Note& note : notes) append(document, note_document(note));
  return document;
}

Document variables_section() { return documents_of(variable_notes()); }
Document files_section() { return documents_of(file_notes()); }
Document exit_codes_section() { return documents_of(exit_code_notes()); }

// The names of a setting in the order in which they are looked at.
std::vector<std::string> names_of(const SettingRow& row) {
  std::vector<std::string> names;
  for (const std::string_view name : {row.option, row.variables[0], row.variables[1]}) {
    if (!name.empty()) names.emplace_back(name);
  }
  if (!row.key.empty()) names.emplace_back(row.key);
  if (!row.last_variable.empty()) names.emplace_back(row.last_variable);
  return names;
}

Document setting_document(const SettingRow& row) {
  std::string title;
  for (const std::string& name : names_of(row)) {
    title += (title.empty() ? "`" : ", `") + name + "`";
    if (name == row.key) title += " in the profile";
  }
  std::string text(row.documentation);
  if (!row.fallback.empty()) text += " Default: `" + std::string(row.fallback) + "`.";
  return {{Term, 0, std::move(title)}, {Text, 1, std::move(text)}};
}

Document settings_section() {
  Document document = {
      {Text, 0,
       "Each entry lists the places where a setting may be given, in this order: option, "
       "environment variables, key of the profile. The first place that has the setting is used."}};
  for (const SettingRow* row : kAllSettings) append(document, setting_document(*row));
  return document;
}

Document reason_document(std::string title, std::string_view when, std::string_view why) {
  return {{Term, 0, std::move(title)}, {Text, 1, std::string(when) + " " + std::string(why)}};
}

Document guard_document(const Guard& guard) {
  return reason_document(
      "`" + std::string(guard.word) + "` (" + std::string(level_word(guard.level)) + ")",
      guard.when, guard.why);
}

Document late_check_document(const LateCheck& check) {
  return reason_document("`" + std::string(check.word) + "`", check.when, check.why);
}

Document guards_section() {
  Document document = guards_opening();
  for (const Guard& guard : all_guards()) append(document, guard_document(guard));
  append(document, late_checks_opening());
  for (const LateCheck& check : all_late_checks()) append(document, late_check_document(check));
  return document;
}

constexpr Section kSections[] = {
    {"NAME", "name", name_section},
    {"DESCRIPTION", "description", description_section},
    {"EXAMPLES", "examples", examples_section},
    {"SYNOPSIS", "synopsis", synopsis_section},
    {"OPTIONS", "options", options_section},
    {"GLOBAL OPTIONS", "global-options", global_options_section},
    {"INPUT", "input", input_section},
    {"BATCH AND JOURNAL", "batch", batch_section},
    {"GUARDS", "guards", guards_section},
    {"SETTINGS", "settings", settings_section},
    {"ENVIRONMENT", "environment", variables_section},
    {"FILES", "files", files_section},
    {"EXIT CODES", "exit-codes", exit_codes_section},
    {"SEE ALSO", "see-also", see_also_section},
};

bool is_option(std::string_view word, const Option& option) {
  if (word.starts_with("--")) word.remove_prefix(2);
  return word == option.name;
}

/// A member and where it stands.
struct Place {
  const Member* member;
  std::string path;  ///< "BouncedRecipientInfoList[].BounceType"
};

void collect_members(const Shape& shape, const std::string& path, std::vector<Place>& places) {
  if (shape.element != nullptr) {
    collect_members(*shape.element, path + "[]", places);
    return;
  }
  for (const Member& member : shape.members) {
    const std::string here = (path.empty() ? "" : path + ".") + std::string(member.name);
    places.push_back({&member, here});
    collect_members(*member.shape, here, places);
  }
}

std::vector<Place> all_members() {
  std::vector<Place> places;
  collect_members(*kSendBounce.input, "", places);
  return places;
}

const Option* option_of_member(const Member& member) {
  for (const Option& option : all_options()) {
    if (member_of_option(option) == &member) return &option;
  }
  return nullptr;
}

Document member_part(std::string_view word) {
  Document document;
  for (const Place& place : all_members()) {
    if (place.member->name != word) continue;
    if (const Option* option = option_of_member(*place.member)) {
      append(document, option_document(*option));
      continue;
    }
    append(document, member_document(*place.member));
    document.push_back({Text, 1, "Path in the request: `" + place.path + "`."});
  }
  return document;
}

Document setting_part(std::string_view word) {
  Document document;
  for (const SettingRow* row : kAllSettings) {
    const std::vector<std::string> names = names_of(*row);
    if (std::find(names.begin(), names.end(), word) != names.end()) {
      append(document, setting_document(*row));
    }
  }
  return document;
}

Document note_part(std::span<const Note> notes, std::string_view word) {
  Document document;
  for (const Note& note : notes) {
    const std::vector<std::string_view> names = split_names(note.names);
    if (std::find(names.begin(), names.end(), word) != names.end()) {
      append(document, note_document(note));
    }
  }
  return document;
}

Document reason_part(std::string_view word) {
  Document document;
  if (const Guard* guard = find_guard(word)) append(document, guard_document(*guard));
  for (const LateCheck& check : all_late_checks()) {
    if (check.word == word) append(document, late_check_document(check));
  }
  return document;
}

Document section_part(const Section& section) {
  Document document = {{Heading, 0, std::string(section.title)}};
  append(document, section.blocks());
  return document;
}

}  // namespace

std::string_view usual_call() {
  return "send-bounce [options] --original-message-id <id>\n"
         "            --bounce-sender <address>\n"
         "            --bounced-recipient-info-list <structure> [<structure> ...]";
}

Document command_manual() {
  Document document;
  for (const Section& section : kSections) append(document, section_part(section));
  return document;
}

std::optional<Document> manual_about(std::string_view word) {
  for (const Option& option : all_options()) {
    if (!is_option(word, option)) continue;
    Document document = option_document(option);
    if (Document setting = setting_part("--" + std::string(option.name)); !setting.empty()) {
      document.push_back({Heading, 0, "SETTINGS"});
      append(document, std::move(setting));
    }
    return document;
  }
  for (const Section& section : kSections) {
    if (word == section.topic) return section_part(section);
  }
  Document document = member_part(word);
  append(document, setting_part(word));
  append(document, note_part(variable_notes(), word));
  append(document, note_part(exit_code_notes(), word));
  append(document, reason_part(word));
  if (document.empty()) return std::nullopt;
  return document;
}

std::vector<std::string> manual_topics() {
  std::vector<std::string> topics;
  const auto add = [&](std::string_view name) {
    if (std::find(topics.begin(), topics.end(), name) == topics.end()) topics.emplace_back(name);
  };
  for (const Section& section : kSections) add(section.topic);
  for (const Option& option : all_options()) add("--" + std::string(option.name));
  for (const Place& place : all_members()) add(place.member->name);
  for (const SettingRow* row : kAllSettings) {
    for (const std::string& name : names_of(*row)) add(name);
  }
  for (const Note& note : variable_notes()) {
    for (const std::string_view name : split_names(note.names)) add(name);
  }
  for (const Note& note : exit_code_notes()) add(note.names);
  for (const Guard& guard : all_guards()) add(guard.word);
  for (const LateCheck& check : all_late_checks()) add(check.word);
  return topics;
}

}  // namespace send_bounce
