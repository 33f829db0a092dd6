#include "stand_in/client_variables.h"

#include <algorithm>

#include "send_bounce/text/shell_words.h"

namespace send_bounce::stand_in {
namespace {

constexpr const char* kTrustVariables[] = {"AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE",
                                           "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"};

bool is_secret(const std::string& name) {
  return name == "AWS_SECRET_ACCESS_KEY" || name == "AWS_SESSION_TOKEN";
}

}  // namespace

std::vector<std::string> trusted_files(const GetVariable& variable) {
  std::vector<std::string> files;
  for (const char* name : kTrustVariables) {
    const auto file = variable(name);
    const bool is_new =
        file && !file->empty() && std::find(files.begin(), files.end(), *file) == files.end();
    if (is_new) files.push_back(*file);
  }
  return files;
}

VariableList client_variables(const ClientFacts& facts) {
  VariableList list = {{"AWS_ENDPOINT_URL_SES", facts.endpoint}};
  if (facts.all_services) list.emplace_back("AWS_ENDPOINT_URL", facts.endpoint);
  list.emplace_back("AWS_REGION", facts.region);
  list.emplace_back("AWS_DEFAULT_REGION", facts.region);
  list.emplace_back("AWS_ACCESS_KEY_ID", facts.credentials.access_key_id);
  list.emplace_back("AWS_SECRET_ACCESS_KEY", facts.credentials.secret_access_key);
  if (facts.credentials.session_token) {
    list.emplace_back("AWS_SESSION_TOKEN", *facts.credentials.session_token);
  }
  if (!facts.trust_path.empty()) {
    for (const char* name : kTrustVariables) list.emplace_back(name, facts.trust_path);
  }
  list.emplace_back("SES_STAND_IN_OUTBOX", facts.outbox);
  return list;
}

std::string export_lines(const ClientFacts& facts) {
  std::string text;
  for (const auto& [name, value] : client_variables(facts)) {
    if (is_secret(name) && facts.credentials.provider != "generated") continue;
    text += "export " + name + "=" + quote_shell_word(value) + "\n";
  }
  return text;
}

}  // namespace send_bounce::stand_in
