#include "send_bounce/world/paths.h"
#include "send_bounce/settings/profiles.h"

namespace send_bounce {

std::string expand_path(std::string_view path, const Variables& variables,
                        const FileSystem& files) {
  return expand_home(expand_variables(path, variables), variables, files);
}

}  // namespace send_bounce
