#include "stand_in/delivery.h"

#include <curl/curl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include "send_bounce/text/encoding.h"
#include "send_bounce/values/freed.h"
#include "stand_in/folder.h"
#include "stand_in/throwaway_keys.h"

namespace send_bounce::stand_in {
namespace {

Failure cannot(const std::string& what, int error) {
  return fail(ErrorKind::General, "--outbox: cannot " + what + ": " + std::strerror(error));
}

// Time, process id and a counter make the name unique on one host, and the host's name makes it
// unique among hosts. Random digits follow the R, so that nobody can create the file first.
std::string unique_name(Instant now) {
  static std::atomic<unsigned> count = 0;
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  std::string name = std::to_string(now.seconds) + ".M" + std::to_string(now.microseconds) + "P" +
                     std::to_string(::getpid()) + "Q" + std::to_string(++count) + "R" +
                     hex(random_bytes(8)) + ".";
  for (const char c : std::string_view(host.data())) {
    name += c == '/' || c == ':' ? '_' : c;
  }
  return name;
}

}  // namespace

Result<Outbox> Outbox::open(const std::string& directory) {
  // The outbox itself may be a link, because the user chose it. The folders in it may not.
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
    auto failure = cannot("create " + directory, errno);
    if (errno == ENOENT) failure.value().message += ". Create its parent folder first";
    return failure;
  }
  std::array<char, PATH_MAX> absolute{};
  if (::realpath(directory.c_str(), absolute.data()) == nullptr) {
    return cannot("find " + directory, errno);
  }
  std::string warning;
  for (const auto* name : {"", "/tmp", "/new", "/cur"}) {
    const auto folder = Folder::make(absolute.data() + std::string(name));
    if (!folder) {
      auto failure = cannot("create " + directory + name, folder.error());
      if (folder.error() == ENOTDIR)
        failure.value().message += ". A file or a symbolic link has that name";
      return failure;
    }
    if (!folder->is_writable()) return cannot("write to " + directory + name, errno);
    const char* doubt = folder->doubt();
    if (warning.empty() && doubt != nullptr) {
      warning = "--outbox " + directory + name + " " + doubt;
    }
  }
  return Outbox(absolute.data(), std::move(warning));
}

Result<std::string> Outbox::store(std::string_view message, Instant now) const {
  const auto name = unique_name(now);
  auto path = directory_ + "/new/" + name;
  const auto drafts = Folder::open(directory_ + "/tmp");
  if (!drafts) return cannot("open " + directory_ + "/tmp", drafts.error());
  const auto done = Folder::open(directory_ + "/new");
  if (!done) return cannot("open " + directory_ + "/new", done.error());
  const int error = drafts->write(*done, name, with_line_ends(message, "\n"));
  if (error != 0) return cannot("write " + path, error);
  return path;
}

std::string with_line_ends(std::string_view text, std::string_view line_end) {
  std::string out;
  out.reserve(text.size() + text.size() / 32);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_pair = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (is_pair) continue;
    if (text[i] == '\n') {
      out += line_end;
    } else {
      out += text[i];
    }
  }
  return out;
}

namespace {

constexpr long kConnectSeconds = 5;
constexpr long kWholeSeconds = 15;
constexpr std::chrono::seconds kLastTries{15};

// libcurl writes the address into its RCPT line as it stands.
bool is_safe_address(const std::string& address) {
  return !address.empty() && std::none_of(address.begin(), address.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7f || c == '<' || c == '>';
  });
}

std::size_t hand_over(char* buffer, std::size_t size, std::size_t count, void* context) {
  auto& rest = *static_cast<std::string_view*>(context);
  const auto bytes = std::min(size * count, rest.size());
  std::memcpy(buffer, rest.data(), bytes);
  rest.remove_prefix(bytes);
  return bytes;
}

}  // namespace

std::string SmtpRoute::url() const { return "smtp://" + host + ":" + std::to_string(port); }

Result<SmtpRoute> parse_smtp_route(const std::string& url) {
  const auto refuse = [&] {
    return fail(
        ErrorKind::Usage,
        "--deliver '" + url +
            "' is not a mail server. Write it as smtp://HOST[:PORT], such as smtp://localhost:25");
  };
  constexpr std::string_view kScheme = "smtp://";
  std::string_view rest = url;
  if (!rest.starts_with(kScheme)) return refuse();
  rest.remove_prefix(kScheme.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);

  SmtpRoute route;
  const auto host_end = rest.starts_with('[') ? rest.find(']') : rest.rfind(':');
  if (rest.starts_with('[')) {
    if (host_end == rest.npos) return refuse();
    route.host = std::string(rest.substr(0, host_end + 1));
    rest.remove_prefix(host_end + 1);
  } else {
    route.host = std::string(rest.substr(0, host_end));
    rest.remove_prefix(route.host.size());
  }
  const bool is_host = !route.host.empty() && route.host != "[]" &&
                       std::all_of(route.host.begin(), route.host.end(), [&](char c) {
                         return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                                (c >= 'a' && c <= 'z') || c == '.' || c == '-' || c == '_' ||
                                (route.host[0] == '[' && (c == '[' || c == ']' || c == ':'));
                       });
  if (!is_host) return refuse();
  if (rest.empty()) return route;
  rest.remove_prefix(1);
  const auto [end, fault] = std::from_chars(rest.data(), rest.data() + rest.size(), route.port);
  if (fault != std::errc() || end != rest.data() + rest.size() || route.port == 0) return refuse();
  return route;
}

Result<void> deliver(const SmtpRoute& route, const std::string& recipient,
                     std::string_view message) {
  if (!is_safe_address(recipient)) {
    return fail(ErrorKind::General,
                "not delivered: '" + recipient + "' is not an address that can be delivered to");
  }
  const std::unique_ptr<CURL, Freed<curl_easy_cleanup>> handle(curl_easy_init());
  const std::unique_ptr<curl_slist, Freed<curl_slist_free_all>> recipients(
      curl_slist_append(nullptr, recipient.c_str()));
  if (!handle || !recipients) {
    return fail(ErrorKind::General, "not delivered: libcurl cannot start");
  }
  const auto text = with_line_ends(message, "\r\n");
  std::string_view rest = text;
  std::array<char, CURL_ERROR_SIZE> detail{};
  CURL* const curl = handle.get();
  curl_easy_setopt(curl, CURLOPT_URL, route.url().c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kWholeSeconds);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail.data());
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, "");
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(text.size()));
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, hand_over);
  curl_easy_setopt(curl, CURLOPT_READDATA, &rest);

  const auto code = curl_easy_perform(curl);
  if (code == CURLE_OK) return {};
  const std::string why = detail[0] != '\0' ? detail.data() : curl_easy_strerror(code);
  return fail(ErrorKind::Connection,
              "not delivered to " + recipient + " by " + route.url() + ": " + why);
}

SmtpCourier::SmtpCourier(SmtpRoute route, std::function<void(const std::string&)> log)
    : route_(std::move(route)), log_(std::move(log)), thread_([this] { run(); }) {}

SmtpCourier::~SmtpCourier() {
  {
    const std::scoped_lock lock(mutex_);
    is_ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void SmtpCourier::post(std::string recipient, std::string message) {
  {
    const std::scoped_lock lock(mutex_);
    waiting_.push_back({std::move(recipient), std::move(message)});
  }
  changed_.notify_one();
}

void SmtpCourier::run() {
  std::optional<std::chrono::steady_clock::time_point> last_start;
  while (true) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_ending_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const auto parcel = std::move(waiting_.front());
    waiting_.pop_front();
    const auto now = std::chrono::steady_clock::now();
    if (is_ending_ && !last_start) last_start = now + kLastTries;
    lock.unlock();

    if (last_start && now > *last_start) {
      log_("not delivered to " + parcel.recipient + ": the stand-in ended before its turn came");
      continue;
    }
    const auto outcome = deliver(route_, parcel.recipient, parcel.message);
    log_(outcome ? "delivered to " + parcel.recipient + " by " + route_.url()
                 : outcome.error().message);
  }
}

}  // namespace send_bounce::stand_in
