#include <string>
#include <vector>

#include "send_bounce/cli/run.h"
#include "send_bounce/platform/posix_world.h"

int main(int argc, char** argv) {
  send_bounce::PosixWorld surroundings;
  // An argv without even the program's name is possible (execve allows it).
  std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  send_bounce::World world = surroundings.world(std::move(words));
  if (argc > 0 && send_bounce::is_lambda_runtime(argv[0], world.variables)) {
    return send_bounce::run_lambda_runtime(world);
  }
  return send_bounce::run(world);
}
