#include <cstddef>
#include <cstdint>
#include <string_view>

#include "send_bounce/input/yaml_reader.h"
#include "send_bounce/text/python_text.h"

using namespace send_bounce;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto value = read_yaml({reinterpret_cast<const char*>(data), size});
  // Messages show the values, however deep they are nested.
  if (value) python_repr(*value);
  return 0;
}
