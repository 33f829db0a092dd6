#include "stand_in/option_rows.h"

#include <algorithm>

namespace send_bounce::stand_in {
namespace {

using enum OptionValue;

constexpr OptionRow kOptionRows[] = {
    {.name = "inbox",
     .value = Folder,
     .value_name = "DIR",
     .required = true,
     .documentation = "Maildir, or folder of .eml files, with the mail received"},
    {.name = "outbox",
     .value = Folder,
     .value_name = "DIR",
     .required = true,
     .documentation = "Maildir for the bounces; made where it is missing"},
    {.name = "identity",
     .value_name = "NAME",
     .repeatable = true,
     .documentation = "A verified sender, address or domain. Repeatable"},
    {.name = "region",
     .value = Region,
     .value_name = "REGION",
     .documentation = "The region it stands for (us-east-1)"},
    {.name = "address",
     .value = Address,
     .value_name = "ADDRESS",
     .documentation = "127.0.0.1 (default) or ::1"},
    {.name = "port", .value_name = "NUMBER", .documentation = "0 (default): any that is free"},
    {.name = "tls", .value = None, .documentation = "Serve https with a certificate made at start"},
    {.name = "state",
     .value = Folder,
     .value_name = "DIR",
     .documentation = "Where ca.pem of --tls is written (the outbox)"},
    {.name = "access-key-id",
     .value_name = "ID",
     .documentation = "serve: default AWS_ACCESS_KEY_ID, else a new one. run: a new one"},
    {.name = "secret-access-key",
     .value_name = "KEY",
     .documentation = "serve: default AWS_SECRET_ACCESS_KEY, which others cannot read, else a new "
                      "one. run: a new one"},
    {.name = "session-token",
     .value_name = "TOKEN",
     .documentation = "Every request must carry it. serve: default AWS_SESSION_TOKEN"},
    {.name = "rate", .value_name = "NUMBER", .documentation = "Calls a second (1); 0: no limit"},
    {.name = "dsn-from",
     .value = DsnFrom,
     .value_name = "WHOM",
     .documentation = "From of the bounces: bounce-sender (default), as the API page says, or "
                      "mailer-daemon, MAILER-DAEMON@REGION.amazonses.com, as seen in 2026"},
    {.name = "deliver",
     .value_name = "smtp://HOST[:PORT]",
     .documentation = "Also send each bounce by this mail server"},
    {.name = "fault",
     .value = FaultScript,
     .value_name = "SCRIPT",
     .repeatable = true,
     .documentation =
         "What goes wrong with the next requests: steps such as 503*2,ok,reset. Steps: ok, 500, "
         "503, throttle (not accepted); hang[:SECONDS], late:SECONDS, reset, half, slow[:SECONDS] "
         "(accepted, then a bad answer); hang-before[:SECONDS], reset-before (not accepted); "
         "skew:SECONDS (a wrong clock). Repeatable"},
    {.name = "help", .value = None, .documentation = "Print this and end"},
    {.name = "version", .value = None, .documentation = "Print the version and end"},
};

}  // namespace

std::span<const OptionRow> option_rows() { return kOptionRows; }

const OptionRow& option_row(std::string_view name) {
  return *std::find_if(std::begin(kOptionRows), std::end(kOptionRows),
                       [&](const OptionRow& row) { return row.name == name; });
}

}  // namespace send_bounce::stand_in
