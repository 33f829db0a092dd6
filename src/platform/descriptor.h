#pragma once

#include <unistd.h>

#include <string>
#include <system_error>
#include <tl/expected.hpp>
#include <utility>

#include "send_bounce/world/world.h"

namespace send_bounce {

inline tl::unexpected<SystemError> failed(int number) {
  return tl::make_unexpected(SystemError{number, std::generic_category().message(number)});
}

/// Owns a file descriptor; -1 for none.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    reset();
    number_ = std::exchange(other.number_, -1);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return number_; }
  void reset() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

}  // namespace send_bounce
