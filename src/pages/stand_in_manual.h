#pragma once

#include "send_bounce/manual/document.h"

namespace send_bounce {

/// The manual of ses-stand-in, its options and faults from the tables that it works with.
Document stand_in_manual();

}  // namespace send_bounce
