#include "pages/shell_tables.h"

#include <algorithm>
#include <functional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "pages/shell_code.h"
#include "protocol/partitions.h"
#include "send_bounce/manual/command_manual.h"
#include "send_bounce/manual/option_manual.h"
#include "send_bounce/model/option_table.h"
#include "send_bounce/model/ses_model.h"

namespace send_bounce {
namespace {

Names names_of(std::span<const std::string_view> views) { return {views.begin(), views.end()}; }

// How the value of an option is completed, and from what.
Names value_of(const Option& option) {
  if (option.kind == OptionKind::Flag || option.kind == OptionKind::Action) return {"none"};
  if (!option.choices.empty()) {
    Names found = {option.kind == OptionKind::OptionalValue ? "optional" : "choice"};
    found.insert(found.end(), option.choices.begin(), option.choices.end());
    return found;
  }
  if (const Member* member = member_of_option(option)) {
    const Shape& shape = *member->shape;
    if (shape.type == ShapeType::List) return {"list", std::string(shape.element->name)};
    if (shape.type == ShapeType::Structure) return {"structure", std::string(shape.name)};
    return {"text"};
  }
  constexpr std::pair<std::string_view, const char*> kKinds[] = {{"<document>", "document"},
                                                                 {"<path>", "file"},
                                                                 {"<profile>", "profile"},
                                                                 {"<region>", "region"},
                                                                 {"<expression>", "choice"}};
  for (const auto& [value_name, kind] : kKinds) {
    if (option.value_name != value_name) continue;
    Names found = {kind};
    if (value_name == "<expression>") {
      for (const Member& member : kSendBounce.output->members) found.emplace_back(member.name);
    }
    return found;
  }
  return {"other"};
}

Rows option_rows() {
  Rows rows;
  for (const Option& option : all_options()) {
    rows.push_back({"--" + std::string(option.name), value_of(option)});
  }
  return rows;
}

void collect_structures(const Shape& shape, std::vector<const Shape*>& structures) {
  if (shape.element != nullptr) collect_structures(*shape.element, structures);
  if (shape.type != ShapeType::Structure) return;
  if (std::find(structures.begin(), structures.end(), &shape) != structures.end()) return;
  structures.push_back(&shape);
  for (const Member& member : shape.members) collect_structures(*member.shape, structures);
}

// Those inside the request, which itself is never typed as shorthand.
std::vector<const Shape*> structures() {
  std::vector<const Shape*> all;
  for (const Member& member : kSendBounce.input->members) collect_structures(*member.shape, all);
  return all;
}

Rows member_rows() {
  Rows rows;
  for (const Shape* shape : structures()) {
    Names members;
    for (const Member& member : shape->members) members.emplace_back(member.name);
    rows.push_back({std::string(shape->name), members});
  }
  return rows;
}

using OfMember = std::function<Names(const Member&)>;

// Rows "Shape.Member" for the members of which something can be said.
Rows rows_of_members(const OfMember& values) {
  Rows rows;
  for (const Shape* shape : structures()) {
    for (const Member& member : shape->members) {
      const std::string key = std::string(shape->name) + "." + std::string(member.name);
      if (Names found = values(member); !found.empty()) rows.push_back({key, std::move(found)});
    }
  }
  return rows;
}

Rows choice_rows() {
  return rows_of_members([](const Member& member) { return names_of(member.shape->enumeration); });
}

// The shape of what is inside, and "list" where it is one of a list. An element, which has no name,
// is looked up as "Shape.".
Rows inner_rows() {
  Rows rows = rows_of_members([](const Member& member) -> Names {
    const Shape& shape = *member.shape;
    if (shape.type == ShapeType::Structure) return {std::string(shape.name)};
    if (shape.type == ShapeType::List) return {std::string(shape.element->name), "list"};
    return {};
  });
  return rows;
}

}  // namespace

Names region_names() {
  Names names;
  for (const Partition& partition : partitions()) {
    names.insert(names.end(), partition.regions.begin(), partition.regions.end());
  }
  return names;
}

namespace {

Names all_option_names() {
  Names names;
  for (const Option& option : all_options()) names.push_back("--" + std::string(option.name));
  return names;
}

Rows description_rows() {
  Rows rows = {{"help", {"Show the manual, or a part of it"}},
               {"configure", {"Show the settings and where each comes from"}}};
  for (const Option& option : all_options()) {
    const Member* member = member_of_option(option);
    rows.push_back({"--" + std::string(option.name),
                    {in_short(member != nullptr ? member->documentation : option.documentation)}});
  }
  for (Row& row : rows_of_members(
           [](const Member& member) -> Names { return {in_short(member.documentation)}; })) {
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string set_option(const Names& values) {
  std::string out = "kind=" + values.front();
  const Names rest(values.begin() + 1, values.end());
  if (rest.empty()) return out;
  const bool is_shape = values.front() == "list" || values.front() == "structure";
  return out + (is_shape ? " shape=" : " choices=") + shell_quoted(joined(rest));
}

// Rows of choices and of inner shapes in one table, as a member has one or the other.
Rows member_value_rows() {
  Rows rows = choice_rows();
  for (Row& row : rows) row.values.insert(row.values.begin(), "choices");
  for (Row& row : inner_rows()) {
    row.values.insert(row.values.begin(), "inner");
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string set_member_value(const Names& values) {
  const Names rest(values.begin() + 1, values.end());
  if (values.front() == "choices") return "choices=" + shell_quoted(joined(rest));
  return "inner=" + rest.front() + (rest.size() > 1 ? " is_list=1" : "");
}

}  // namespace

std::string posix_tables() {
  return posix_case("_send_bounce_option", "kind= choices= shape=", option_rows(), set_option,
                    "return 1") +
         posix_case("_send_bounce_members", "members=", member_rows(),
                    [](const Names& names) { return "members=" + shell_quoted(joined(names)); }) +
         posix_case("_send_bounce_member", "choices= inner= is_list=", member_value_rows(),
                    set_member_value) +
         posix_list("_send_bounce_names", "names", all_option_names()) +
         posix_list("_send_bounce_regions", "regions", region_names()) +
         posix_list("_send_bounce_topics", "topics", manual_topics());
}

std::string zsh_descriptions() {
  return posix_case("_send_bounce_about", "about=", description_rows(),
                    [](const Names& values) { return "about=" + shell_quoted(values.front()); });
}

std::string fish_tables() {
  return fish_switch("__send_bounce_option", option_rows()) +
         fish_switch("__send_bounce_members", member_rows()) +
         fish_switch("__send_bounce_choices", choice_rows()) +
         fish_switch("__send_bounce_inner", inner_rows()) +
         fish_switch("__send_bounce_about", description_rows()) +
         fish_list("__send_bounce_names", all_option_names()) +
         fish_list("__send_bounce_regions", region_names()) +
         fish_list("__send_bounce_topics", manual_topics());
}

}  // namespace send_bounce
