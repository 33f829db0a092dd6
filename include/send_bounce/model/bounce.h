#pragma once

#include <optional>
#include <string>
#include <vector>

#include "send_bounce/model/request.h"
#include "send_bounce/values/instant.h"

/// A SendBounce request as plain members, for whoever composes the delivery status notification
/// from it. Names and meaning are those of the API page; RFC 3464 gives the fields their form.
namespace send_bounce {

/// An X- field of RFC 3464 §2.4, in the order given.
struct ExtensionField {
  std::string name;
  std::string value;
  friend bool operator==(const ExtensionField&, const ExtensionField&) = default;
};

/// Fields of the per-message group (RFC 3464 §2.2).
struct MessageDsn {
  std::string reporting_mta;  ///< as given: "dns; inbound-smtp.us-east-1.amazonaws.com"
  std::optional<Instant> arrival_date;
  std::vector<ExtensionField> extension_fields;
  friend bool operator==(const MessageDsn&, const MessageDsn&) = default;
};

/// Fields of one per-recipient group (RFC 3464 §2.3), as the caller chose them.
struct RecipientDsnFields {
  std::optional<std::string> final_recipient;  ///< an address without "rfc822;"
  std::string action;                          ///< "failed"
  std::optional<std::string> remote_mta;
  std::string status;  ///< "5.1.1"
  std::optional<std::string> diagnostic_code;
  std::optional<Instant> last_attempt_date;
  std::vector<ExtensionField> extension_fields;
  friend bool operator==(const RecipientDsnFields&, const RecipientDsnFields&) = default;
};

struct BouncedRecipient {
  std::string recipient;
  std::optional<std::string> recipient_arn;
  std::optional<std::string> bounce_type;  ///< "DoesNotExist"
  std::optional<RecipientDsnFields> dsn_fields;
  friend bool operator==(const BouncedRecipient&, const BouncedRecipient&) = default;
};

struct BounceContent {
  std::string original_message_id;
  std::string bounce_sender;
  std::optional<std::string> explanation;
  std::optional<MessageDsn> message_dsn;
  std::vector<BouncedRecipient> recipients;
  std::optional<std::string> bounce_sender_arn;
  friend bool operator==(const BounceContent&, const BounceContent&) = default;
};

/// Total: where a request was checked with Validation::Off, a required member that is missing or of
/// another type is an empty string, and an optional one is absent.
BounceContent bounce_content(const SendBounceRequest& request);

}  // namespace send_bounce
