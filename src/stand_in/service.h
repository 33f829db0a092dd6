#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "send_bounce/dsn/dsn.h"
#include "send_bounce/model/bounce.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/instant.h"
#include "send_bounce/world/http.h"
#include "stand_in/identities.h"
#include "stand_in/mailbox.h"
#include "stand_in/service_answer.h"
#include "stand_in/signature_check.h"

namespace send_bounce::stand_in {

/// A bounce that passed every check, ready to be stored and sent.
struct AcceptedBounce {
  std::string message_id;  ///< of the bounce: "0100019abc….-uuid-000000"
  std::string original_message_id;
  std::string envelope_recipient;  ///< the original's MAIL FROM, never empty; ours is always <>
  std::string dsn;                 ///< the whole message, CRLF line ends
};

/// Stores a bounce and returns where it lies; only then does the caller read success. May be called
/// from several threads at once. An error becomes a 500 InternalFailure with its message.
using BounceSink = std::function<Result<std::string>(const AcceptedBounce&)>;

struct ServiceOptions {
  SignatureRules signature;
  Identities identities;
  std::int64_t max_age_seconds = 24 * 60 * 60;          ///< of a mail, counted from its receipt
  std::int64_t call_interval_microseconds = 1'000'000;  ///< between two calls; 0: no limit
  DsnFrom dsn_from = DsnFrom::BounceSender;             ///< in the bounces that are written
  /// Fit for identifiers; called under a lock.
  std::function<std::string(std::size_t count)> random_bytes;
  /// Waits until a file that is being written has settled. Empty: sleeps a little longer than
  /// Mailbox::kSettleMilliseconds.
  std::function<void()> wait_for_files;
};

struct ServiceAnswer {
  HttpResponse response;  ///< with Content-Type and x-amzn-RequestId; the server adds the rest
  std::string summary;  ///< one line for a log: "MessageRejected: …" or "accepted 0100… → PATH"
  std::optional<std::string> dsn_path;  ///< what the sink returned
};

/// SendBounce of the stand-in: a request in, an answer out. Thread-safe.
///
/// Checks, in this order; the first that fails makes the answer:
///   1. POST / with a form body                      404, 405, 415 with our text
///   2. the signature (signature_check.h)            403 and 400, AWS's texts
///   3. Action=SendBounce, Version=2010-12-01        MissingAction, InvalidAction
///   4. fields and values by the service model, and the limits that the API page states; UTF-8;
///      ISO 8601 timestamps                          MalformedQueryString, ValidationError
///   5. one call a second                            Throttling "Maximum sending rate exceeded."
///      A call that came this far counts, whatever becomes of it; a throttled one does not.
///   6. addresses can be read                        InvalidParameterValue
///   7. the sender is verified                       MessageRejected, before the id as in SES
///   8. the id is known, of this region, not older
///      than 24 hours                                MessageRejected
///   9. the mail's own return path was not null      MessageRejected (RFC 5321 §6.1)
///  10. Recipient or FinalRecipient of each entry received that mail: domains in any case, local
///      parts as they stand (RFC 5321 §2.4)          MessageRejected
/// Then the DSN is rendered and handed to the sink.
class Service {
 public:
  Service(ServiceOptions options, Mailbox mailbox, BounceSink sink);

  /// `now` is the true time. `skew_seconds` is added to it for the signature check alone: a service
  /// whose clock is wrong, on demand.
  ServiceAnswer answer(const HttpRequest& request, Instant now, std::int64_t skew_seconds = 0);

  /// Takes in new mail. answer() does so by itself; a server calls it at times so that
  /// notifications appear without a request. True where a file is still being written: call again
  /// soon.
  bool take_in(Instant now);

  /// Writes notifications that wait, a few at a time. True where more of them wait.
  bool write_waiting(std::size_t count);

 private:
  struct Sent;

  Checked<Sent> send(const HttpRequest& request, Instant now, std::int64_t skew_seconds);
  std::optional<ServiceFault> throttle(Instant now);
  Checked<std::shared_ptr<const ReceivedMail>> find_mail(const std::string& message_id,
                                                         Instant now);
  void scan(Instant now);
  Checked<AcceptedBounce> compose(const BounceContent& content, const ReceivedMail& mail,
                                  Instant now);
  Result<std::string> header_of(const ReceivedMail& mail);
  std::uint32_t next_number();
  std::string random_hex(std::size_t bytes);
  std::string make_uuid();

  ServiceOptions options_;
  BounceSink sink_;
  std::mutex mutex_;  // guards the four below and random_bytes
  Mailbox mailbox_;
  std::optional<std::chrono::steady_clock::time_point> last_scan_;
  std::optional<Instant> last_call_;
  std::uint32_t bounces_ = 0;
};

}  // namespace send_bounce::stand_in
