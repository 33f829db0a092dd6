#include "stand_in/event_target.h"

#include <curl/curl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>

#include "send_bounce/text/encoding.h"
#include "send_bounce/text/json_document.h"
#include "send_bounce/values/freed.h"
#include "send_bounce/values/value.h"
#include "stand_in/child.h"

namespace send_bounce::stand_in {
namespace {

constexpr std::string_view kInvokeStart = "/2015-03-31/functions/";
constexpr std::string_view kInvokeEnd = "/invocations";
/// Larger than any event with 150 KB of content in it.
constexpr std::int64_t kMaxEventBytes = std::int64_t{4} << 20;
/// As much of an answer as is looked at.
constexpr std::size_t kMaxAnswerBytes = std::size_t{64} << 10U;
constexpr std::chrono::milliseconds kFarewell{2'000};
constexpr std::chrono::milliseconds kLook{5};

using UrlText = std::unique_ptr<char, Freed<curl_free>>;

UrlText url_part(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  return curl_url_get(url, part, &text, 0) == CURLUE_OK ? UrlText(text) : UrlText();
}

bool begins_with_in_any_case(const std::string& text, std::string_view start) {
  return to_lower(text.substr(0, start.size())) == start;
}

}  // namespace

std::string EventTarget::shown() const {
  return url.empty() ? "the command" : url.substr(0, url.find_first_of("?#"));
}

Result<EventTarget> parse_event_target(const std::string& text) {
  const auto refuse = [&](const std::string& why) {
    return fail(ErrorKind::Usage, "--on-mail: " + why);
  };
  EventTarget target;
  if (text.find_first_not_of(" \t\n") == std::string::npos)
    return refuse("the value is empty. Write a command, or a URL that begins with http://");
  if (begins_with_in_any_case(text, "https://"))
    return refuse("https:// is not supported. Write a URL that begins with http://");
  if (!begins_with_in_any_case(text, "http://")) {
    target.command = text;
    return target;
  }
  const std::unique_ptr<CURLU, Freed<curl_url_cleanup>> url(curl_url());
  const bool is_url =
      url && curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_DISALLOW_USER) == CURLUE_OK;
  if (!is_url) return refuse("the URL is not valid. Write it as http://HOST[:PORT][/PATH]");
  const UrlText path = url_part(url.get(), CURLUPART_PATH);
  const std::string_view place = path ? path.get() : "";
  target.url = text;
  target.is_function = place.starts_with(kInvokeStart) && place.ends_with(kInvokeEnd);
  return target;
}

std::vector<int> retry_waits(EventForm form, const EventTarget& target) {
  if (form == EventForm::Sqs) return {30, 30, 30, 30};
  const bool is_subscriber = !target.url.empty() && !target.is_function;
  const bool is_of_topic = form == EventForm::Receipt || form == EventForm::Sns;
  if (is_subscriber && is_of_topic) return {20, 20, 20};
  return {60, 120};
}

EventSender::EventSender(EventTarget target, EventForm form, EventEnvironment environment,
                         sigset_t mask, std::chrono::milliseconds time_limit)
    : target_(std::move(target)),
      form_(form),
      environment_(std::move(environment)),
      mask_(mask),
      time_limit_(time_limit) {}

Attempt EventSender::send(const ReceivedMail& mail, const std::atomic<bool>& is_stopping) const {
  if (mail.notification_path.empty()) return {"it has no notification", true};
  const auto [directory, name] = split_path(mail.notification_path);
  const auto folder = Folder::open(directory);
  auto file = folder ? folder->open_file(name) : tl::make_unexpected(folder.error());
  if (!file)
    return {"its notification cannot be read: " + std::string(std::strerror(file.error()))};
  return target_.url.empty() ? run(mail, *std::move(file), is_stopping)
                             : post(*std::move(file), is_stopping);
}

namespace {

// False if the child still runs at `end`. A child that ended is not reaped here, so that its
// process id is not used again.
bool ends_before(std::chrono::steady_clock::time_point end, pid_t child,
                 const std::atomic<bool>* is_stopping) {
  while (true) {
    siginfo_t info{};
    if (::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        info.si_pid == child)
      return true;
    const bool is_over =
        std::chrono::steady_clock::now() >= end || (is_stopping != nullptr && *is_stopping);
    if (is_over) return false;
    std::this_thread::sleep_for(kLook);
  }
}

void end_group(pid_t child) {
  ::kill(-child, SIGTERM);
  ends_before(std::chrono::steady_clock::now() + kFarewell, child, nullptr);
  // Processes that the command started may still run.
  ::kill(-child, SIGKILL);
}

int reaped(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

std::string seconds_text(std::chrono::milliseconds time) {
  return std::to_string((time.count() + 999) / 1000) + " s";
}

}  // namespace

Attempt EventSender::run(const ReceivedMail& mail, Descriptor event,
                         const std::atomic<bool>& is_stopping) const {
  ChildPlan plan;
  // The command is the user's own. Text from the message is only on standard input and in
  // variables.
  plan.words = {"/bin/sh", "-c", target_.command};
  plan.environment = environment_(mail);
  plan.signal_mask = mask_;
  plan.input = event.get();
  plan.writes_to_errors = true;
  plan.has_own_group = true;
  pid_t child = 0;
  if (const int error = start_child(plan, child); error != 0)
    return {std::string("it cannot be started: ") + std::strerror(error)};
  const auto end = std::chrono::steady_clock::now() + time_limit_;
  const bool has_ended = ends_before(end, child, &is_stopping);
  if (!has_ended) end_group(child);
  const int status = reaped(child);
  if (!has_ended) {
    return {is_stopping ? "it was stopped because the stand-in ended"
                        : "it was stopped after " + seconds_text(time_limit_)};
  }
  if (WIFSIGNALED(status)) return {"it was ended by signal " + std::to_string(WTERMSIG(status))};
  const int code = WEXITSTATUS(status);
  return code == 0 ? Attempt{} : Attempt{"it ended with exit code " + std::to_string(code)};
}

namespace {

struct HttpAnswer {
  std::string body;  ///< its beginning
  bool is_function_error = false;
};

std::size_t keep_answer(char* bytes, std::size_t size, std::size_t count, void* context) {
  auto& body = static_cast<HttpAnswer*>(context)->body;
  body.append(bytes, std::min(size * count, kMaxAnswerBytes - body.size()));
  return size * count;
}

std::size_t look_at_header(char* bytes, std::size_t size, std::size_t count, void* context) {
  const std::string line = to_lower(std::string_view(bytes, size * count));
  if (line.starts_with("x-amz-function-error:"))
    static_cast<HttpAnswer*>(context)->is_function_error = true;
  return size * count;
}

int stop_if_asked(void* context, curl_off_t /*down_all*/, curl_off_t /*down*/,
                  curl_off_t /*up_all*/, curl_off_t /*up*/) {
  return *static_cast<const std::atomic<bool>*>(context) ? 1 : 0;
}

// The local emulator answers 200 and reports the error only in the body.
bool is_error_of_function(const HttpAnswer& answer) {
  if (answer.is_function_error) return true;
  const auto document = read_json_document(answer.body);
  const auto* object = document ? document->get<Map>() : nullptr;
  return object != nullptr && object->has("errorMessage") && object->has("errorType");
}

// As SNS judges a status: it tries again after a server error or 429.
Attempt judge(long status, const HttpAnswer& answer, bool is_function) {
  const std::string said = "it answered " + std::to_string(status);
  if (status < 200 || status > 299)
    return {said, !is_function && status >= 300 && status < 500 && status != 429};
  if (is_function && is_error_of_function(answer)) return {said + " with a function error"};
  return {};
}

}  // namespace

Attempt EventSender::post(Descriptor event, const std::atomic<bool>& is_stopping) const {
  struct stat status {};
  if (::fstat(event.get(), &status) != 0 || status.st_size > kMaxEventBytes)
    return {"its notification cannot be read", true};
  const auto bytes = read_at(event.get(), 0, static_cast<std::size_t>(status.st_size));
  if (!bytes) return {"its notification cannot be read", true};
  const auto made =
      target_.is_function ? Result<EventPost>(function_post(*bytes)) : http_post(form_, *bytes);
  if (!made) return {made.error().message, true};

  const std::unique_ptr<CURL, Freed<curl_easy_cleanup>> handle(curl_easy_init());
  std::unique_ptr<curl_slist, Freed<curl_slist_free_all>> headers;
  for (const auto& [name, value] : made->headers) {
    curl_slist* longer = curl_slist_append(headers.get(), (name + ": " + value).c_str());
    static_cast<void>(headers.release());
    headers.reset(longer);
  }
  if (!handle || !headers) return {"libcurl cannot start"};
  CURL* const curl = handle.get();
  HttpAnswer answer;
  std::array<char, CURL_ERROR_SIZE> detail{};
  curl_easy_setopt(curl, CURLOPT_URL, target_.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(time_limit_.count()));
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail.data());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_POST, 1L);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(made->body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, made->body.data());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep_answer);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, look_at_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, stop_if_asked);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &is_stopping);
  const auto code = curl_easy_perform(curl);
  if (code != CURLE_OK)
    return {std::string("no answer: ") +
            (detail[0] != '\0' ? detail.data() : curl_easy_strerror(code))};
  long http_status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &http_status);
  return judge(http_status, answer, target_.is_function);
}

}  // namespace send_bounce::stand_in
