#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "send_bounce/values/error.h"

/// What a stand-in needs to know of a network: who may reach it, and how a container that cannot
/// pass arguments passes options.
namespace send_bounce::stand_in {

/// "127.0.0.1", "::1": addresses that only programs on this machine reach.
bool is_loopback(const std::string& address);

/// "0.0.0.0", "::": every address of this machine.
bool is_every_address(const std::string& address);

/// Usage where `address` is no IP address, or one on a network that was not allowed.
Result<void> check_address(const std::string& address, bool allow_network);

/// The words of SES_STAND_IN_OPTIONS, as a shell splits them; none where it is not set. A service
/// container of a CI has variables, and no arguments.
Result<std::vector<std::string>> words_of_variable(
    const std::function<std::optional<std::string>(const char*)>& variable);

}  // namespace send_bounce::stand_in
