#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "send_bounce/dsn/dsn.h"
#include "send_bounce/signing/credentials.h"
#include "send_bounce/values/error.h"
#include "stand_in/delivery.h"
#include "stand_in/event_form.h"
#include "stand_in/event_target.h"
#include "stand_in/faults.h"
#include "stand_in/fixture_time.h"
#include "stand_in/identities.h"
#include "stand_in/own_keys.h"

namespace send_bounce::stand_in {

enum class Mode : std::uint8_t {
  Serve,     ///< until a signal ends it
  Run,       ///< as long as `command` runs
  Health,    ///< asks the stand-in at `url`
  ShowText,  ///< `text` is all there is to do: help, --help, --version
};

struct Options {
  Mode mode = Mode::Serve;
  std::string inbox;
  std::string outbox;
  std::string state;                 ///< folder of ca.pem; the outbox where --state is not given
  std::string ready_file;            ///< empty: none
  bool all_services = false;         ///< AWS_ENDPOINT_URL, too
  std::vector<std::string> trusted;  ///< files of certificates that variables name already
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  bool tls = false;
  std::string region = "us-east-1";
  Identities identities;
  bool has_identities = false;
  Credentials credentials;  ///< provider: "option", "env" or "generated", of the secret key
  std::int64_t call_interval_microseconds = 1'000'000;  ///< 0: no limit
  DsnFrom dsn_from = DsnFrom::BounceSender;
  std::optional<SmtpRoute> deliver;
  std::vector<FaultStep> faults;
  std::string notifications;  ///< folder; empty: beside the messages
  EventForm event = EventForm::Receipt;
  FixtureTime received_at;
  VerdictChoice verdicts;
  std::optional<EventTarget> on_mail;
  std::vector<std::string> command;  ///< Run: program and arguments, never empty
  std::string url;                   ///< Health
  std::string text;                  ///< ShowText
};

/// Reads `ses-stand-in [serve|run] OPTIONS [-- COMMAND…]`, `health URL` or `help`, without the
/// program's name. Pure but for the keys it makes up. The words of SES_STAND_IN_OPTIONS stand
/// before the options of serve and run.
///
/// Which keys sign requests, each value by itself: the option; for `serve` the variable
/// AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY, so that no secret need stand on a command line,
/// which others on the machine can read; else new ones. `run` makes its own and never takes those
/// of the environment, which may be real; neither does `serve` on an address of a network. A
/// session token comes from the option, or for `serve` from AWS_SESSION_TOKEN where the access key
/// id comes from its variable too.
///
/// Every fault is of kind Usage and names option, value and remedy in one line.
Result<Options> parse_options(const std::vector<std::string>& arguments,
                              const GetVariable& variable);

}  // namespace send_bounce::stand_in
