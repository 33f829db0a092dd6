#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/bounce_input.h"
#include "send_bounce/values/error.h"
#include "send_bounce/world/world.h"

/// The values of a batch as they come, one line of them in memory at a time.
namespace send_bounce {

/// A longer item is unreadable: no envelope of AWS is longer.
inline constexpr std::size_t kLongestItem = std::size_t{1} << 20U;

/// One value of the input, from which several bounces may come.
struct BatchValue {
  std::int64_t line = 1;  ///< where it begins
  std::vector<Item> items;
};

class BatchInput {
 public:
  /// Refers to the defaults.
  BatchInput(std::unique_ptr<ByteSource> source, const ItemDefaults& defaults)
      : source_(std::move(source)), defaults_(defaults) {}

  /// nullopt at the end. Blank lines pass. An error of the source is the only one; EINTR after a
  /// signal that is held back. What is no JSON is an item with the error.
  ///
  /// Where the first line ends before its value does, the whole input is taken for one value over
  /// several lines, up to 16 MiB; if it is none, each line is one.
  tl::expected<std::optional<BatchValue>, SystemError> next();

 private:
  struct Line {
    std::string text;
    bool is_too_long = false;
  };

  tl::expected<bool, SystemError> read_more();
  tl::expected<std::optional<Line>, SystemError> next_line();
  tl::expected<std::optional<BatchValue>, SystemError> whole_value();
  BatchValue value_of(const Line& line) const;

  std::unique_ptr<ByteSource> source_;
  const ItemDefaults& defaults_;
  std::string buffer_;
  std::size_t start_ = 0;  ///< of what is not handed out yet
  bool is_at_end_ = false;
  bool is_begun_ = false;
  std::int64_t line_ = 0;  ///< the last that was handed out
};

}  // namespace send_bounce
