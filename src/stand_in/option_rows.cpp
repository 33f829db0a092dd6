#include "stand_in/option_rows.h"

#include <algorithm>
#include <filesystem>
#include <string>

#include "send_bounce/protocol/partitions.h"
#include "stand_in/event_form.h"
#include "stand_in/faults.h"

namespace send_bounce::stand_in {
namespace {

/// A namespace of its own, so that the values need no prefix. They have the names of types.
namespace rows {

using enum OptionValue;

constexpr OptionRow kOptionRows[] = {
    {.name = "inbox",
     .value = Folder,
     .value_name = "DIR",
     .required = true,
     .documentation = "The folder with the received messages: a Maildir, or a folder of .eml "
                      "files. Messages that arrive later are taken in too"},
    {.name = "outbox",
     .value = Folder,
     .value_name = "DIR",
     .required = true,
     .documentation =
         "The Maildir that the bounces are written to. It is created if it is missing"},
    {.name = "notifications",
     .value = Folder,
     .value_name = "DIR",
     .documentation = "The folder for the notifications. It is created if it is missing. Default: "
                      "next to each message; for a Maildir, the folder notifications inside it"},
    {.name = "received-at",
     .value = ReceivedAt,
     .value_name = "WHEN",
     .documentation =
         "The time at which every message counts as received. Give now, an age such as -2h or "
         "-1d12h, or a time with its zone such as 2026-11-27T11:50:00Z. Default: the time in SES's "
         "Received field or, without one, the time of the file"},
    {.name = "verdict",
     .value = Verdict,
     .value_name = "NAME=STATUS[:POLICY]",
     .repeatable = true,
     .documentation = "Sets one verdict in every notification. NAME is spam, virus, spf, dkim or "
                      "dmarc. STATUS is PASS, FAIL, GRAY, PROCESSING_FAILED or DISABLED. dmarc may "
                      "also have a policy, none, quarantine or reject: dmarc=FAIL:reject. Default: "
                      "the verdict that SES wrote in the header, otherwise DISABLED. Repeatable"},
    {.name = "event",
     .value = EventForm,
     .value_name = "FORM",
     .documentation = "The form of the notifications. receipt (default) is the text that SES "
                      "publishes. The other forms are events of a Lambda function that is called "
                      "by SES (lambda), a topic (sns), a queue (sqs) or a bus (eventbridge)"},
    {.name = "on-mail",
     .value_name = "COMMAND|URL",
     .documentation = "Hands each notification to a handler when its message is taken in. A "
                      "COMMAND is run by /bin/sh and reads the notification from standard input. A "
                      "URL, http://HOST[:PORT][/PATH], gets it in a POST request. Failures are "
                      "logged and tried again"},
    {.name = "identity",
     .value_name = "NAME",
     .repeatable = true,
     .documentation = "A verified sender: an address, or a domain with its subdomains. Without "
                      "this option every bounce is refused. Repeatable"},
    {.name = "region",
     .value = Region,
     .value_name = "REGION",
     .documentation = "The AWS region that the stand-in serves. Default: us-east-1"},
    {.name = "address",
     .value = Address,
     .value_name = "ADDRESS",
     .documentation = "The IP address to listen on. Only programs on this machine can reach "
                      "127.0.0.1 (default) and ::1. Any other address needs --allow-network; "
                      "0.0.0.0 stands for every IPv4 address of this machine"},
    {.name = "allow-network",
     .value = None,
     .documentation = "Allows an --address that other machines can reach. Anyone who can reach it "
                      "and has the keys can then send bounces. On such an address the keys are "
                      "never taken from AWS variables"},
    {.name = "port",
     .value_name = "NUMBER",
     .documentation = "The port to listen on. Default: 0, which takes any free port"},
    {.name = "tls",
     .value = None,
     .documentation = "Serves https with a certificate that is made at start. Clients need ca.pem "
                      "or trust.pem to trust it; see --state"},
    {.name = "state",
     .value = Folder,
     .value_name = "DIR",
     .documentation = "The folder that --tls writes ca.pem and trust.pem to. It must exist. "
                      "Default: the outbox"},
    {.name = "ready-file",
     .value = File,
     .value_name = "PATH",
     .documentation = "Writes this file when the stand-in is ready to serve. The file holds the "
                      "variables for a client, as export lines that a shell can read. It appears "
                      "complete, and it is removed at start and at the end"},
    {.name = "all-services",
     .value = None,
     .documentation = "Also sets AWS_ENDPOINT_URL for clients. Their calls to other AWS services "
                      "then come here, where they fail, and do not reach AWS"},
    {.name = "access-key-id",
     .value_name = "ID",
     .documentation =
         "The access key ID that requests must be signed with. Default: serve uses "
         "AWS_ACCESS_KEY_ID, and generates an ID if it is not set; run always generates one"},
    {.name = "secret-access-key",
     .value_name = "KEY",
     .documentation =
         "The secret access key that requests must be signed with. Other users can read command "
         "lines, so prefer the variable for serve. Default: serve uses AWS_SECRET_ACCESS_KEY, and "
         "generates a key if it is not set; run always generates one"},
    {.name = "session-token",
     .value_name = "TOKEN",
     .documentation =
         "The session token that every request must carry. Default: none, except that serve uses "
         "AWS_SESSION_TOKEN if it takes the access key ID from AWS_ACCESS_KEY_ID"},
    {.name = "rate",
     .value_name = "NUMBER",
     .documentation = "The number of calls accepted per second. A call that comes too early is "
                      "refused with Throttling. 0 means no limit. Default: 1, as in SES"},
    {.name = "dsn-from",
     .value = DsnSender,
     .value_name = "WHOM",
     .documentation = "The From address of the bounces. bounce-sender (default) is the "
                      "BounceSender of the request, as the API page says. mailer-daemon is "
                      "MAILER-DAEMON@REGION.amazonses.com, as seen in a real bounce in 2026"},
    {.name = "deliver",
     .value_name = "smtp://HOST[:PORT]",
     .documentation =
         "Also sends each bounce through this mail server. The bounce goes to the envelope sender "
         "of the original message, from the null return path. PORT is 25 by default"},
    {.name = "fault",
     .value = FaultScript,
     .value_name = "SCRIPT",
     .repeatable = true,
     .documentation =
         "Makes the next requests fail. SCRIPT is a list of steps, one for each request, such as "
         "503*2,ok,reset. ok serves the request normally. With 500, 503, throttle, "
         "hang-before[:SECONDS] and reset-before the bounce is not accepted. With hang[:SECONDS], "
         "late:SECONDS, reset, half, slow[:SECONDS], untidy-header and second-answer it is "
         "accepted, and then the answer goes wrong. skew:SECONDS makes the service's clock wrong. "
         "tls-alert, wrong-certificate, expired-certificate, unknown-ca and slow-handshake:SECONDS "
         "need --tls and apply to the next connection. random:SEED chooses every later step at "
         "random. Repeatable"},
    {.name = "help", .value = None, .documentation = "Prints this help"},
    {.name = "version", .value = None, .documentation = "Prints the version"},
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

// The first sentence of a help text, without its examples and its default.
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
