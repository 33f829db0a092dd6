#pragma once

#include <cstddef>
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

/// What to give instead, as a sentence: most messages end with it.
inline constexpr std::string_view kGiveANotification =
    " Give the receipt notification, which has \"mail\" and \"receipt\", or the message as SES "
    "stored it.";

/// The most bytes of the input that a message quotes.
inline constexpr std::size_t kLongestQuote = 60;

/// The id that SES gives what it writes when a receipt rule is made.
inline constexpr std::string_view kSetupId = "AMAZON_SES_SETUP_NOTIFICATION";

/// The error for what has it.
Failure setup_notification();

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
