#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/text/charset.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// The one way to stderr. Whatever is written has known secrets replaced, control characters as
/// escapes, a length that ends, and the encoding that AWS_CLI_OUTPUT_ENCODING names, with "?" for
/// what it does not have: answers, files and other programs may hold anything, and a terminal acts
/// on some of it.
class StderrGate : public Output {
 public:
  explicit StderrGate(Output& err, TextEncoding encoding = {});

  tl::expected<void, SystemError> write(std::string_view text) override;
  /// For a text of our own making that has colours in it: all of it but for the escapes.
  tl::expected<void, SystemError> write_coloured(std::string_view text);
  bool is_terminal() const override { return err_.is_terminal(); }
  int width() const override { return err_.width(); }
  int height() const override { return err_.height(); }

  /// A text that must not appear from now on. What is shorter than four characters, or than eight
  /// where all are letters, is passed over: it would be found in ordinary words.
  void hide(const std::string& secret);

  /// The text as write() shows it, before the encoding.
  std::string shown(std::string_view text) const;
  std::string without_secrets(std::string_view text) const;

 private:
  tl::expected<void, SystemError> pass(std::string text);

  Output& err_;
  TextEncoding encoding_;
  std::vector<std::string> secrets_;  ///< the longest first
};

}  // namespace send_bounce
