#pragma once

#include <string>
#include <vector>

#include "send_bounce/input/parameters.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"
#include "send_bounce/world/world.h"

/// The options that name single members of the two structures of a bounce, so that the common call
/// needs neither shorthand nor JSON.
namespace send_bounce {

/// What they say, by the names of the API.
struct FlatOptions {
  std::vector<std::string> recipients;  ///< --recipient; empty if none was named
  bool all_recipients = false;
  /// Members of every entry of BouncedRecipientInfoList beside Recipient: BounceType or
  /// RecipientDsnFields, RecipientArn.
  Map entry;
  Map message_dsn;             ///< members of MessageDsn
  bool dates_arrival = false;  ///< --arrival-date received

  bool names_recipients() const { return !recipients.empty() || !entry.empty() || all_recipients; }
};

/// Loads file:// and fileb:// as other options of text do. ParamValidation for options that
/// contradict each other, or that lack one they need; one sentence, the option first.
Result<FlatOptions> read_flat_options(const TypedValues& typed, const FileSystem& files,
                                      const Variables& variables);

/// BouncedRecipientInfoList: the entry, once for each recipient.
Value recipient_entries(const FlatOptions& options, const std::vector<std::string>& recipients);

}  // namespace send_bounce
