// The least that a bounce over TLS can cost: resolve nothing, connect, shake hands, verify the
// server against a folder of hashed certificates, send one POST, read until the server closes.
//
//   tls_floor 127.0.0.1 PORT CERTIFICATE_FOLDER
//
// A yardstick for tests/bench/peers.py: linked statically, libc too, and none of our code in it.
// OpenSSL is used as its own examples use it, but for the machine's configuration, which is left out.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

int connect_to(const char* address, const char* port) {
  sockaddr_in target{};
  target.sin_family = AF_INET;
  target.sin_port = htons(static_cast<std::uint16_t>(std::atoi(port)));
  if (::inet_pton(AF_INET, address, &target.sin_addr) != 1) return -1;
  const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
  const auto* generic = reinterpret_cast<const sockaddr*>(&target);
  return ::connect(descriptor, generic, sizeof target) == 0 ? descriptor : -1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  if (SSL_CTX_load_verify_dir(context, argv[3]) != 1) return 3;
  const int descriptor = connect_to(argv[1], argv[2]);
  if (descriptor < 0) return 4;
  SSL* tls = SSL_new(context);
  SSL_set_fd(tls, descriptor);
  if (SSL_connect(tls) != 1) return 5;
  const std::string body = "Action=SendBounce&Version=2010-12-01";
  const std::string request =
      "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
      "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body;
  if (SSL_write(tls, request.data(), static_cast<int>(request.size())) <= 0) return 6;
  char buffer[4096];
  int total = 0;
  for (int count = 0; (count = SSL_read(tls, buffer, sizeof buffer)) > 0;) total += count;
  return total > 0 ? 0 : 7;
}
