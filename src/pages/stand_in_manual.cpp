#include "pages/stand_in_manual.h"

#include "stand_in/faults.h"
#include "stand_in/option_rows.h"

namespace send_bounce {
namespace {

using enum BlockKind;

Document opening() {
  return {
      {Heading, 0, "NAME"},
      {Text, 0, "ses-stand-in - a local SES for send-bounce"},
      {Heading, 0, "SYNOPSIS"},
      {Code, 0,
       "ses-stand-in [serve] --inbox DIR --outbox DIR [options]\n"
       "ses-stand-in run --inbox DIR --outbox DIR [options] -- COMMAND [ARGUMENT]...\n"
       "ses-stand-in health URL\n"
       "ses-stand-in help"},
      {Heading, 0, "DESCRIPTION"},
      {Text, 0,
       "Takes in mail from a folder, writes the receipt notifications that Amazon SES would, "
       "answers signed SendBounce requests with its verdicts, and writes the bounces. For trying a "
       "bounce flow, for testing one, and for rehearsing failures."},
      {Text, 0,
       "`serve` prints its endpoint and the variables for a client as `export` lines, then "
       "`ready`, "
       "and serves until SIGINT or SIGTERM. `run` serves as long as COMMAND runs, and hands it the "
       "same variables. `health` asks the stand-in at URL whether it serves, and ends with 0 if it "
       "does: for the health checks of containers. `help` prints the options."},
      {Heading, 0, "EXAMPLES"},
      {Text, 0, "Serve until Ctrl-C:"},
      {Code, 0, "ses-stand-in --inbox mails --outbox bounces --identity example.com"},
      {Text, 0, "Let a program send its bounces here, the first of them to be throttled:"},
      {Code, 0,
       "ses-stand-in run --inbox mails --outbox bounces --identity example.com \\\n"
       "  --fault throttle -- ./my-bounce-handler"},
      {Text, 0, "Hand each message to a handler, as SES calls a Lambda function:"},
      {Code, 0,
       "ses-stand-in --inbox mails --outbox bounces --identity example.com \\\n"
       "  --received-at now --event lambda --on-mail ./my-mail-handler"},
  };
}

Document options() {
  Document document = {{Heading, 0, "OPTIONS"}};
  for (const stand_in::OptionRow& row : stand_in::option_rows()) {
    std::string title = "`--" + std::string(row.name);
    if (!row.value_name.empty()) title += " " + std::string(row.value_name);
    title += row.required ? "` (required)" : "`";
    document.push_back({Term, 0, std::move(title)});
    document.push_back({Text, 1, std::string(row.documentation) + "."});
  }
  return document;
}

Document faults() {
  Document document = {
      {Heading, 0, "FAULTS"},
      {Text, 0,
       "A script is a list of steps with commas between them; `*COUNT` after a step repeats it. "
       "Each step is used up by one request; a step about the next connection is used up by that, "
       "and needs `--tls`. After the script everything is served normally."}};
  for (const stand_in::FaultNote& note : stand_in::fault_notes()) {
    document.push_back({Term, 0, "`" + note.form + "`"});
    document.push_back({Text, 1, std::string(note.documentation)});
  }
  return document;
}

Document closing() {
  return {
      {Heading, 0, "ENVIRONMENT"},
      {Text, 0, "What the program reads:"},
      {Term, 0, "`SES_STAND_IN_OPTIONS`"},
      {Text, 1,
       "Options that come before those of the command line, as a shell would split them. For a "
       "service container of a CI, which gets variables but no arguments."},
      {Term, 0, "`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`"},
      {Text, 1, "`serve`: the keys that sign requests, unless it listens on a network."},
      {Term, 0,
       "`AWS_CA_BUNDLE`, `REQUESTS_CA_BUNDLE`, `CURL_CA_BUNDLE`, `NODE_EXTRA_CA_CERTS`, "
       "`SSL_CERT_FILE`"},
      {Text, 1, "With `--tls`: files whose certificates go into trust.pem, too."},
      {Text, 0, "What COMMAND finds, and what `serve` prints:"},
      {Term, 0, "`AWS_ENDPOINT_URL_SES`, `AWS_REGION`, `AWS_DEFAULT_REGION`"},
      {Text, 1,
       "Where it listens, and for which region; `AWS_ENDPOINT_URL`, too, with `--all-services`."},
      {Term, 0, "`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`"},
      {Text, 1, "Keys that are good for this run alone."},
      {Term, 0,
       "`AWS_CA_BUNDLE`, `REQUESTS_CA_BUNDLE`, `CURL_CA_BUNDLE`, `NODE_EXTRA_CA_CERTS`, "
       "`SSL_CERT_FILE`"},
      {Text, 1,
       "With `--tls`: trust.pem, which holds the certificate of the stand-in and those that the "
       "machine trusts."},
      {Term, 0, "`SES_STAND_IN_MESSAGE_ID`, `SES_STAND_IN_RECIPIENT`, `SES_STAND_IN_NOTIFICATION`"},
      {Text, 1, "Of the newest mail: its id, its first recipient, the file of its notification."},
      {Term, 0, "`SES_STAND_IN_NOTIFICATIONS`, `SES_STAND_IN_OUTBOX`"},
      {Text, 1, "The folders; `serve` prints the second alone."},
      {Heading, 0, "EXIT CODES"},
      {Term, 0, "`0`"},
      {Text, 1, "Served until a signal ended it; `health`: a stand-in serves there."},
      {Term, 0, "`1`"},
      {Text, 1,
       "It cannot start: a folder that cannot be read, a port in use; `health`: none serves "
       "there."},
      {Term, 0, "`2`"},
      {Text, 1, "The command line cannot be read."},
      {Term, 0, "others"},
      {Text, 1,
       "`run`: those of COMMAND; 127 where there is no such program, 126 where it cannot be run, "
       "128 and N after signal N."},
      {Heading, 0, "SEE ALSO"},
      {Text, 0, "`send-bounce`(1)"},
  };
}

}  // namespace

Document stand_in_manual() {
  Document document = opening();
  append(document, options());
  append(document, faults());
  append(document, closing());
  return document;
}

}  // namespace send_bounce
