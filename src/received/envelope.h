#pragma once

#include <vector>

#include "send_bounce/received/received_message.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"

/// Envelopes around receipt notifications, opened by shape: what wraps what is up to the user.
/// Source: docs/reference/receipt-notifications.md §2.
namespace send_bounce {

/// A record for each notification that is found, and for each place where there should be one.
Result<std::vector<ReceivedRecord>> open_envelopes(const Value& value);

}  // namespace send_bounce
