#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/model/bounce.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/instant.h"

namespace send_bounce {

/// What is known of the message that is to be bounced. Nothing of it need be known.
struct OriginalFacts {
  /// The envelope sender, without "<>". Not the null path: such a message cannot be bounced.
  std::optional<std::string> return_path;
  std::optional<Instant> received;
  std::string header_block;  ///< the header as it was stored; empty if it is not known
};

/// The notification that SES would make of this call, as far as it can be known before the call:
/// render_dsn's, behind a field X-Send-Bounce-Preview that says that SES writes the real message,
/// that From may differ, and what is not known. Each unknown fact has a place that keeps the MIME
/// structure valid: To is an empty group, Arrival-Date is absent, and the third part holds one
/// field of that name that says so. In an unknown (empty) region, host names have the word REGION.
/// A pure function. Errors as render_dsn.
Result<std::string> preview_dsn(const BounceContent& content, const OriginalFacts& original,
                                std::string_view region, Instant now);

}  // namespace send_bounce
