#pragma once

#include <optional>
#include <string>

#include "send_bounce/received/received_message.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"

/// The kernel of every receipt notification: the object with `mail` and `receipt`.
/// Source: docs/reference/receipt-notifications.md §1, §3.
namespace send_bounce {

/// What the kernel tells; weak_region is the envelope's, and stays open. NothingToBounce where it
/// has no id, no recipient, or parts of another type than SES writes.
Result<ReceivedMessage> read_kernel(const Map& kernel);

/// A text, or a whole number as text: the documentation and the notifications differ in which of
/// both they write. nullopt for anything else, and for a missing value.
std::optional<std::string> text_of(const Value* value);

}  // namespace send_bounce
