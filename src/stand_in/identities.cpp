#include "stand_in/identities.h"

#include <algorithm>

#include "send_bounce/mail/address.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce::stand_in {
namespace {

bool is_domain(std::string_view name) {
  return name.substr(0, 1) != "[" && is_ascii_address("x@" + std::string(name));
}

/// "ann@example.com" of "ann+list@example.com".
std::string without_label(std::string_view address) {
  const std::size_t at = address.rfind('@');
  const std::size_t plus = address.find('+');
  if (plus == std::string_view::npos || plus == 0 || plus > at) return std::string(address);
  return std::string(address.substr(0, plus)) + std::string(address.substr(at));
}

bool is_within(std::string_view domain, std::string_view parent) {
  if (domain == parent) return true;
  return domain.size() > parent.size() + 1 && domain.ends_with(parent) &&
         domain[domain.size() - parent.size() - 1] == '.';
}

}  // namespace

Result<Identities> Identities::parse(const std::vector<std::string>& names) {
  Identities identities;
  for (const std::string& name : names) {
    if (is_ascii_address(name)) {
      identities.addresses_.push_back(name);
    } else if (is_domain(name)) {
      identities.domains_.push_back(to_lower(name));
    } else {
      return fail(
          ErrorKind::Configuration,
          "--identity '" + name +
              "' is neither an address nor a domain. Write it like ann@example.com or example.com");
    }
  }
  return identities;
}

bool Identities::covers(std::string_view address) const {
  const std::string domain = to_lower(domain_of(address));
  const auto is_covering = [&](const std::string& known) { return is_within(domain, known); };
  if (std::any_of(domains_.begin(), domains_.end(), is_covering)) return true;
  const auto is_known = [&](const std::string& wanted) {
    return std::find(addresses_.begin(), addresses_.end(), wanted) != addresses_.end();
  };
  return is_known(std::string(address)) || is_known(without_label(address));
}

}  // namespace send_bounce::stand_in
