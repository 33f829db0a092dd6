#include "stand_in/option_rows.h"

#include <algorithm>
#include <filesystem>
#include <string>

#include "send_bounce/protocol/partitions.h"
#include "stand_in/event_form.h"
#include "stand_in/faults.h"

namespace send_bounce::stand_in {
namespace {

/// Where the values need no prefix; they have the names of types.
namespace rows {

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
    {.name = "notifications",
     .value = Folder,
     .value_name = "DIR",
     .documentation = "Folder for the notifications; made if it is missing (beside the messages; "
                      "in a Maildir, its folder notifications)"},
    {.name = "received-at",
     .value = ReceivedAt,
     .value_name = "WHEN",
     .documentation = "When every message counts as received: now, how long ago, such as -2h or "
                      "-1d12h, or a time such as 2026-11-27T11:50:00Z. Default: the time in SES's "
                      "Received field, else the time of the file"},
    {.name = "verdict",
     .value = Verdict,
     .value_name = "NAME=STATUS[:POLICY]",
     .repeatable = true,
     .documentation = "A verdict in every notification: spam, virus, spf, dkim or dmarc, and PASS, "
                      "FAIL, GRAY, PROCESSING_FAILED or DISABLED; dmarc=FAIL:reject names the "
                      "policy, too. Default: what SES wrote in the header, else DISABLED. "
                      "Repeatable"},
    {.name = "event",
     .value = EventForm,
     .value_name = "FORM",
     .documentation = "What the notifications are: receipt (default), the text that SES publishes, "
                      "or the event of a Lambda function: lambda (called by SES), sns, sqs or "
                      "eventbridge"},
    {.name = "on-mail",
     .value_name = "COMMAND|URL",
     .documentation =
         "Hand each notification over when a message is taken in: to COMMAND, which "
         "/bin/sh runs with the notification on standard input, or to http://HOST:PORT/"
         "PATH by POST. Failures are told and tried again"},
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
     .documentation = "127.0.0.1 (default) or ::1; with --allow-network any address, such as "
                      "0.0.0.0 for all of this machine"},
    {.name = "allow-network",
     .value = None,
     .documentation =
         "Allow an --address that other machines reach. Whoever reaches it and has the "
         "keys can bounce; keys are then never taken from AWS variables"},
    {.name = "port", .value_name = "NUMBER", .documentation = "0 (default): any that is free"},
    {.name = "tls", .value = None, .documentation = "Serve https with a certificate made at start"},
    {.name = "state",
     .value = Folder,
     .value_name = "DIR",
     .documentation = "Where ca.pem and trust.pem of --tls are written (the outbox)"},
    {.name = "ready-file",
     .value = File,
     .value_name = "PATH",
     .documentation = "Write this file, whole, once it serves: the variables for a client as lines "
                      "that a shell can read. It is removed at start and at the end"},
    {.name = "all-services",
     .value = None,
     .documentation = "Also set AWS_ENDPOINT_URL, so that a client's calls of other services come "
                      "here, where they fail, and not to AWS"},
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
     .value = DsnSender,
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
         "503, throttle (not accepted); hang[:SECONDS], late:SECONDS, reset, half, slow[:SECONDS], "
         "untidy-header, second-answer (accepted, then a bad answer); hang-before[:SECONDS], "
         "reset-before (not accepted); skew:SECONDS (a wrong clock); with --tls for the next "
         "connection tls-alert, wrong-certificate, expired-certificate, unknown-ca, "
         "slow-handshake:SECONDS; random:SEED (chance decides from here on). Repeatable"},
    {.name = "help", .value = None, .documentation = "Print this and end"},
    {.name = "version", .value = None, .documentation = "Print the version and end"},
};

}  // namespace rows

}  // namespace

std::span<const OptionRow> option_rows() { return rows::kOptionRows; }

const OptionRow& option_row(std::string_view name) {
  return *std::find_if(std::begin(rows::kOptionRows), std::end(rows::kOptionRows),
                       [&](const OptionRow& row) { return row.name == name; });
}

namespace {

using shell::Candidate;
using Candidates = std::vector<Candidate>;
using Words = std::vector<std::string>;

// The words before what --help says of the default and the like.
std::string short_words(std::string_view text) {
  for (const char* end : {". ", "; ", ": "}) text = text.substr(0, text.find(end));
  return std::string(text.ends_with('.') ? text.substr(0, text.size() - 1) : text);
}

// nullptr for a word that names no option; "=…" is left out.
const OptionRow* row_of(std::string_view word) {
  for (const OptionRow& row : option_rows()) {
    if (word.substr(0, word.find('=')) == "--" + std::string(row.name)) return &row;
  }
  return nullptr;
}

Candidates option_names(const Words& given) {
  Candidates found;
  for (const OptionRow& row : option_rows()) {
    const bool is_given = std::any_of(
        given.begin(), given.end(), [&](const std::string& word) { return row_of(word) == &row; });
    if (is_given && !row.repeatable) continue;
    found.push_back({0, "--" + std::string(row.name), short_words(row.documentation)});
  }
  return found;
}

Candidates folders(std::string_view typed, std::size_t start, const shell::GetVariable& variable) {
  const std::string shown(typed.substr(0, typed.rfind('/') + 1));  // npos + 1 is 0
  std::string place = shown.empty() ? "." : shown;
  if (place.starts_with("~/")) place.replace(0, 1, variable("HOME").value_or("~"));
  Candidates found;
  std::error_code fault;
  for (std::filesystem::directory_iterator entry(place, fault), end; !fault && entry != end;
       entry.increment(fault)) {
    std::error_code unknown;
    const std::string name = entry->path().filename().string();
    const bool is_hidden = name.starts_with('.') && typed.size() == shown.size();
    if (is_hidden || !entry->is_directory(unknown)) continue;
    found.push_back({start + shown.size(), name + "/", {}, true});
  }
  std::sort(found.begin(), found.end(),
            [](const Candidate& a, const Candidate& b) { return a.text < b.text; });
  return found;
}

// The last step of a script.
Candidates steps(std::string_view typed, std::size_t start) {
  Candidates found;
  for (const FaultNote& note : fault_notes()) {
    found.push_back({start + typed.rfind(',') + 1,
                     note.form.substr(0, note.form.find_first_of("[:")),
                     short_words(note.documentation), true});
  }
  return found;
}

// `typed` begins at `start` of the word.
Candidates values(const OptionRow& row, std::string_view typed, std::size_t start,
                  const shell::GetVariable& variable) {
  Candidates found;
  switch (row.value) {
    case OptionValue::Folder:
    case OptionValue::File:
      return folders(typed, start, variable);
    case OptionValue::FaultScript:
      return steps(typed, start);
    case OptionValue::Region:
      for (const std::string_view name : known_regions())
        found.push_back({start, std::string(name)});
      break;
    case OptionValue::Address:
      found = {{start, "127.0.0.1"}, {start, "::1"}, {start, "0.0.0.0"}, {start, "::"}};
      break;
    case OptionValue::DsnSender:
      found = {{start, "bounce-sender"}, {start, "mailer-daemon"}};
      break;
    case OptionValue::EventForm:
      for (const EventFormRow& form : event_forms())
        found.push_back({start, std::string(form.word)});
      break;
    case OptionValue::ReceivedAt:
      found = {{start, "now"}, {start, "-2h"}};
      break;
    case OptionValue::Verdict:
      for (std::string& text : verdict_texts()) found.push_back({start, std::move(text)});
      break;
    case OptionValue::Text:
    case OptionValue::None:
      break;
  }
  return found;
}

Words texts(const std::vector<shell::LineWord>& words) {
  Words found;
  for (const shell::LineWord& word : words) found.push_back(word.text);
  return found;
}

}  // namespace

std::vector<Candidate> option_candidates(const shell::TabRequest& request,
                                         const shell::GetVariable& variable) {
  Words before = texts(shell::scan_words(request.line));
  const std::string typed = shell::word_at_end(request.line).text;
  if (!typed.empty()) before.pop_back();
  if (std::find(before.begin(), before.end(), "--") != before.end()) return {};

  const OptionRow* awaited = before.empty() ? nullptr : row_of(before.back());
  if (awaited != nullptr && awaited->value != OptionValue::None &&
      before.back().find('=') == std::string::npos) {
    return values(*awaited, typed, 0, variable);
  }
  const std::size_t equals = typed.find('=');
  const OptionRow* own = row_of(typed);
  if (own != nullptr && equals != std::string::npos) {
    return values(*own, std::string_view(typed).substr(equals + 1), equals + 1, variable);
  }
  Candidates found;
  if (before.empty()) found = {{0, "serve"}, {0, "run"}, {0, "health"}, {0, "help"}};
  for (const std::string& word : texts(shell::scan_words(request.rest))) before.push_back(word);
  for (Candidate& name : option_names(before)) found.push_back(std::move(name));
  return found;
}

}  // namespace send_bounce::stand_in
