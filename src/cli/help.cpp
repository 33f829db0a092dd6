#include "cli/help.h"

#include <string_view>

#include "cli/presentation.h"
#include "send_bounce/manual/command_manual.h"
#include "send_bounce/version.h"

namespace send_bounce {
namespace {

constexpr std::string_view kOpening = "usage: ";
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

std::string usage_block() {
  std::string block(kOpening);
  for (const char c : usual_call()) {
    block += c;
    if (c == '\n') block.append(kOpening.size(), ' ');
  }
  return block +
         "\n"
         "To see help text, you can run:\n"
         "\n"
         "  send-bounce help\n"
         "  send-bounce help <name of an option>\n";
}

std::string version_line() { return std::string("send-bounce/") + kBuild + "\n"; }

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
