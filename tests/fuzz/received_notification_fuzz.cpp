#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/received_properties.h"
#include "send_bounce/text/json_text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace send_bounce;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  require_sound(read_received(bytes));
  // As the text in an envelope, too.
  require_sound(
      read_received(json_text(Map{{"Message", std::string(bytes)}}, JsonSpacing::Indented)));
  return 0;
}
