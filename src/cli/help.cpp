#include "cli/help.h"

#include "cli/table_style.h"
#include "send_bounce/manual/command_manual.h"

namespace send_bounce {
namespace {

constexpr const char* kDefaultPager = "less -R";

Setting<std::string> help_pager(const Variables& variables) {
  for (const char* name : {"MANPAGER", "PAGER"}) {
    if (auto value = variables.get(name)) {
      return {*std::move(value), Origin{Source::Variable, name, {}, {}}};
    }
  }
  return {kDefaultPager, {}};
}

}  // namespace

Result<Presented> present_help(const CommandLine& line, const World& world) {
  const Document document = line.help_topic.empty()
                                ? command_manual()
                                : manual_about(line.help_topic).value_or(Document{});
  TextLayout layout;
  if (world.out.width() > 0) layout.width = world.out.width();
  layout.bold = is_colour_welcome(world);
  Presented result;
  result.text = as_text(document, layout);
  if (!world.out.is_terminal() || line.has("no-cli-pager") || fits_screen(result.text, world.out)) {
    return result;
  }
  ASSIGN_OR_RETURN(result.pager, choose_pager(help_pager(world.variables), world));
  return result;
}

}  // namespace send_bounce
