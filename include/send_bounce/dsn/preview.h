#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/model/bounce.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/instant.h"

namespace send_bounce {

/// What is known of the message to bounce. All of it may be unknown.
struct OriginalFacts {
  /// The envelope sender, without "<>". Never the null path, because such a message cannot be
  /// bounced.
  std::optional<std::string> return_path;
  std::optional<Instant> received;
  std::string header_block;  ///< the header as it was stored; empty if it is not known
};

/// The notification that SES would make of this call, as far as it can be known before the call. It
/// is the text of render_dsn after a field X-Send-Bounce-Preview. The field says that SES writes
/// the real message, that From may differ, and what is not known. The MIME structure stays valid
/// for every unknown fact: To is an empty group, Arrival-Date is absent, and the third part holds
/// one X-Send-Bounce-Preview field that says so. If the region is unknown (empty), host names have
/// the word REGION instead. A pure function. It has the same errors as render_dsn.
Result<std::string> preview_dsn(const BounceContent& content, const OriginalFacts& original,
                                std::string_view region, Instant now);

}  // namespace send_bounce
