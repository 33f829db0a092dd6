#pragma once

namespace send_bounce {

/// The deleter of a std::unique_ptr for what a C library frees by a function:
/// `std::unique_ptr<BIO, Freed<BIO_free>>`.
template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

}  // namespace send_bounce
