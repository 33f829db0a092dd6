#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "received/ses_header.h"
#include "send_bounce/received/received_message.h"
#include "send_bounce/values/error.h"

/// A message as SES stored it: an object of the S3 action, or `content` of a notification.
/// Source: docs/reference/receipt-notifications.md §5.
namespace send_bounce {

struct StoredHeader {
  std::vector<OriginalField> fields;
  std::optional<SesHeader> ses;
  std::string block;      ///< the bytes from SES's first field on; all of them without one
  bool is_whole = false;  ///< an empty line follows: nothing was cut off
};

/// The error's message is a clause, as read_mail's is.
Result<StoredHeader> read_stored_header(std::string_view bytes);

/// Recipient, sender, verdicts and time are SES's alone: nothing that the sender wrote counts.
/// NothingToBounce where the bytes are no email, or SES has not received it.
Result<ReceivedMessage> read_stored_message(std::string_view bytes);

/// True for the id that SES gives what it writes when a receipt rule is made.
bool is_setup_id(std::string_view message_id);

/// The error for it.
Failure setup_notification();

}  // namespace send_bounce
