#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/values/error.h"

namespace send_bounce::stand_in {

/// The verified identities of the stand-in's one account and region, as the SES Developer Guide has
/// them ("Verifying email addresses", "Creating and verifying identities"): a domain, in any case,
/// covers its addresses and those of its subdomains; an address covers itself, every letter as it
/// stands, and itself with a label (ann@example.com covers ann+list@example.com).
class Identities {
 public:
  /// Each is an address or a domain: "bounces@example.com", "example.com". ErrorKind::Configuration
  /// names the first that is neither.
  static Result<Identities> parse(const std::vector<std::string>& names);

  /// REQUIRES: an address without display name.
  bool covers(std::string_view address) const;

 private:
  std::vector<std::string> addresses_;
  std::vector<std::string> domains_;  // lower case
};

}  // namespace send_bounce::stand_in
