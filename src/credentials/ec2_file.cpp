#include <map>

#include "credentials/providers.h"
#include "send_bounce/words/encoding.h"
#include "send_bounce/world/paths.h"

namespace send_bounce {
namespace {

constexpr const char* kEc2Variable = "AWS_CREDENTIAL_FILE";
constexpr const char* kEc2AccessKey = "AWSAccessKeyId";
constexpr const char* kEc2SecretKey = "AWSSecretKey";

// "NAME=VALUE" lines; others are passed over, and the last one of a name counts.
std::map<std::string, std::string, std::less<>> read_pairs(std::string_view text) {
  std::map<std::string, std::string, std::less<>> pairs;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of("\r\n");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    pairs.insert_or_assign(std::string(trim(line.substr(0, equals))),
                           std::string(trim(line.substr(equals + 1))));
  }
  return pairs;
}

}  // namespace

Found ec2_file(const CredentialSources& sources) {
  const auto named = sources.world.variables.get(kEc2Variable);
  if (!named) return std::nullopt;
  const std::string path = expand_home(*named, sources.world.variables, sources.world.files);
  const auto text = sources.world.files.read(path);
  if (!text) {
    return fail(
        ErrorKind::General, "The specified config file (" + path + ") could not be found.",
        std::string("The variable ") + kEc2Variable + " names it: " + text.error().text + ".");
  }
  const auto pairs = read_pairs(*text);
  const auto key = pairs.find(kEc2AccessKey);
  if (key == pairs.end()) return std::nullopt;
  const auto secret = pairs.find(kEc2SecretKey);
  if (secret == pairs.end()) {
    return fail(
        ErrorKind::General, "'" + std::string(kEc2SecretKey) + "'",
        "That line is missing in " + path + ", which the variable " + kEc2Variable + " names.");
  }
  // This form has no session tokens.
  return static_offer({key->second, secret->second, std::nullopt, "ec2-credentials-file"});
}

}  // namespace send_bounce
