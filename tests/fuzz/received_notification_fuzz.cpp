#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/received_properties.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace send_bounce;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  require_sound(read_received(bytes));
  // As the text in an envelope, too.
  require_sound(read_notification(Map{{"Message", std::string(bytes)}}));
  return 0;
}
