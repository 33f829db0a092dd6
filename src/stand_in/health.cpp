#include "stand_in/health.h"

#include <curl/curl.h>

#include <array>
#include <memory>

#include "send_bounce/values/freed.h"

namespace send_bounce::stand_in {
namespace {

constexpr long kSeconds = 5;

std::size_t ignore_body(char*, std::size_t size, std::size_t count, void*) { return size * count; }

}  // namespace

Result<void> check_health(const std::string& url) {
  if (!url.starts_with("http://") && !url.starts_with("https://")) {
    return fail(
        ErrorKind::Usage,
        "health: '" + url + "' is not the URL of a stand-in. Write it like http://127.0.0.1:8025");
  }
  const std::string place = url.substr(0, url.find_last_not_of('/') + 1) + std::string(kHealthPath);
  const std::unique_ptr<CURL, Freed<curl_easy_cleanup>> handle(curl_easy_init());
  if (!handle) return fail(ErrorKind::Connection, "health: libcurl cannot start");
  std::array<char, CURL_ERROR_SIZE> detail{};
  CURL* const curl = handle.get();
  curl_easy_setopt(curl, CURLOPT_URL, place.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kSeconds);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore_body);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail.data());
  const auto code = curl_easy_perform(curl);
  if (code != CURLE_OK) {
    const std::string why = detail[0] != '\0' ? detail.data() : curl_easy_strerror(code);
    return fail(ErrorKind::Connection, "health " + url + ": " + why);
  }
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  if (status == 200) return {};
  return fail(ErrorKind::Connection, "health " + url + ": it answered with status " +
                                         std::to_string(status) +
                                         ", not 200. Check that a stand-in serves at this URL");
}

}  // namespace send_bounce::stand_in
