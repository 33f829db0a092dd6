#pragma once

#include <iconv.h>

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "send_bounce/text/charset.h"

namespace send_bounce {

/// A conversion of iconv(3), which the C library has many of.
class Iconv {
 public:
  Iconv(const std::string& to, const std::string& from);
  ~Iconv();
  Iconv(const Iconv&) = delete;
  Iconv& operator=(const Iconv&) = delete;

  bool is_open() const;

  /// REQUIRES, as the next: is_open().
  tl::expected<std::string, DecodingFault> convert(std::string bytes);
  /// Empty where the other encoding does not have the character itself, but at most a similar one.
  std::string convert_character(std::string character);

 private:
  bool step(char** input, std::size_t* left, std::string& out);

  iconv_t handle_;
};

/// The text as UTF-8, with Python's reading of the bytes that iconv reads in another way.
/// `normalised_name` has words in lower case and underscores between them.
tl::expected<std::string, DecodingFault> decode_by_iconv(std::string_view bytes,
                                                         std::string_view normalised_name);

}  // namespace send_bounce
