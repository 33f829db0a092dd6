#include <cstddef>
#include <cstdint>
#include <string>

#include "credentials/calls.h"
#include "credentials/keys.h"
#include "credentials/login.h"
#include "credentials/sso_token.h"
#include "send_bounce/text/json_text.h"
#include "support/fake_world.h"

// What services, and files that others write, say on the way to credentials: an answer of JSON over
// HTTP with any status, and the documents that are made of it. Whatever comes out is an error or
// whole; the documents that are written can be read again.
namespace {

using namespace send_bounce;

constexpr Instant kNow{1577934245, 0};  // 2020-01-02T03:04:05Z

void require(bool holds) {
  if (!holds) __builtin_trap();
}

void read_answers(const Map& body) {
  const SsoProfile sso{"https://d-1.awsapps.com/start", "us-east-2", "1", "r", "my"};
  if (const auto document = renewed_sso_document(sso, body, body, kNow)) {
    require(document->get<std::string>("accessToken") != nullptr);
    require(document->get<std::string>("expiresAt") != nullptr);
  }
  if (const auto document = renewed_login_document(body, body, kNow)) {
    require(document->get<std::string>("refreshToken") != nullptr);
  }
}

void read_login_file(const Map& body) {
  testing::FakeWorld fake;
  SilentLog log;
  const CredentialWorld world{
      fake.variables, fake.files,    fake.private_files, fake.clock, fake.random,
      fake.transport, fake.programs, fake.terminal,      log,        OneWarning(fake.err)};
  if (const auto token = login_token_in(body, world)) require(token->keys.expires.has_value());
  // What is written can be read again.
  const std::string path = "/home/user/.aws/sso/cache/key.json";
  save_json_file(path, body, {"the answer", "It is lost."}, world);
  fake.files.files[path] = fake.private_files.written.at(path);
  const auto again = read_json_file(path, "", world);
  require(again && *again &&
          json_text(**again, JsonSpacing::None) == json_text(body, JsonSpacing::None));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  // The first byte chooses the status.
  const int status = 200 + data[0] % 8 * 50;
  const HttpResponse answer{
      status, {}, std::string(reinterpret_cast<const char*>(data) + 1, size - 1)};
  SilentLog log;
  const auto body = read_rest_json("GetRoleCredentials", answer, log);
  require(status < 300 || !body);
  if (!body) return 0;
  read_answers(*body);
  read_login_file(*body);
  return 0;
}
