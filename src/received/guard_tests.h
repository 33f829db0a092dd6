#pragma once

#include <string>
#include <string_view>

#include "send_bounce/received/guards.h"

/// The tests of the guards, one a row of the table in guards.cpp. Each gives the text of its
/// finding, or an empty text if it finds nothing. Pure. docs/reference/when-not-to-bounce.md §2
/// says when each applies, §3 how the fields of a header are read, §5 what verdicts mean.
namespace send_bounce {

/// A clock may be wrong by so much before a moment counts as one in the future.
inline constexpr std::int64_t kClockSlackSeconds = 300;

/// Without a display name, a route and comments; a text that is no mailbox stays as it is.
std::string bare_address(std::string_view text);

std::string find_null_sender(const GuardFacts& facts);
std::string find_stale(const GuardFacts& facts);
std::string find_foreign_recipient(const GuardFacts& facts);
std::string find_already_bounced(const GuardFacts& facts);
std::string find_report(const GuardFacts& facts);
std::string find_auto_reply(const GuardFacts& facts);
std::string find_spam(const GuardFacts& facts);
std::string find_virus(const GuardFacts& facts);
std::string find_forged(const GuardFacts& facts);
std::string find_self_loop(const GuardFacts& facts);
std::string find_unauthenticated(const GuardFacts& facts);
std::string find_not_scanned(const GuardFacts& facts);
std::string find_auto_generated(const GuardFacts& facts);
std::string find_list(const GuardFacts& facts);
std::string find_suppress_ndr(const GuardFacts& facts);
std::string find_headers_truncated(const GuardFacts& facts);
std::string find_no_headers(const GuardFacts& facts);
std::string find_almost_stale(const GuardFacts& facts);
std::string find_own_domain(const GuardFacts& facts);
std::string find_temporary(const GuardFacts& facts);
std::string find_future(const GuardFacts& facts);

}  // namespace send_bounce
