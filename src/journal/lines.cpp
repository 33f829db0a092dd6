#include "journal/lines.h"

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

namespace send_bounce {
namespace {

constexpr std::size_t kJournalPiece = std::size_t{128} << 10U;

// Stops where `take` says false.
tl::expected<std::uint64_t, SystemError> walk(
    SharedFile& file, std::uint64_t offset,
    const std::function<bool(std::string_view, std::uint64_t)>& take) {
  std::string rest;  // of a line whose end is not read yet; `offset` is where it begins
  while (true) {
    const auto piece = file.read(offset + rest.size(), kJournalPiece);
    if (!piece) return tl::make_unexpected(piece.error());
    if (piece->empty()) return offset;
    std::size_t searched = rest.size();
    rest += *piece;
    std::size_t start = 0;
    for (std::size_t end = rest.find('\n', searched); end != std::string::npos;
         end = rest.find('\n', start)) {
      const bool goes_on = take(std::string_view(rest).substr(start, end - start), offset + start);
      start = end + 1;
      if (!goes_on) return offset + start;
    }
    rest.erase(0, start);
    offset += start;
    if (rest.size() > kLongestJournalLine) {
      return tl::make_unexpected(SystemError{EFBIG, "one of its lines is longer than 16 MiB"});
    }
  }
}

}  // namespace

tl::expected<std::uint64_t, SystemError> for_each_line(
    SharedFile& file, std::uint64_t offset,
    const std::function<void(std::string_view, std::uint64_t)>& take) {
  return walk(file, offset, [&](std::string_view line, std::uint64_t at) {
    take(line, at);
    return true;
  });
}

tl::expected<std::optional<JournalEntry>, SystemError> first_entry(SharedFile& file) {
  std::optional<JournalEntry> found;
  const auto end = walk(file, 0, [&](std::string_view line, std::uint64_t) {
    if (auto entry = read_journal_line(line)) found = *std::move(entry);
    return !found;
  });
  if (!end) return tl::make_unexpected(end.error());
  return found;
}

tl::expected<std::vector<JournalEntry>, SystemError> entries_at(
    SharedFile& file, std::vector<std::uint64_t> offsets) {
  std::sort(offsets.begin(), offsets.end());
  offsets.erase(std::unique(offsets.begin(), offsets.end()), offsets.end());
  std::vector<JournalEntry> entries;
  for (const std::uint64_t offset : offsets) {
    const auto end = walk(file, offset, [&](std::string_view line, std::uint64_t) {
      if (auto entry = read_journal_line(line)) entries.push_back(*std::move(entry));
      return false;
    });
    if (!end) return tl::make_unexpected(end.error());
  }
  return entries;
}

}  // namespace send_bounce
