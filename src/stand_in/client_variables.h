#pragma once

#include <string>
#include <utility>
#include <vector>

#include "send_bounce/signing/credentials.h"
#include "stand_in/own_keys.h"

/// What a client is told about the stand-in: one list for `run`, for what `serve` prints, and for
/// the ready file.
namespace send_bounce::stand_in {

struct ClientFacts {
  std::string endpoint;
  std::string region;
  Credentials credentials;
  std::string trust_path;     ///< trust.pem; empty without TLS
  std::string outbox;         ///< absolute path
  bool all_services = false;  ///< calls of other services of AWS shall come here, too
};

using VariableList = std::vector<std::pair<std::string, std::string>>;

/// Every variable of a client, none of them empty:
///   AWS_ENDPOINT_URL_SES; AWS_ENDPOINT_URL where all services are asked for
///   AWS_REGION, AWS_DEFAULT_REGION
///   AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
///   with TLS AWS_CA_BUNDLE (tools of AWS), REQUESTS_CA_BUNDLE (Python), CURL_CA_BUNDLE,
///   NODE_EXTRA_CA_CERTS, SSL_CERT_FILE (OpenSSL, Go, Ruby). All but that of Node take the place of
///   what was trusted before: trust.pem holds both.
///   SES_STAND_IN_OUTBOX
VariableList client_variables(const ClientFacts& facts);

/// The same as `export NAME=VALUE` lines that a shell can read. Secrets stand there only if they
/// were made up: only a secret that nobody has yet is worth showing.
std::string export_lines(const ClientFacts& facts);

/// The files of certificates that those variables name already, each once.
std::vector<std::string> trusted_files(const GetVariable& variable);

}  // namespace send_bounce::stand_in
