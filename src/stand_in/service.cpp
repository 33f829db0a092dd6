#include "stand_in/service.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "send_bounce/dsn/dsn.h"
#include "send_bounce/mail/address.h"
#include "send_bounce/text/encoding.h"
#include "stand_in/request_reading.h"

namespace send_bounce::stand_in {
namespace {

constexpr std::size_t kLongestSummary = 400;
/// How long after a scan a known message is found without another scan of the inbox.
constexpr std::chrono::milliseconds kFresh{1'000};

tl::unexpected<ServiceFault> rejected(std::string_view message) {
  return tl::make_unexpected(stand_in_fault("MessageRejected", message));
}

void wait_for_writers() {
  std::this_thread::sleep_for(std::chrono::milliseconds(Mailbox::kSettleMilliseconds + 50));
}

/// One line for the log, whatever the request held.
std::string summary_of(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
  if (text.size() > kLongestSummary) text = text.substr(0, kLongestSummary) + "...";
  return text;
}

bool is_recipient_of(const ReceivedMail& mail, std::string_view address) {
  return std::any_of(
      mail.recipients.begin(), mail.recipients.end(),
      [&](const std::string& recipient) { return is_same_address(recipient, address); });
}

/// Step 10. The hint is for the most common mistake.
std::optional<ServiceFault> check_recipients(const BounceContent& content,
                                             const ReceivedMail& mail) {
  for (const BouncedRecipient& entry : content.recipients) {
    const auto given =
        entry.dsn_fields ? entry.dsn_fields->final_recipient : std::optional<std::string>();
    if (is_recipient_of(mail, entry.recipient)) continue;
    if (given && is_recipient_of(mail, *given)) continue;
    std::string message = entry.recipient + " is not a recipient of message " + mail.message_id;
    for (const std::string& recipient : mail.recipients)
      if (to_lower(recipient) == to_lower(entry.recipient))
        message += ". Upper and lower case matter before \"@\": " + recipient;
    return stand_in_fault("MessageRejected", message);
  }
  return std::nullopt;
}

}  // namespace

struct Service::Sent {
  std::string message_id;
  std::string path;
};

Service::Service(ServiceOptions options, Mailbox mailbox, BounceSink sink)
    : options_(std::move(options)), sink_(std::move(sink)), mailbox_(std::move(mailbox)) {
  if (!options_.wait_for_files) options_.wait_for_files = wait_for_writers;
}

ServiceAnswer Service::answer(const HttpRequest& request, Instant now, std::int64_t skew_seconds) {
  const std::string request_id = make_uuid();
  const Checked<Sent> sent = send(request, now, skew_seconds);
  if (!sent) {
    const ServiceFault& fault = sent.error();
    return {speaks_json(request) ? json_error_response(fault, request_id)
                                 : error_response(fault, request_id),
            summary_of(fault.code + ": " + fault.message),
            {}};
  }
  return {success_response(sent->message_id, request_id),
          summary_of("accepted " + sent->message_id + " in " + sent->path), sent->path};
}

bool Service::take_in(Instant now) {
  const std::scoped_lock lock(mutex_);
  scan(now);
  return mailbox_.is_settling();
}

bool Service::write_waiting(std::size_t count) {
  const std::scoped_lock lock(mutex_);
  return mailbox_.write_waiting(count);
}

void Service::scan(Instant now) {
  mailbox_.scan(now);
  last_scan_ = std::chrono::steady_clock::now();
}

Checked<Service::Sent> Service::send(const HttpRequest& request, Instant now,
                                     std::int64_t skew_seconds) {
  if (auto fault = check_http(request)) return tl::make_unexpected(*std::move(fault));
  const Instant skewed = {now.seconds + skew_seconds, now.microseconds};
  if (auto fault = check_signature(request, options_.signature, skewed))
    return tl::make_unexpected(*std::move(fault));
  if (auto fault = check_action(request.body)) return tl::make_unexpected(*std::move(fault));
  ASSIGN_OR_RETURN(const BounceContent content, read_bounce(request.body));
  if (auto fault = throttle(now)) return tl::make_unexpected(*std::move(fault));

  ASSIGN_OR_RETURN(const std::string sender, check_addresses(content));
  if (!options_.identities.covers(sender))
    return tl::make_unexpected(
        ServiceFault{400, "MessageRejected",
                     "Failed to generate a bounce for " + content.original_message_id +
                         ". The following identities are not verified: " + sender});
  ASSIGN_OR_RETURN(const auto mail, find_mail(content.original_message_id, now));
  if (mail->sender.empty())
    return rejected("message " + mail->message_id +
                    " has a null return path (MAIL FROM:<>) or an unknown one, so no bounce may be "
                    "sent for it (RFC 5321 section 6.1)");
  if (auto fault = check_recipients(content, *mail)) return tl::make_unexpected(*std::move(fault));

  ASSIGN_OR_RETURN(const AcceptedBounce bounce, compose(content, *mail, now));
  auto path = sink_(bounce);
  if (!path)
    return tl::make_unexpected(ServiceFault{
        500, "InternalFailure",
        std::string(kStandInSpeaks) + "the bounce could not be stored: " + path.error().message});
  return Sent{bounce.message_id, *std::move(path)};
}

std::optional<ServiceFault> Service::throttle(Instant now) {
  const std::scoped_lock lock(mutex_);
  if (last_call_ && options_.call_interval_microseconds > 0) {
    const std::int64_t since = (now.seconds - last_call_->seconds) * 1'000'000 +
                               (now.microseconds - last_call_->microseconds);
    // A clock that was set back must not make the service refuse every call.
    if (since >= 0 && since < options_.call_interval_microseconds)
      return ServiceFault{400, "Throttling", "Maximum sending rate exceeded."};
  }
  last_call_ = now;
  return std::nullopt;
}

Checked<std::shared_ptr<const ReceivedMail>> Service::find_mail(const std::string& message_id,
                                                                Instant now) {
  const auto look = [&](bool& is_settling) {
    const std::scoped_lock lock(mutex_);
    auto known = mailbox_.find(message_id);
    // Scanning a large inbox takes longer than the rest of an answer.
    const bool is_fresh = last_scan_ && std::chrono::steady_clock::now() - *last_scan_ < kFresh;
    if (known != nullptr && is_fresh) return known;
    scan(now);
    is_settling = mailbox_.is_settling();
    return mailbox_.find(message_id);
  };
  bool is_settling = false;
  auto mail = look(is_settling);
  if (mail == nullptr && is_settling) {
    options_.wait_for_files();
    mail = look(is_settling);
  }
  if (mail == nullptr)
    return rejected("no message with the id " + message_id +
                    " was received. Use mail.messageId from the receipt notification");
  if (!mail->region.empty() && mail->region != options_.signature.region)
    return rejected("message " + message_id + " was received in " + mail->region + ", not in " +
                    options_.signature.region + ", the region of this stand-in");
  if (now.seconds - mail->received.seconds > options_.max_age_seconds)
    return rejected("message " + message_id + " was received at " +
                    format_iso8601({mail->received.seconds, 0}) +
                    ". A message can be bounced for 24 hours");
  return mail;
}

Checked<AcceptedBounce> Service::compose(const BounceContent& content, const ReceivedMail& mail,
                                         Instant now) {
  AcceptedBounce bounce;
  bounce.message_id = outbound_message_id(options_.signature.region, now, make_uuid());
  bounce.original_message_id = content.original_message_id;
  bounce.envelope_recipient = mail.sender;

  DsnEnvelope envelope;
  envelope.region = options_.signature.region;
  envelope.outbound_message_id = bounce.message_id;
  envelope.recipient = mail.sender;
  envelope.original_received = mail.received;
  envelope.now = now;
  envelope.from = options_.dsn_from;
  envelope.boundary_counter = next_number();
  for (const char c : random_hex(4)) {
    const int digit = c <= '9' ? c - '0' : c - 'a' + 10;
    envelope.boundary_hash = envelope.boundary_hash * 16 + static_cast<std::uint32_t>(digit);
  }
  const auto header = header_of(mail);
  if (!header)
    return tl::make_unexpected(
        ServiceFault{500, "InternalFailure", std::string(kStandInSpeaks) + header.error().message});
  auto dsn = render_dsn(content, *header, envelope);
  if (!dsn)
    return tl::make_unexpected(stand_in_fault("InvalidParameterValue", dsn.error().message));
  bounce.dsn = *std::move(dsn);
  return bounce;
}

Result<std::string> Service::header_of(const ReceivedMail& mail) {
  const std::scoped_lock lock(mutex_);
  return mailbox_.header_of(mail);
}

std::uint32_t Service::next_number() {
  const std::scoped_lock lock(mutex_);
  return bounces_++;
}

std::string Service::random_hex(std::size_t bytes) {
  const std::scoped_lock lock(mutex_);
  return hex(options_.random_bytes(bytes));
}

/// Version 4 (RFC 9562 §5.4).
std::string Service::make_uuid() {
  std::string digits = random_hex(16);
  digits[12] = '4';
  digits[16] = "89ab"[static_cast<unsigned char>(digits[16]) % 4];
  return digits.substr(0, 8) + "-" + digits.substr(8, 4) + "-" + digits.substr(12, 4) + "-" +
         digits.substr(16, 4) + "-" + digits.substr(20);
}

}  // namespace send_bounce::stand_in
