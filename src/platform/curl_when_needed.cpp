// libcurl for builds against the shared library: what the other files of this folder call, each
// passed on to the library, which curl_global_init loads. It brings 33 other libraries along, and
// loading them takes longer than any command that sends nothing.
#include <curl/curl.h>
#include <dlfcn.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cstdarg>

// curl.h names the last parameter before the dots by an enumeration. It is as wide as an int, so
// nothing is promoted, but clang does not know that of a C enumeration.
#ifdef __clang__
#pragma clang diagnostic ignored "-Wvarargs"
#endif

// curl.h has macros of these names beside its functions.
#undef curl_easy_getinfo
#undef curl_easy_setopt
#undef curl_multi_setopt

namespace {

constexpr const char* kLibrary = "libcurl.so.4";
constexpr int kOptionsOfAType = 10000;

constexpr std::array kFunctions = {
    "curl_easy_cleanup",     "curl_easy_getinfo",   "curl_easy_init",           "curl_easy_recv",
    "curl_easy_send",        "curl_easy_setopt",    "curl_easy_strerror",       "curl_global_init",
    "curl_multi_add_handle", "curl_multi_cleanup",  "curl_multi_info_read",     "curl_multi_init",
    "curl_multi_perform",    "curl_multi_poll",     "curl_multi_remove_handle", "curl_multi_setopt",
    "curl_slist_append",     "curl_slist_free_all", "SSL_CTX_get_cert_store",   "SSL_has_pending",
    "SSL_rstate_string"};

void* library() {
  static void* const handle = ::dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  return handle;
}

bool has_every_function() {
  return library() != nullptr && std::all_of(kFunctions.begin(), kFunctions.end(), [](auto name) {
           return ::dlsym(library(), name) != nullptr;
         });
}

// REQUIRES: curl_global_init has succeeded, or without it a null pointer comes back.
template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(library(), name));
}

// The number of an option tells the type of its one argument.
template <class Code, class Call, class Handle, class Option>
Code set_option(Call call, Handle* handle, Option option, std::va_list arguments) {
  switch (option / kOptionsOfAType * kOptionsOfAType) {
    case CURLOPTTYPE_LONG:
      return call(handle, option, va_arg(arguments, long));
    case CURLOPTTYPE_OFF_T:
      return call(handle, option, va_arg(arguments, curl_off_t));
    default:
      return call(handle, option, va_arg(arguments, void*));
  }
}

}  // namespace

#define REAL(name) static const auto call = real<decltype(name)>(#name)

extern "C" {

CURLcode curl_global_init(long flags) {
  if (!has_every_function()) return CURLE_FAILED_INIT;
  REAL(curl_global_init);
  return call(flags);
}

CURL* curl_easy_init() {
  REAL(curl_easy_init);
  return call();
}

void curl_easy_cleanup(CURL* easy) {
  REAL(curl_easy_cleanup);
  call(easy);
}

CURLcode curl_easy_setopt(CURL* easy, CURLoption option, ...) {
  REAL(curl_easy_setopt);
  std::va_list arguments;
  va_start(arguments, option);
  const CURLcode code = set_option<CURLcode>(call, easy, option, arguments);
  va_end(arguments);
  return code;
}

CURLcode curl_easy_getinfo(CURL* easy, CURLINFO info, ...) {
  REAL(curl_easy_getinfo);
  std::va_list arguments;
  va_start(arguments, info);
  const CURLcode code = call(easy, info, va_arg(arguments, void*));
  va_end(arguments);
  return code;
}

CURLcode curl_easy_recv(CURL* easy, void* buffer, std::size_t size, std::size_t* count) {
  REAL(curl_easy_recv);
  return call(easy, buffer, size, count);
}

CURLcode curl_easy_send(CURL* easy, const void* bytes, std::size_t size, std::size_t* count) {
  REAL(curl_easy_send);
  return call(easy, bytes, size, count);
}

const char* curl_easy_strerror(CURLcode code) {
  REAL(curl_easy_strerror);
  return call(code);
}

CURLM* curl_multi_init() {
  REAL(curl_multi_init);
  return call();
}

CURLMcode curl_multi_setopt(CURLM* multi, CURLMoption option, ...) {
  REAL(curl_multi_setopt);
  std::va_list arguments;
  va_start(arguments, option);
  const CURLMcode code = set_option<CURLMcode>(call, multi, option, arguments);
  va_end(arguments);
  return code;
}

CURLMcode curl_multi_cleanup(CURLM* multi) {
  REAL(curl_multi_cleanup);
  return call(multi);
}

CURLMcode curl_multi_add_handle(CURLM* multi, CURL* easy) {
  REAL(curl_multi_add_handle);
  return call(multi, easy);
}

CURLMcode curl_multi_remove_handle(CURLM* multi, CURL* easy) {
  REAL(curl_multi_remove_handle);
  return call(multi, easy);
}

CURLMcode curl_multi_perform(CURLM* multi, int* running) {
  REAL(curl_multi_perform);
  return call(multi, running);
}

CURLMcode curl_multi_poll(CURLM* multi, curl_waitfd extra[], unsigned int extra_count,
                          int milliseconds, int* ready) {
  REAL(curl_multi_poll);
  return call(multi, extra, extra_count, milliseconds, ready);
}

CURLMsg* curl_multi_info_read(CURLM* multi, int* left) {
  REAL(curl_multi_info_read);
  return call(multi, left);
}

curl_slist* curl_slist_append(curl_slist* list, const char* text) {
  REAL(curl_slist_append);
  return call(list, text);
}

void curl_slist_free_all(curl_slist* list) {
  REAL(curl_slist_free_all);
  call(list);
}

// Of libssl, which libcurl brings along: it hands its SSL_CTX and its SSL to us.
X509_STORE* SSL_CTX_get_cert_store(const SSL_CTX* context) {
  REAL(SSL_CTX_get_cert_store);
  return call(context);
}

int SSL_has_pending(const SSL* tls) {
  REAL(SSL_has_pending);
  return call(tls);
}

const char* SSL_rstate_string(const SSL* tls) {
  REAL(SSL_rstate_string);
  return call(tls);
}

}  // extern "C"
