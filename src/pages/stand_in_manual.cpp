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
       "Takes in messages from a folder, writes the receipt notifications that Amazon SES would "
       "write, checks and answers signed SendBounce requests as SES would, and writes the bounces. "
       "Use it to try a bounce flow, to test one, and to rehearse failures."},
      {Text, 0,
       "`serve`, the default, prints its endpoint, the variables for a client as `export` lines, "
       "and `ready`. It serves until SIGINT or SIGTERM. `run` serves as long as COMMAND runs, and "
       "gives COMMAND the variables for a client. `health` exits with 0 if a stand-in serves at "
       "URL. Use it in the health check of a container. `help` prints the options."},
      {Heading, 0, "EXAMPLES"},
      {Text, 0, "Serve until Ctrl-C:"},
      {Code, 0, "ses-stand-in --inbox mails --outbox bounces --identity example.com"},
      {Text, 0, "Run a program that sends its bounces here, and throttle the first one:"},
      {Code, 0,
       "ses-stand-in run --inbox mails --outbox bounces --identity example.com \\\n"
       "  --fault throttle -- ./my-bounce-handler"},
      {Text, 0,
       "Hand each message to a handler, in the form in which SES calls a Lambda function:"},
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
       "The SCRIPT of `--fault` is a list of steps, separated by commas. `*COUNT` after a step "
       "repeats it. Each request uses up one step. A step about the next connection needs `--tls` "
       "and is used up by that connection. After the last step everything is served normally."}};
  for (const stand_in::FaultNote& note : stand_in::fault_notes()) {
    document.push_back({Term, 0, "`" + note.form + "`"});
    document.push_back({Text, 1, std::string(note.documentation)});
  }
  return document;
}

Document closing() {
  return {
      {Heading, 0, "ENVIRONMENT"},
      {Text, 0, "The program reads these variables:"},
      {Term, 0, "`SES_STAND_IN_OPTIONS`"},
      {Text, 1,
       "More options for `serve` and `run`. The value is split into words as in a shell. The words "
       "come before the options of the command line. Use it for a service container in CI, which "
       "gets variables but no arguments."},
      {Term, 0, "`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`"},
      {Text, 1,
       "The default keys of `serve` on 127.0.0.1 or ::1. `run` ignores them, and so does `serve` "
       "on a network address."},
      {Term, 0,
       "`AWS_CA_BUNDLE`, `REQUESTS_CA_BUNDLE`, `CURL_CA_BUNDLE`, `NODE_EXTRA_CA_CERTS`, "
       "`SSL_CERT_FILE`"},
      {Text, 1, "With `--tls`: files whose certificates are also put into trust.pem."},
      {Text, 0,
       "`run` sets these variables for COMMAND. `serve` prints those that a client needs. A "
       "command of `--on-mail` gets all of them, with the values of its own message:"},
      {Term, 0, "`AWS_ENDPOINT_URL_SES`, `AWS_REGION`, `AWS_DEFAULT_REGION`"},
      {Text, 1,
       "The URL and the region of the stand-in. With `--all-services`, `AWS_ENDPOINT_URL` is also "
       "set to the URL."},
      {Term, 0, "`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`"},
      {Text, 1,
       "The keys to sign requests with. Generated keys work only with this stand-in, until it "
       "ends. `serve` prints a secret only if it generated the secret access key."},
      {Term, 0,
       "`AWS_CA_BUNDLE`, `REQUESTS_CA_BUNDLE`, `CURL_CA_BUNDLE`, `NODE_EXTRA_CA_CERTS`, "
       "`SSL_CERT_FILE`"},
      {Text, 1,
       "With `--tls`: the path of trust.pem, which holds the CA certificate of the stand-in and "
       "the certificates that the machine trusts."},
      {Term, 0, "`SES_STAND_IN_MESSAGE_ID`, `SES_STAND_IN_RECIPIENT`, `SES_STAND_IN_NOTIFICATION`"},
      {Text, 1,
       "The id of the newest message, its first recipient, and the file of its notification. "
       "`serve` does not print them."},
      {Term, 0, "`SES_STAND_IN_NOTIFICATIONS`, `SES_STAND_IN_OUTBOX`"},
      {Text, 1, "The folder of the notifications and the outbox. `serve` prints only the outbox."},
      {Heading, 0, "EXIT CODES"},
      {Term, 0, "`0`"},
      {Text, 1, "`serve`: a signal ended it. `health`: a stand-in serves at URL."},
      {Term, 0, "`1`"},
      {Text, 1,
       "The stand-in cannot start, for example because a folder cannot be read or the port is in "
       "use. `health`: no stand-in serves at URL."},
      {Term, 0, "`2`"},
      {Text, 1, "The command line is not valid."},
      {Term, 0, "others"},
      {Text, 1,
       "`run`: the exit code of COMMAND. 127 if COMMAND is not found, 126 if it cannot be run, and "
       "128 + N if signal N ended it."},
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
