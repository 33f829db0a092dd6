#include "stand_in/http_parser.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// The first byte is the size of the pieces; what the parser makes of the rest must not depend on
// it, nor exceed the limits.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using send_bounce::stand_in::HttpParser;
  if (size == 0) return 0;
  const send_bounce::stand_in::HttpLimits limits = {512, 256};
  const auto piece = std::max<std::size_t>(data[0], 1);
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);

  HttpParser whole(limits);
  const auto used = whole.feed(bytes);

  HttpParser pieces(limits);
  std::size_t used_in_pieces = 0;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    used_in_pieces += pieces.feed(bytes.substr(at, piece));
  }

  if (whole.state() != pieces.state()) std::abort();
  if (whole.state() == HttpParser::State::Refused) {
    if (whole.refusal_status() != pieces.refusal_status()) std::abort();
    return 0;
  }
  if (used != used_in_pieces) std::abort();
  if (whole.request().body != pieces.request().body) std::abort();
  if (whole.request().headers != pieces.request().headers) std::abort();
  if (whole.request().body.size() > limits.body) std::abort();
  if (whole.state() != HttpParser::State::Complete && used != bytes.size()) std::abort();
  return 0;
}
