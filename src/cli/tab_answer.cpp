#include "cli/tab_answer.h"

#include "send_bounce/prompt/tab_candidates.h"
#include "send_bounce/settings/profiles.h"

namespace send_bounce {

int answer_tab(const shell::TabRequest& request, World& world) {
  world.interrupts.release({});
  const std::function<std::vector<std::string>()> profiles = [&] {
    const auto config = load_config_files(world.variables, world.files);
    return config ? profile_names(*config) : std::vector<std::string>();
  };
  const TabSources sources{profiles, world.directories, world.variables, world.files};
  const auto candidates = tab_candidates(request.line, request.rest, sources);
  static_cast<void>(world.out.write(shell::tab_reply(request, candidates)));
  return 0;
}

}  // namespace send_bounce
