#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace send_bounce {

/// Where a value stands in the parameters: "BouncedRecipientInfoList[0].BounceType". Made on the
/// way down and put into words only when something is wrong there; ten thousand recipients have
/// many places. Refers to its parent and to the member's name, so it lives no longer than they do.
class MemberPath {
 public:
  /// The parameters themselves.
  MemberPath() = default;

  MemberPath member(std::string_view name) const { return {this, name, 0}; }
  MemberPath element(std::size_t index) const { return {this, {}, index}; }

  /// Empty for the parameters themselves.
  std::string text() const {
    if (parent_ == nullptr) return "";
    const std::string above = parent_->text();
    if (name_.data() == nullptr) return above + "[" + std::to_string(index_) + "]";
    return above.empty() ? std::string(name_) : above + "." + std::string(name_);
  }

 private:
  MemberPath(const MemberPath* parent, std::string_view name, std::size_t index)
      : parent_(parent), name_(name), index_(index) {}

  const MemberPath* parent_ = nullptr;
  std::string_view name_;  // of an element it has no data
  std::size_t index_ = 0;
};

}  // namespace send_bounce
