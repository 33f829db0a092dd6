#include "send_bounce/cli/run.h"
#include "send_bounce/platform/posix_world.h"

int main(int argc, char** argv) {
  return send_bounce::run_in_this_process(argc, argv, send_bounce::run);
}
