#include "stand_in/throwaway_keys.h"

#include <openssl/rand.h>

#include <cstdlib>
#include <string_view>

#include "send_bounce/words/encoding.h"

namespace send_bounce::stand_in {
namespace {

std::string random_text(std::size_t count, std::string_view alphabet) {
  std::string text;
  for (const char byte : random_bytes(count)) {
    // The first few letters come up a little more often; forty of them are secret enough.
    text += alphabet[static_cast<unsigned char>(byte) % alphabet.size()];
  }
  return text;
}

}  // namespace

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
    std::abort();
  }
  return bytes;
}

std::string new_access_key_id() {
  return "STANDIN" + random_text(13, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
}

std::string new_secret_access_key() {
  return random_text(40, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
}

std::string new_request_id() {
  auto bytes = random_bytes(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  auto text = hex(bytes);
  for (const std::size_t position : {20U, 16U, 12U, 8U}) text.insert(position, 1, '-');
  return text;
}

}  // namespace send_bounce::stand_in
