#pragma once

#include <string>
#include <string_view>

/// What messages and logs show in the place of secrets.
namespace send_bounce {

inline constexpr const char* kHidden = "***";

/// "****MPLE": the last four characters of an access key id, or none of a short one.
std::string last_four(std::string_view key_id);

/// User and password of every URL in the text become "***": all from "://" up to the last "@"
/// before a blank or a quote, since a password may hold anything. So do those of a word like
/// "user:password@host", a URL whose scheme was forgotten. A text that begins with a URL, or with
/// an option that has one, is taken for nothing but it. Each value in a URL's query or fragment
/// becomes "***", too: nobody can tell a token from what is none. file:// has no query.
std::string without_url_secrets(std::string_view text);

/// Every email address in the text becomes "***", with whatever adjoins it up to a blank, a bracket,
/// a comma, a colon or a double quote: for logs that say nothing of people. A quoted local part is
/// part of its address. Linear.
std::string without_addresses(std::string_view text);

/// A URL's query with every value hidden: "a=1&b" is "a=***&***".
std::string without_query_values(std::string_view query);

/// A header's value as a log may show it: a signature, a session token and a proxy's password are
/// hidden, all else stays.
std::string shown_header_value(std::string_view name, std::string_view value);

}  // namespace send_bounce
