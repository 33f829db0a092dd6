#include "stand_in/header_store.h"

#include <cerrno>
#include <cstring>
#include <utility>

namespace send_bounce::stand_in {

HeaderStore::Place HeaderStore::add(std::string_view header) {
  const Place place = {in_file_ + memory_.size(), static_cast<std::uint32_t>(header.size())};
  memory_ += header;
  if (memory_.size() > max_in_memory_ && !has_no_file_) has_no_file_ = !spill();
  return place;
}

// All of memory at once, so that a place keeps its offset wherever it is.
bool HeaderStore::spill() {
  if (folder_.empty()) return false;
  if (file_.get() < 0) {
    const auto folder = Folder::open(folder_);
    auto file = folder ? folder->nameless_file() : tl::make_unexpected(folder.error());
    if (!file) return false;
    file_ = *std::move(file);
  }
  if (write_at(file_.get(), memory_, in_file_) != 0) return false;
  in_file_ += memory_.size();
  memory_ = {};
  return true;
}

Result<std::string> HeaderStore::get(const Place& place) const {
  if (place.offset >= in_file_) return memory_.substr(place.offset - in_file_, place.size);
  auto bytes = read_at(file_.get(), place.offset, place.size);
  if (!bytes)
    return fail(ErrorKind::General,
                std::string("the header of the message cannot be read again: ") +
                    std::strerror(bytes.error()));
  return *std::move(bytes);
}

}  // namespace send_bounce::stand_in
