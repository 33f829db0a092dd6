#include "stand_in/stand_in.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <tuple>
#include <utility>

#include "send_bounce/text/encoding.h"
#include "stand_in/folder.h"
#include "stand_in/health.h"
#include "stand_in/throwaway_keys.h"

namespace send_bounce::stand_in {
namespace {

Instant system_now() {
  const auto since_epoch = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  const auto microseconds = since_epoch.count();
  return {microseconds / 1'000'000, static_cast<std::int32_t>(microseconds % 1'000'000)};
}

constexpr std::chrono::milliseconds kInboxInterval{1'000};
constexpr std::chrono::milliseconds kLongestInterval{10'000};
/// So much longer than a look at the inbox took is the time until the next one.
constexpr int kRestPerScan = 20;
/// Notifications between two looks at what else there is to do.
constexpr std::size_t kWrittenAtOnce = 100;
/// A minute that the real sender waits before it tries again is a second here.
constexpr int kTimesFaster = 60;
/// The longest that a handler may take for one event.
constexpr std::chrono::milliseconds kEventTime{60'000};

struct FaultAnswerRow {
  FaultKind kind;
  int status;
  const char* code;
  const char* message;
};

// Codes of the service and of the AWS query protocol ("Common Errors"); the text of Throttling is
// one that SES uses.
constexpr FaultAnswerRow kFaultAnswers[] = {
    {FaultKind::InternalFailure, 500, "InternalFailure",
     "ses-stand-in: --fault 500 asked for this"},
    {FaultKind::Unavailable, 503, "ServiceUnavailable", "ses-stand-in: --fault 503 asked for this"},
    {FaultKind::Throttle, 400, "Throttling", "Maximum sending rate exceeded."},
};

// A line without a colon, a name with a blank, and a field without a name. Clients read on, or take
// the whole answer for broken.
constexpr const char* kUntidyLines = "no colon in here\r\nX Untidy: yes\r\n: nameless\r\n";

// Of no bounce that was ever made.
constexpr const char* kSecondMessageId = "0000000000000000-second-answer-of-ses-stand-in-000000";

Certificate certificate_under(FaultKind kind) {
  if (kind == FaultKind::WrongCertificate) return Certificate::WrongName;
  if (kind == FaultKind::ExpiredCertificate) return Certificate::Expired;
  return kind == FaultKind::UnknownCa ? Certificate::UnknownCa : Certificate::Good;
}

HttpResponse unprocessed_response(FaultKind kind) {
  for (const auto& row : kFaultAnswers) {
    if (row.kind == kind) {
      return error_response({row.status, row.code, row.message}, new_request_id());
    }
  }
  // Nothing of it is sent under the faults that are left.
  return plain_answer(503, "not processed");
}

bool is_to_service(const HttpRequest& request) {
  return request.method == "POST" && request.path == "/";
}

// The value of Action in the form, for the log only.
std::string action_of(const HttpRequest& request) {
  std::string_view rest = request.body;
  while (!rest.empty()) {
    const auto end = rest.find('&');
    const auto field = rest.substr(0, end);
    if (field.starts_with("Action=")) return form_decode(field.substr(7)).value_or("?");
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  }
  return "-";
}

// The inbox is opened first, so that no outbox is created if the inbox is missing.
Result<Outbox> open_outbox(const Options& options) {
  ASSIGN_OR_RETURN(const auto inbox, InboxFiles::open(absolute_path(options.inbox), {}));
  ASSIGN_OR_RETURN(auto outbox, Outbox::open(options.outbox));
  if (inbox.directory() != outbox.directory()) return outbox;
  return fail(
      ErrorKind::General,
      "--outbox " + options.outbox +
          " is also the inbox, so each bounce would be taken in as a message. Name another folder");
}

MailboxOptions mailbox_options(const Options& options, const Outbox& outbox) {
  MailboxOptions mailbox;
  mailbox.directory = absolute_path(options.inbox);
  mailbox.region = options.region;
  if (!options.notifications.empty()) {
    // The folder must exist before its absolute path is known. Mailbox reports any fault of it.
    static_cast<void>(Folder::make(options.notifications));
    mailbox.notifications = absolute_path(options.notifications);
  }
  mailbox.scratch = outbox.directory() + "/tmp";
  mailbox.form = options.event;
  mailbox.received_at = options.received_at;
  mailbox.verdicts = options.verdicts;
  return mailbox;
}

Result<void> refuse_events_without_place(const Options& options, const Mailbox& mailbox) {
  if (!options.on_mail || mailbox.has_notifications()) return {};
  return fail(ErrorKind::General, "--on-mail: --inbox " + options.inbox +
                                      " cannot be written to, so there are no notifications to "
                                      "hand over. Add --notifications DIR");
}

}  // namespace

StandIn::StandIn(const Options& options, Log log, Outbox outbox)
    : log_(std::move(log)),
      outbox_(std::move(outbox)),
      faults_(options.faults, options.tls),
      event_form_(options.event),
      on_mail_(options.on_mail) {}

StandIn::~StandIn() = default;

Result<std::unique_ptr<StandIn>> StandIn::start(const Options& options, Log log) {
  MailboxEvents events;
  // Set once there is an object to call; the mailbox reports nothing before its first scan.
  auto target = std::make_shared<StandIn*>(nullptr);
  events.on_mail = [target](const std::shared_ptr<const ReceivedMail>& mail) {
    (*target)->remember(mail);
  };
  events.on_warning = [log](const std::string& line) { log("warning: " + line); };
  ASSIGN_OR_RETURN(auto outbox, open_outbox(options));
  ASSIGN_OR_RETURN(auto mailbox,
                   Mailbox::open(mailbox_options(options, outbox), std::move(events)));
  RETURN_IF_ERROR(refuse_events_without_place(options, mailbox));
  if (!outbox.warning().empty()) log("warning: " + outbox.warning());

  std::unique_ptr<StandIn> result(new StandIn(options, std::move(log), std::move(outbox)));
  auto& stand_in = *result;
  *target = &stand_in;
  if (options.deliver) stand_in.courier_.emplace(*options.deliver, stand_in.log_);
  if (options.on_mail) stand_in.events_.emplace();

  ServiceOptions service;
  service.signature = {options.credentials, options.region};
  service.identities = options.identities;
  service.call_interval_microseconds = options.call_interval_microseconds;
  service.dsn_from = options.dsn_from;
  service.random_bytes = random_bytes;
  stand_in.service_.emplace(
      std::move(service), std::move(mailbox),
      [&stand_in](const AcceptedBounce& bounce) { return stand_in.send(bounce); });

  HttpServerOptions server;
  server.address = options.address;
  server.port = options.port;
  server.now = system_now;
  server.welcome = [&stand_in] { return stand_in.welcome(); };
  if (options.tls) RETURN_IF_ERROR(stand_in.start_tls(options, server));
  stand_in.take_in_settled();
  ASSIGN_OR_RETURN(stand_in.server_,
                   HttpServer::start(std::move(server), [&stand_in](const HttpRequest& request) {
                     return stand_in.answer(request);
                   }));
  return result;
}

Result<void> StandIn::start_tls(const Options& options, HttpServerOptions& server) {
  ASSIGN_OR_RETURN(tls_, TlsIdentity::make(names_of_host(options.address)));
  server.tls = tls_->context();
  ASSIGN_OR_RETURN(files_, write_certificates(options.state, tls_->ca_pem(), options.trusted));
  return {};
}

// A message that is being copied into the inbox at the start is waited for.
void StandIn::take_in_settled() {
  constexpr int kTries = 20;
  for (int i = 0; i < kTries && take_in(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

bool StandIn::take_in() {
  using std::chrono::milliseconds;
  const auto start = std::chrono::steady_clock::now();
  const bool is_settling = service_->take_in(system_now());
  // A large inbox is scanned less often, so that scanning takes little of the machine's time.
  const auto end = std::chrono::steady_clock::now();
  const auto took = std::chrono::duration_cast<milliseconds>(end - start);
  next_scan_ =
      end + std::clamp<milliseconds>(kRestPerScan * took, kInboxInterval, kLongestInterval);
  return is_settling;
}

std::chrono::milliseconds StandIn::tend() {
  using std::chrono::milliseconds;
  if (std::chrono::steady_clock::now() >= next_scan_) take_in();
  if (service_->write_waiting(kWrittenAtOnce)) return milliseconds(0);
  const auto left = next_scan_ - std::chrono::steady_clock::now();
  return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(left));
}

void StandIn::begin_events(EventEnvironment environment, const sigset_t& mask) {
  if (!events_) return;
  EventCourier::Plan plan;
  for (const int seconds : retry_waits(event_form_, *on_mail_))
    plan.waits.push_back(std::chrono::milliseconds(seconds * 1000 / kTimesFaster));
  plan.target = on_mail_->shown();
  plan.log = log_;
  plan.send = [sender =
                   EventSender(*on_mail_, event_form_, std::move(environment), mask, kEventTime)](
                  const ReceivedMail& mail, const std::atomic<bool>& is_stopping) {
    return sender.send(mail, is_stopping);
  };
  events_->begin(std::move(plan));
}

std::optional<ReceivedMail> StandIn::newest_mail() const {
  const std::scoped_lock lock(newest_mutex_);
  return newest_ ? std::optional(*newest_) : std::nullopt;
}

void StandIn::remember(const std::shared_ptr<const ReceivedMail>& mail) {
  std::string line =
      "message " + mail->message_id + " from <" + mail->sender + "> in " + mail->path;
  if (!mail->notification_path.empty()) line += ", notification " + mail->notification_path;
  log_(line);
  if (events_) events_->post(mail);
  const std::scoped_lock lock(newest_mutex_);
  if (!newest_ ||
      std::tie(newest_->received, newest_->path) <= std::tie(mail->received, mail->path)) {
    newest_ = mail;
  }
}

Result<std::string> StandIn::send(const AcceptedBounce& bounce) {
  ASSIGN_OR_RETURN(auto path, outbox_.store(bounce.dsn, system_now()));
  log_("bounce " + bounce.message_id + " to <" + bounce.envelope_recipient + "> in " + path);
  if (courier_) courier_->post(bounce.envelope_recipient, bounce.dsn);
  return path;
}

Welcome StandIn::welcome() {
  const auto fault = faults_.next_of_connection();
  if (fault.kind == FaultKind::Ok) return {};
  log_("connection: fault " + std::string(fault_name(fault.kind)));
  Welcome welcome;
  welcome.is_alert = fault.kind == FaultKind::TlsAlert;
  welcome.tls = tls_->context(certificate_under(fault.kind));
  welcome.pause = std::chrono::milliseconds(fault.milliseconds);
  return welcome;
}

Answer StandIn::answer(const HttpRequest& request) {
  const auto now = system_now();
  if (request.path == kHealthPath && (request.method == "GET" || request.method == "HEAD")) {
    Answer ready;
    ready.response = plain_answer(200, "ready");
    ready.date = now;
    return ready;
  }
  const auto fault = is_to_service(request) ? faults_.next() : Fault{};
  const bool is_skewed = fault.kind == FaultKind::Skew;
  const std::int64_t skew = is_skewed ? fault.milliseconds / 1000 : 0;

  Answer answer;
  std::string summary;
  if (is_processed_under(fault.kind)) {
    auto served = service_->answer(request, now, skew);
    answer.response = std::move(served.response);
    summary = std::move(served.summary);
  } else {
    answer.response = unprocessed_response(fault.kind);
    summary = "not processed";
  }
  answer.date = {now.seconds + skew, now.microseconds};
  answer.delivery = delivery_under(fault);
  if (fault.kind == FaultKind::UntidyHeader) answer.untidy_lines = kUntidyLines;
  if (fault.kind == FaultKind::SecondAnswer) {
    answer.second = success_response(kSecondMessageId, new_request_id());
  }
  // Otherwise a client that keeps its connection would never meet the next fault of a connection.
  answer.closes = faults_.wants_connection();

  std::string line = request.method + " " + request.path + " " + action_of(request) + ": " +
                     std::to_string(answer.response.status) + " " + summary;
  if (fault.kind != FaultKind::Ok) line += "; fault " + std::string(fault_name(fault.kind));
  log_(line);
  return answer;
}

}  // namespace send_bounce::stand_in
