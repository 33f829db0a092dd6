#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "send_bounce/protocol/http_wire.h"

/// Hostile answers. The first byte is the size of the pieces in which they come; what is made of
/// the rest must not depend on it, nor exceed the limits.
namespace {

using send_bounce::AnswerReader;

void require(bool holds) {
  if (!holds) std::abort();
}

AnswerReader read(std::string_view bytes, std::size_t piece) {
  send_bounce::AnswerLimits limits;
  limits.body = 512;
  limits.headers = 1024;
  AnswerReader reader(limits);
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    reader.feed(bytes.substr(0, piece));
  }
  reader.end("");
  require(reader.is_done());
  return reader;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  AnswerReader whole = read(bytes, std::max<std::size_t>(bytes.size(), 1));
  AnswerReader pieces = read(bytes, std::max<std::size_t>(data[0], 1));

  require(whole.status() == pieces.status());
  require((whole.status() == 0) == !whole.failure().empty());
  if (whole.status() == 0) return 0;
  require(whole.keeps_connection() == pieces.keeps_connection());
  const bool is_kept = whole.keeps_connection();
  require(whole.status() >= 100 && whole.status() <= 999);
  const auto answer = whole.take();
  const auto again = pieces.take();
  require(answer.body == again.body && answer.headers == again.headers);
  require(answer.framing_fault.empty() == again.framing_fault.empty());
  require(answer.body.size() <= 512);
  require(!is_kept || (answer.status >= 200 && answer.framing_fault.empty()));
  return 0;
}
