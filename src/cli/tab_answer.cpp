#include "cli/tab_answer.h"

#include "send_bounce/prompt/tab_candidates.h"
#include "send_bounce/settings/profiles.h"
#include "send_bounce/shell/tab.h"

namespace send_bounce {

std::optional<int> answer_tab(World& world) {
  // Every run comes by here, so the first word must do.
  if (world.arguments.empty() || world.arguments.front() != shell::kHiddenWord) return std::nullopt;
  const auto request = shell::tab_request(
      world.arguments, [&](const char* name) { return world.variables.get(name); });
  if (!request) return std::nullopt;
  world.interrupts.release({});
  const std::function<std::vector<std::string>()> profiles = [&] {
    const auto config = load_config_files(world.variables, world.files);
    return config ? profile_names(*config) : std::vector<std::string>();
  };
  const TabSources sources{profiles, world.directories, world.variables, world.files};
  const auto candidates = tab_candidates(request->line, request->rest, sources);
  static_cast<void>(world.out.write(shell::tab_reply(*request, candidates)));
  return 0;
}

}  // namespace send_bounce
