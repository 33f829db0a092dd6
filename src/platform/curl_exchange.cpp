#include "platform/curl_exchange.h"

#include <poll.h>

#include <algorithm>
#include <array>

#include "platform/curl_failure.h"
#include "platform/stop_signals.h"

namespace send_bounce {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using End = CurlConnection::Moved::End;

constexpr std::int64_t kLongestSilence = 2'147'483;  // seconds
constexpr milliseconds kLongestPoll{1000};
constexpr std::size_t kPiece = std::size_t{16} << 10U;

}  // namespace

CurlExchange::CurlExchange(CurlConnection& connection, const TransportOptions& options,
                           const AnswerLimits& limits)
    : connection_(connection), options_(options), limits_(limits), answer_(limits) {}

// The answer is read while the request is still being written, since a server may refuse it early.
tl::expected<HttpResponse, TransportError> CurlExchange::run(std::string_view request) {
  unsent_ = request;
  last_activity_ = Clock::now();
  while (true) {
    write();
    read();
    if (answer_.is_done()) return outcome();
    const int stopped = held_stop_signal();
    const milliseconds left = patience();
    if (stopped == 0 && left.count() > 0) {
      if (wait(left)) last_activity_ = Clock::now();
      continue;
    }
    // Trailers, which nobody needs, are all that is missing.
    if (answer_.has_whole_body()) return answer_.take();
    if (stopped != 0) return failure(TransportPhase::Interrupted, "");
    const bool silent = last_activity_ + seconds(options_.read_timeout) <= Clock::now();
    return failure(TransportPhase::ReadTimeout,
                   silent
                       ? ""
                       : "the answer did not end within " +
                             std::to_string(limits_.time.count() + options_.read_timeout) + " s");
  }
}

// A server that takes no more may have answered all the same, so a failure is no end.
void CurlExchange::write() {
  while (!unsent_.empty()) {
    const auto moved = connection_.send(unsent_);
    if (moved.end == End::Later) return;
    unsent_.remove_prefix(moved.end == End::None ? moved.bytes : unsent_.size());
    last_activity_ = Clock::now();
  }
}

void CurlExchange::read() {
  std::array<char, kPiece> piece;
  while (!answer_.is_done()) {
    const auto moved = connection_.receive(piece.data(), piece.size());
    if (moved.end == End::Later) return;
    if (moved.end != End::None) return end_answer(moved.end == End::Failed);
    last_activity_ = Clock::now();
    if (first_byte_ == Clock::time_point{}) first_byte_ = last_activity_;
    answer_.feed({piece.data(), moved.bytes});
    if (held_stop_signal() != 0 || patience().count() <= 0) return;
  }
}

void CurlExchange::end_answer(bool failed) {
  const ExchangeFault fault = failed ? connection_.fault() : ExchangeFault{};
  if (fault.is_handshake_refusal && first_byte_ == Clock::time_point{}) refusal_ = fault.text;
  answer_.end(fault.text);
}

// How long the server may still be silent; nothing left where the answer as a whole takes too long.
milliseconds CurlExchange::patience() const {
  const seconds silence{std::min(options_.read_timeout, kLongestSilence)};
  if (silence.count() == 0) return kLongestPoll;
  Clock::time_point end = last_activity_ + silence;
  if (first_byte_ != Clock::time_point{}) end = std::min(end, first_byte_ + limits_.time + silence);
  return std::min(kLongestPoll, std::chrono::ceil<milliseconds>(end - Clock::now()));
}

// True where something moved, also a part of a TLS record of which nothing can be read yet.
bool CurlExchange::wait(milliseconds time) {
  const short events = static_cast<short>(unsent_.empty() ? POLLIN : POLLIN | POLLOUT);
  std::array<pollfd, 2> watched{
      {{connection_.socket(), events, 0}, {stop_signal_descriptor(), POLLIN, 0}}};
  return ::poll(watched.data(), watched.size(), static_cast<int>(time.count())) > 0 &&
         watched[0].revents != 0;
}

tl::expected<HttpResponse, TransportError> CurlExchange::outcome() {
  if (answer_.status() != 0) return answer_.take();
  // The server did not even finish the handshake, so it has processed nothing (RFC 8446 §4.4.2.4).
  if (!refusal_.empty()) return failure(TransportPhase::Tls, refusal_);
  return failure(TransportPhase::Closed, answer_.failure());
}

tl::unexpected<TransportError> CurlExchange::failure(TransportPhase phase, std::string detail) {
  TransportError error{phase, std::move(detail), connection_.addresses(), answer_.status()};
  if (error.status != 0) error.body = answer_.take().body;
  return tl::make_unexpected(std::move(error));
}

}  // namespace send_bounce
