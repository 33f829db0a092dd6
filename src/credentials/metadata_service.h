#pragma once

#include <functional>
#include <optional>
#include <string>

#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/settings/metadata.h"

namespace send_bounce {

/// One session with the instance metadata service (configuration-and-credentials.md §3.10): a token
/// first, then documents. Requests never go through a proxy.
class MetadataService {
 public:
  MetadataService(MetadataSettings settings, const CredentialWorld& world)
      : settings_(std::move(settings)), world_(world) {}

  /// Asks for a token. False where nothing more is to be asked: the service is switched off,
  /// refuses the request, or cannot be connected to. Without a token the documents are asked for in
  /// version 1; General where that is forbidden. General also for a time-out below 1.
  Result<bool> open();

  /// REQUIRES: open() was true. The document at that path, from the first attempt that answers with
  /// status 200 and a text that `is_good`; nullopt where none does.
  Result<std::optional<std::string>> get(
      const std::string& path, const std::function<bool(const std::string&)>& is_good) const;

 private:
  enum class TokenOutcome { Given, Refused, Unreachable, None };
  Result<TokenOutcome> ask_for_token();
  Result<HttpRequest> request_for(const std::string& method, const std::string& path) const;
  TransportOptions transport_options() const;

  MetadataSettings settings_;
  CredentialWorld world_;
  std::optional<std::string> token_;  ///< one that is empty is sent, too
};

/// Python takes tabs and line ends out of a URL.
std::string without_line_ends(std::string text);

}  // namespace send_bounce
