#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "send_bounce/journal/entry.h"
#include "send_bounce/world/shared_file.h"

/// A shared file as lines, a piece of it at a time.
namespace send_bounce {

/// A file with a longer line is no journal: EFBIG.
inline constexpr std::size_t kLongestJournalLine = std::size_t{16} << 20U;

/// Hands over each line from `offset` on that has its end, without it, and where it begins. Returns
/// where the last one ends.
tl::expected<std::uint64_t, SystemError> for_each_line(
    SharedFile& file, std::uint64_t offset,
    const std::function<void(std::string_view line, std::uint64_t offset)>& take);

/// The first line that can be read.
tl::expected<std::optional<JournalEntry>, SystemError> first_entry(SharedFile& file);

/// The entries that begin there, each once. One that cannot be read is left out.
tl::expected<std::vector<JournalEntry>, SystemError> entries_at(SharedFile& file,
                                                                std::vector<std::uint64_t> offsets);

}  // namespace send_bounce
