#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/received/received_message.h"
#include "send_bounce/text/json_document.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"

/// What only looks like a receipt notification, and the sentences that explain the difference.
/// Source: docs/reference/receipt-notifications.md §4.
namespace send_bounce {

/// What must not be opened, although it holds something that can be: a request to confirm a
/// subscription, an S3 event.
std::optional<Error> refuse_unopened(const Map& object);

/// Why an object that holds no notification and no envelope cannot be used.
Failure refuse_object(const Map& object);

/// The same for an event that SES itself sent to EventBridge. `detail_type` as it sent it.
Failure refuse_ses_event(std::string_view detail_type);

/// The same for a number, a truth value or null under `key`; the key is empty for the input itself.
Failure refuse_scalar(std::string_view key);

/// The same for a text under `key` that holds no JSON.
Failure refuse_text(std::string_view text, std::string_view key);

/// The same for JSON that is broken, with line and column.
Failure refuse_json(const JsonFault& fault, std::string_view json, std::string_view key);

}  // namespace send_bounce
