#pragma once

#include <optional>
#include <string_view>

#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// The content of the file that `word` names with a prefix at its very start (command-line.md
/// §2.1); nullopt for a word without one. `fileb://` gives Bytes. `file://` gives a string: decoded
/// from the encoding in AWS_CLI_FILE_ENCODING, else from UTF-8, with every line end as "\n" and a
/// byte order mark kept as U+FEFF. In the path "~", "~user", "$NAME" and "${NAME}" are expanded.
///
/// Errors: ParamValidation where the file cannot be read or decoded, a complete sentence without
/// the option's name. General where the encoding or the path is not one at all.
Result<std::optional<Value>> load_param_file(std::string_view word, const FileSystem& files,
                                             const Variables& variables);

}  // namespace send_bounce
