#pragma once

#include "send_bounce/input/parameters.h"
#include "send_bounce/settings/settings.h"

namespace send_bounce {

/// The options among the typed values that have a say in settings.
SettingsOptions settings_options(const TypedValues& values);

}  // namespace send_bounce
