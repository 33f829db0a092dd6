#include "client/clock_advice.h"

#include <algorithm>
#include <cstdlib>

#include "send_bounce/words/encoding.h"

namespace send_bounce {
namespace {

// Signature Version 4 bears fifteen minutes; five come from no delay of a request.
constexpr std::int64_t kNotable = 300;  // seconds

constexpr std::string_view kOfTime[] = {"RequestTimeTooSkewed", "RequestExpired",
                                        "RequestInTheFuture"};
constexpr std::string_view kOfSignature[] = {"SignatureDoesNotMatch", "InvalidSignatureException"};

template <std::size_t Count>
bool is_in(const std::string_view (&codes)[Count], const std::string& code) {
  return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

// SES: "Signature expired: … is now earlier than …", "Signature not yet current: …".
bool speaks_of_time(const std::string& message) {
  const std::string text = to_lower(message);
  return text.find("expired") != std::string::npos ||
         text.find("not yet current") != std::string::npos;
}

// "1 h 2 min 3 s", without parts that are nothing.
std::string duration(std::int64_t seconds) {
  const struct {
    std::int64_t length;
    const char* unit;
  } parts[] = {{86'400, "d"}, {3'600, "h"}, {60, "min"}, {1, "s"}};
  std::string text;
  for (const auto& part : parts) {
    const std::int64_t count = seconds / part.length;
    seconds %= part.length;
    if (count == 0) continue;
    text += (text.empty() ? "" : " ") + std::to_string(count) + " " + part.unit;
  }
  return text.empty() ? "0 s" : text;
}

}  // namespace

std::string clock_advice(const Error& error, std::optional<Instant> theirs, Instant ours,
                         Outcome outcome) {
  const bool is_refused = outcome == Outcome::NotSent;
  const bool is_signature = is_in(kOfSignature, error.code);
  const bool is_of_time =
      is_in(kOfTime, error.code) || (is_signature && speaks_of_time(error.message));
  if (!is_of_time && !is_signature) return {};
  if (!theirs) {
    return is_of_time ? "The clock here may be wrong; the answer has no Date to measure it by."
                      : "";
  }
  const std::int64_t ahead = ours.seconds - theirs->seconds;
  if (std::abs(ahead) >= kNotable) {
    return "The clock here is " + duration(std::abs(ahead)) +
           (ahead > 0 ? " ahead of" : " behind") + " the service's, which says " +
           format_iso8601(*theirs) +
           (is_refused ? ". Set it, and call again; this bounce was not accepted." : ". Set it.");
  }
  if (!is_of_time) return {};
  return "The clock here agrees with the service's within " + duration(std::abs(ahead) + 1) +
         ", so the request was held up on its way." + (is_refused ? " It was not accepted." : "");
}

}  // namespace send_bounce
