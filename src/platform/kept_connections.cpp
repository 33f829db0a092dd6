#include "platform/kept_connections.h"

#include <algorithm>

namespace send_bounce {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

constexpr seconds kLongestIdle{5};
// A region or two, and the machine's own interface of a runtime.
constexpr std::size_t kMostKept = 4;

bool is_short(microseconds idle) { return idle >= microseconds(0) && idle < kLongestIdle; }

}  // namespace

// Seconds are compared before they are multiplied, since a clock may have been set to anything.
bool KeptConnections::is_fresh(const Moment& left, const Moment& now) {
  const std::int64_t wall = now.wall.seconds - left.wall.seconds;
  return wall >= 0 && wall <= kLongestIdle.count() &&
         is_short(seconds(wall) + microseconds(now.wall.microseconds - left.wall.microseconds)) &&
         is_short(now.elapsed - left.elapsed);
}

std::unique_ptr<CurlConnection> KeptConnections::take(const Destination& destination) {
  const Moment time = now();
  std::erase_if(kept_, [&](const Kept& one) { return !is_fresh(one.left, time); });
  const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& one) {
    return one.connection->destination() == destination;
  });
  if (found == kept_.end()) return nullptr;
  auto connection = std::move(found->connection);
  kept_.erase(found);
  return connection->is_silent() ? std::move(connection) : nullptr;
}

void KeptConnections::leave(std::unique_ptr<CurlConnection> connection) {
  if (!connection->comes_to_rest()) return;
  if (kept_.size() == kMostKept) kept_.erase(kept_.begin());
  kept_.push_back({std::move(connection), now()});
}

}  // namespace send_bounce
