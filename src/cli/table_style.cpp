#include "cli/table_style.h"

namespace send_bounce {
namespace {

bool wants_colour(const TypedValues& values, const World& world) {
  const auto color = values.find("color");
  if (color == values.end() || color->second.empty()) return is_colour_welcome(world);
  const std::string& when = color->second.front();
  return when == "on" || (when == "auto" && is_colour_welcome(world));
}

}  // namespace

bool is_colour_welcome(const World& world) {
  return world.out.is_terminal() && world.variables.get("NO_COLOR").value_or("").empty() &&
         world.variables.get("TERM") != "dumb";
}

TableStyle answer_table_style(const TypedValues& values, const World& world) {
  TableStyle style = error_table_style(values, world);
  style.title = "SendBounce";
  style.reset_after_writes = style.colour;
  style.reset_at_end = style.colour && world.out.is_terminal();
  return style;
}

TableStyle error_table_style(const TypedValues& values, const World& world) {
  TableStyle style;
  style.title = "error";
  style.width = world.out.width();
  style.colour = wants_colour(values, world);
  return style;
}

}  // namespace send_bounce
