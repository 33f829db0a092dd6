#pragma once

#include <concepts>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

namespace send_bounce {

/// A value, or the way to one that is made when it is first asked for: what costs a file and few
/// runs need. A copy makes its own. Not for use by several threads at once.
template <class T>
class Lazy {
 public:
  Lazy() : value_(std::in_place) {}
  Lazy(T value) : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor)

  template <std::invocable F>
  requires std::convertible_to<std::invoke_result_t<F>, T> Lazy(F make)
      : make_(std::move(make)) {}  // NOLINT(google-explicit-constructor)

  Lazy& operator=(T value) {
    value_ = std::move(value);
    return *this;
  }

  const T& get() const {
    if (!value_) value_ = make_();
    return *value_;
  }

 private:
  std::function<T()> make_;
  mutable std::optional<T> value_;
};

}  // namespace send_bounce
