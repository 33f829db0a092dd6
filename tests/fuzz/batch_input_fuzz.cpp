#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "cli/batch_input.h"
#include "support/fake_world.h"

namespace {

using namespace send_bounce;

void require(bool condition) {
  if (!condition) std::abort();
}

/// Each value as the line where it begins and what its items are.
std::string taken_apart(const std::string& bytes, std::size_t piece) {
  const ItemDefaults defaults;
  BatchInput input(std::make_unique<testing::TextSource>(bytes, piece), defaults);
  std::string text;
  std::int64_t last = 0;
  while (true) {
    auto value = input.next();
    require(value.has_value());
    if (!*value) return text;
    require((*value)->line > last && !(*value)->items.empty());
    last = (*value)->line;
    text += std::to_string(last);
    for (const Item& item : (*value)->items)
      text += item.input ? "+" : "!" + item.input.error().message;
  }
}

}  // namespace

// The same comes of it however the bytes arrive.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const std::string whole = taken_apart(bytes, bytes.size() + 1);
  require(taken_apart(bytes, 7) == whole);
  require(taken_apart(bytes, 64) == whole);
  return 0;
}
