#include "stand_in/state_files.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>

#include "send_bounce/protocol/trust_store.h"
#include "send_bounce/values/freed.h"
#include "stand_in/folder.h"
#include "stand_in/network_options.h"

namespace send_bounce::stand_in {
namespace {

// Empty for a file that cannot be read: what it held was not trusted before either.
std::string contents_of(const std::string& path) {
  const std::unique_ptr<std::FILE, Freed<std::fclose>> file(std::fopen(path.c_str(), "rbe"));
  std::string text;
  if (!file) return text;
  std::array<char, 16 * 1024> buffer;
  while (const auto count = std::fread(buffer.data(), 1, buffer.size(), file.get())) {
    text.append(buffer.data(), count);
  }
  if (!text.empty() && text.back() != '\n') text += '\n';
  return text;
}

std::string trust_with(const std::string& ca_pem, const std::vector<std::string>& trusted) {
  std::string all = ca_pem;
  for (const char* file : bundle_files()) {
    const auto certificates = contents_of(file);
    all += certificates;
    if (!certificates.empty()) break;
  }
  for (const auto& file : trusted) all += contents_of(file);
  return all;
}

}  // namespace

std::string absolute_path(const std::string& path) {
  char absolute[PATH_MAX];
  return ::realpath(path.c_str(), absolute) != nullptr ? absolute : path;
}

std::vector<std::string> names_of_host(const std::string& address) {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  std::vector<std::string> names = {host.data()};
  if (!is_loopback(address) && !is_every_address(address)) names.push_back(address);
  return names;
}

Result<CertificateFiles> write_certificates(const std::string& state, const std::string& ca_pem,
                                            const std::vector<std::string>& trusted) {
  const auto directory = absolute_path(state);
  const auto folder = Folder::open(directory);
  const std::pair<const char*, std::string> files[] = {{"ca.pem", ca_pem},
                                                       {"trust.pem", trust_with(ca_pem, trusted)}};
  for (const auto& [name, text] : files) {
    // As a whole, so that a client which starts meanwhile reads the old one or the new one.
    const int error = folder ? folder->write(*folder, name, text) : folder.error();
    if (error != 0) {
      return fail(ErrorKind::General, "--state " + state + ": cannot write " + name + ": " +
                                          std::strerror(error) +
                                          ". Name an existing folder that you can write to");
    }
  }
  return CertificateFiles{directory + "/ca.pem", directory + "/trust.pem"};
}

ReadyFile::ReadyFile(std::string path) : path_(std::move(path)) {
  if (!path_.empty()) ::unlink(path_.c_str());
}

ReadyFile::~ReadyFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<void> ReadyFile::write(std::string_view text) const {
  if (path_.empty()) return {};
  const auto [directory, name] = split_path(path_);
  const auto folder = Folder::open(absolute_path(directory));
  int error = folder ? 0 : folder.error();
  if (name.empty()) error = EISDIR;
  if (error == 0) error = folder->write(*folder, name, text);
  if (error == 0) return {};
  return fail(ErrorKind::General,
              "--ready-file " + path_ + " cannot be written: " + std::strerror(error));
}

}  // namespace send_bounce::stand_in
