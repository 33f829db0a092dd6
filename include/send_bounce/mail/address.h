#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Addresses of RFC 5322 §3.4 with the obsolete forms of §4.4, in fields and in parameters.
namespace send_bounce {

struct MailAddress {
  std::string display_name;  ///< quotes and comments removed, encoded words as they stand
  std::string address;       ///< "local@domain"; a local part that needs quotes has them
  friend bool operator==(const MailAddress&, const MailAddress&) = default;
};

/// The mailboxes of a field such as To, those of groups included, in order. Comments are dropped,
/// routes (<@a,@b:c@d>) too. Lenient: a part without "@" or that cannot be read is passed over.
std::vector<MailAddress> parse_address_list(std::string_view value);

/// Exactly one mailbox, with or without a display name; nullopt for anything else.
std::optional<MailAddress> parse_mailbox(std::string_view value);

/// An envelope path: "<a@b>", "a@b", "<>". An empty string is the null path; nullopt where it is
/// none of these.
std::optional<std::string> parse_path(std::string_view value);

/// True where the address has both parts, each of the form of RFC 5321 §4.1.2 (local parts: quoted
/// or dots and atoms, at most 64 bytes; domains: names in letters, digits and dashes, or a literal
/// in brackets) and all in ASCII, which is what SES takes.
bool is_ascii_address(std::string_view address);

/// Domains are compared in any case, local parts as they stand (RFC 5321 §2.4).
bool is_same_address(std::string_view a, std::string_view b);

/// Equal for two addresses if, and only if, is_same_address says that they are: a key for sets.
std::string address_key(std::string_view address);

/// What follows the last "@"; empty where there is none.
std::string_view domain_of(std::string_view address);

}  // namespace send_bounce
