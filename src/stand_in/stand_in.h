#pragma once

#include <signal.h>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/values/error.h"
#include "send_bounce/world/http.h"
#include "stand_in/delivery.h"
#include "stand_in/event_courier.h"
#include "stand_in/event_target.h"
#include "stand_in/fault_queue.h"
#include "stand_in/http_server.h"
#include "stand_in/options.h"
#include "stand_in/service.h"
#include "stand_in/state_files.h"
#include "stand_in/throwaway_keys.h"

namespace send_bounce::stand_in {

/// One line, without its end; from any thread.
using Log = std::function<void(std::string_view line)>;

/// The stand-in as a whole: server, faults, service, mailbox, outbox and courier put together.
/// Logs one line for each mail taken in, request, bounce and delivery; no line holds a secret.
class StandIn {
 public:
  /// Serves when it returns. What the inbox holds has been taken in, but for files that are still
  /// being written after two seconds. Fails with one line where a folder, the port or the
  /// certificate stands in the way.
  static Result<std::unique_ptr<StandIn>> start(const Options& options, Log log);

  /// Stops the server, then tries the deliveries that are left (at most 15 seconds and the one
  /// under way).
  ~StandIn();
  StandIn(const StandIn&) = delete;
  StandIn& operator=(const StandIn&) = delete;

  std::string endpoint() const { return server_->endpoint(); }
  /// Absolute path of the CA's certificate; empty without TLS.
  const std::string& ca_path() const { return files_.ca; }
  /// Absolute path of that certificate and all that the machine and its variables trust; likewise.
  const std::string& trust_path() const { return files_.trust; }
  const std::string& outbox() const { return outbox_.directory(); }

  /// Takes in new mail. True where a file is still being written.
  bool take_in();

  /// What has to be done at times: takes in new mail, and writes notifications that wait. Returns
  /// after how long it wants to be called again.
  std::chrono::milliseconds tend();

  /// Hands events to `--on-mail` from now on, if that is given. `mask` is the signal mask of its
  /// commands. To be called once.
  void begin_events(EventEnvironment environment, const sigset_t& mask);

  /// True where each event has been handed over or given up.
  bool has_told_events() const { return !events_ || events_->is_idle(); }

  /// The mail that was received last, the last name first among those of one moment.
  std::optional<ReceivedMail> newest_mail() const;

 private:
  StandIn(const Options& options, Log log, Outbox outbox);

  Result<void> start_tls(const Options& options, HttpServerOptions& server);
  void take_in_settled();
  void remember(const std::shared_ptr<const ReceivedMail>& mail);
  Result<std::string> send(const AcceptedBounce& bounce);
  Answer answer(const HttpRequest& request);
  Welcome welcome();

  const Log log_;
  const Outbox outbox_;
  FaultQueue faults_;
  std::optional<TlsIdentity> tls_;
  CertificateFiles files_;
  mutable std::mutex newest_mutex_;
  std::shared_ptr<const ReceivedMail> newest_;
  std::chrono::steady_clock::time_point next_scan_{};
  const EventForm event_form_;
  const std::optional<EventTarget> on_mail_;
  // In the order in which they are needed by the next: destroyed the other way round.
  std::optional<SmtpCourier> courier_;
  std::optional<EventCourier> events_;
  std::optional<Service> service_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace send_bounce::stand_in
