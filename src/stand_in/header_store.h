#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "send_bounce/values/error.h"
#include "stand_in/folder.h"

namespace send_bounce::stand_in {

/// The headers of the messages that were received: a bounce shows its message's header, also if the
/// file is gone by then. The first ones are kept in memory. Those beyond kMaxInMemory go into a
/// file without a name, so that a large inbox does not need as much memory and nothing is left
/// behind, whatever ends the program.
///
/// Not thread-safe.
class HeaderStore {
 public:
  static constexpr std::size_t kMaxInMemory = std::size_t{16} << 20U;

  /// Where a header is.
  struct Place {
    std::uint64_t offset = 0;
    std::uint32_t size = 0;
  };

  /// `folder` is where the file is made, once it is needed; empty for none.
  explicit HeaderStore(std::string folder = {}, std::size_t max_in_memory = kMaxInMemory)
      : folder_(std::move(folder)), max_in_memory_(max_in_memory) {}

  /// If the file cannot be made or written, the header stays in memory.
  Place add(std::string_view header);

  /// General where the file cannot be read.
  Result<std::string> get(const Place& place) const;

 private:
  bool spill();

  std::string folder_;
  std::size_t max_in_memory_;
  std::string memory_;         // of the headers from `in_file_` on
  std::uint64_t in_file_ = 0;  // bytes
  Descriptor file_;
  bool has_no_file_ = false;  // it could not be made or written
};

}  // namespace send_bounce::stand_in
