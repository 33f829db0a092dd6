#include "manual/sections.h"
#include "send_bounce/manual/command_manual.h"

namespace send_bounce {
namespace {

using enum BlockKind;

constexpr Note kVariables[] = {
    {"AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_SECURITY_TOKEN",
     "Credentials: the key id, the secret key and, for temporary credentials, the session token. "
     "They are ignored if `--profile` is given. `AWS_SECURITY_TOKEN` is the older name of "
     "`AWS_SESSION_TOKEN` and takes precedence over it."},
    {"AWS_CREDENTIAL_EXPIRATION",
     "When the credentials in `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` expire, as ISO 8601. "
     "Expired credentials are not used."},
    {"AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE",
     "The paths of the config file and of the credentials file. Default: `~/.aws/config` and "
     "`~/.aws/credentials`."},
    {"AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN, AWS_ROLE_SESSION_NAME",
     "Credentials from a web identity: the file that holds the token, the role that the token is "
     "exchanged for, and the name of the session. They are ignored if `--profile` is given."},
    {"AWS_LOGIN_CACHE_DIRECTORY",
     "The folder where `aws login` keeps its sessions. Default: `~/.aws/login/cache`."},
    {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, AWS_CONTAINER_CREDENTIALS_FULL_URI, "
     "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, AWS_CONTAINER_AUTHORIZATION_TOKEN",
     "The URI variables say where a container on ECS or EKS gets its credentials. The token "
     "variables authorise that request: one holds the token itself, the other the path of a file "
     "with the token."},
    {"AWS_CREDENTIAL_FILE, BOTO_CONFIG",
     "The paths of credentials files in two old formats: that of the EC2 tools "
     "(`AWS_CREDENTIAL_FILE`) and that of Boto 2 (`BOTO_CONFIG`)."},
    {"AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL_SSO, AWS_ENDPOINT_URL_SSO_OIDC, "
     "AWS_ENDPOINT_URL_SIGNIN",
     "Endpoint URLs of the services that provide credentials: STS, IAM Identity Center (SSO and "
     "SSO OIDC) and AWS sign-in. By default, each service's own endpoint is used."},
    {"AWS_ACCOUNT_ID_ENDPOINT_MODE, AWS_REQUEST_CHECKSUM_CALCULATION, "
     "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES, AWS_RESPONSE_CHECKSUM_VALIDATION, "
     "AWS_S3_DISABLE_EXPRESS_SESSION_AUTH",
     "Settings of other AWS commands. They have no effect here, but an invalid value is an error."},
    {"AWS_CLI_FILE_ENCODING", "The encoding of files that `file://` reads. Default: UTF-8."},
    {"AWS_CLI_OUTPUT_ENCODING",
     "The encoding of answers and errors. Default: UTF-8. Encodings with one byte per character, "
     "such as ASCII and Latin-1, also work."},
    {"AWS_NEW_RETRIES_2026",
     "`true` shortens the waits between attempts and honours the wait that the service asks for."},
    {"AWS_EXECUTION_ENV", "A text that is added to the User-Agent header."},
    {"SEND_BOUNCE_OPTIONS",
     "The options of each bounce when the program runs as an AWS Lambda function. This is the case "
     "if its file is named `bootstrap` and `AWS_LAMBDA_RUNTIME_API` is set. Otherwise the variable "
     "is ignored. Example: `--bounce-type DoesNotExist --once`."},
    {"http_proxy, HTTP_PROXY, https_proxy, HTTPS_PROXY",
     "The proxy for endpoints of that scheme (http or https). The names may be in upper, lower or "
     "mixed case. A name that ends in lower-case `_proxy` takes precedence. `HTTP_PROXY` is "
     "ignored if `REQUEST_METHOD` is set, as in a CGI script. Example: "
     "`http://proxy.example.com:3128`."},
    {"no_proxy, NO_PROXY", "Hosts that are called without a proxy, separated by commas."},
    {"MANPAGER, PAGER",
     "The program that shows `help` if the text does not fit on the terminal. `MANPAGER` takes "
     "precedence. An empty value means no pager. Default: `less -R`."},
    {"LESS", "Options for `less`. If `LESS` is not set, an answer is shown with `FRX`."},
    {"NO_COLOR, TERM",
     "Output has no colour and no bold text if `NO_COLOR` is not empty or `TERM` is `dumb`."},
    {"SEND_BOUNCE_JOURNAL",
     "The journal file of `--once` and `--batch`, if `--journal` does not name one. The variable "
     "only names the file; it does not turn the journal on."},
    {"SEND_BOUNCE_LOG",
     "The file that gets one line of JSON for each bounce, or `syslog` for the system log. "
     "`--log-file` takes precedence. The lines hold no addresses unless `--log-addresses` is "
     "given."},
    {"XDG_STATE_HOME",
     "The folder that holds the journal, `send-bounce/journal.ndjson`, if neither `--journal` nor "
     "`SEND_BOUNCE_JOURNAL` names the file. Default: `~/.local/state`."},
    {"HOME", "The home folder, which `~` in a path stands for."},
};

constexpr Note kFiles[] = {
    {"~/.aws/config",
     "The profiles and their settings. A section begins with `[default]` or `[profile NAME]` and "
     "has one `key = value` per line."},
    {"~/.aws/cli/cache",
     "Credentials of assumed roles, until shortly before they expire. The AWS CLI uses the same "
     "files."},
    {"~/.aws/credentials",
     "The credentials of profiles. A section begins with `[NAME]` and has `aws_access_key_id`, "
     "`aws_secret_access_key` and `aws_session_token`. Its values take precedence over values of "
     "the same profile in `~/.aws/config`."},
    {"~/.local/state/send-bounce/journal.ndjson",
     "The journal. It records the bounces of `--once` and `--batch` for 8 days."},
    {"/etc/boto.cfg, ~/.boto",
     "Files of Boto 2. The credentials in their section `[Credentials]` are used if the variables "
     "and the profile have none."},
};

constexpr Note kExitCodes[] = {
    {"0",
     "SES accepted the bounce, in this run or, according to the journal, in an earlier one. The "
     "code is also 0 if the requested help, version, skeleton or dry run was printed."},
    {"65",
     "The input cannot be bounced: it is not a notification of a received message, it has no "
     "message id or recipient, or it holds several messages. Nothing was sent."},
    {"74",
     "SES accepted the bounce, but its answer could not be written to stdout. The answer is on "
     "stderr. Do not send the bounce again."},
    {"75",
     "With `--at-most-once`, `--once` or `--batch`: it is unknown whether SES accepted the bounce, "
     "in this run or an earlier one. Check whether the bounce arrived before you repeat it."},
    {"77",
     "A guard refused the bounce. The message says why, and which `--allow` option, if any, "
     "overrides the guard. Nothing was sent."},
    {"130",
     "Ctrl-C (SIGINT) interrupted the program. The message says what is known about the bounce."},
    {"143", "SIGTERM ended the program. The message says what is known about the bounce."},
    {"252", "The command line or the request is not valid. Nothing was sent."},
    {"253",
     "The region, the credentials, the journal or another setting is missing or cannot be used. "
     "Nothing was sent."},
    {"254",
     "SES answered with an error. The bounce was not sent, unless the message says that an earlier "
     "attempt may have been accepted."},
    {"255",
     "Any other failure, for example an unknown host name, a refused connection, a TLS error, a "
     "time-out, an unreadable file or an unreadable answer. Nothing was sent, unless the message "
     "says that the bounce may have been accepted."},
};

}  // namespace

std::span<const Note> variable_notes() { return kVariables; }
std::span<const Note> file_notes() { return kFiles; }
std::span<const Note> exit_code_notes() { return kExitCodes; }

Document name_section() {
  return {{Text, 0, "send-bounce - bounce a message that was received through Amazon SES"}};
}

Document description_section() {
  return {
      {Text, 0,
       "Tells the sender of a message that it could not be delivered. SES writes a bounce message "
       "(a delivery status notification, RFC 3464) and sends it to the envelope sender of the "
       "message. SES does this only for a message that it received itself, in the same region, in "
       "the last 24 hours. The bounce sender must be verified in that region. SES takes one call "
       "per second."},
      {Text, 0,
       "send-bounce replaces `aws ses send-bounce`. It has the same options, input, settings, "
       "credentials, output and exit codes."},
      {Text, 0,
       "`send-bounce help NAME` shows the part of this page about one option, request member, "
       "environment variable, profile key, guard reason, exit code or section. For example: "
       "`send-bounce help --region`, `send-bounce help BounceType`, `send-bounce help "
       "AWS_PROFILE`, `send-bounce help exit-codes`."},
      {Text, 0,
       "`send-bounce configure list` shows the settings and credentials that a call would use, and "
       "where each of them comes from. It sends nothing."},
  };
}

Document examples_section() {
  return {
      {Text, 0, "Bounce a received message, from its notification or from the stored message:"},
      {Code, 0,
       "send-bounce --received event.json --bounce-type DoesNotExist\n"
       "aws s3 cp s3://BUCKET/KEY - | \\\n"
       "  send-bounce --received - --bounce-type DoesNotExist"},
      {Text, 0,
       "Bounce many messages, one call per second. If the command runs again, it bounces none of "
       "them twice:"},
      {Code, 0, "send-bounce --batch events.ndjson --bounce-type DoesNotExist"},
      {Text, 0, "Show what would be sent, without sending it:"},
      {Code, 0, "send-bounce --received event.json --bounce-type DoesNotExist --dry-run"},
      {Text, 0,
       "Bounce a message for one recipient. ID is mail.messageId from its receipt notification:"},
      {Code, 0,
       "send-bounce --original-message-id ID \\\n"
       "  --bounce-sender postmaster@example.com \\\n"
       "  --recipient ann@example.com --bounce-type DoesNotExist"},
      {Text, 0, "Bounce a message for one recipient, with the options of the AWS CLI:"},
      {Code, 0,
       "send-bounce --original-message-id ID \\\n"
       "  --bounce-sender postmaster@example.com \\\n"
       "  --bounced-recipient-info-list \\\n"
       "    Recipient=ann@example.com,BounceType=DoesNotExist"},
      {Text, 0, "Fill in a request document with an editor, and send it:"},
      {Code, 0,
       "send-bounce --generate-cli-skeleton yaml-input > bounce.yaml\n"
       "send-bounce --cli-input-yaml file://bounce.yaml"},
      {Text, 0, "From cron or a queue: send the bounce only once, and print only its id:"},
      {Code, 0, "send-bounce --cli-input-yaml file://bounce.yaml --once --output text"},
  };
}

Document synopsis_section() {
  return {
      {Code, 0, std::string(usual_call())},
      {Code, 0, "send-bounce --received <file> --bounce-type <type> [options]"},
      {Code, 0, "send-bounce --batch <file> --bounce-type <type> [options]"},
      {Code, 0, "send-bounce [options] --cli-input-json|--cli-input-yaml <document>"},
      {Code, 0, "send-bounce --generate-cli-skeleton [input|yaml-input|output]"},
      {Code, 0, "send-bounce configure list [options]"},
      {Code, 0, "send-bounce help|--help|-h [<name>]"},
      {Code, 0, "send-bounce --version"},
  };
}

Document input_section() {
  return {
      {Text, 0,
       "Options: write `--name value` or `--name=value`. Attach a value that begins with a dash "
       "with `=`. You may shorten the name of an option that the AWS CLI has, as long as only one "
       "option matches. If an option is given several times, the last one counts, but "
       "`--recipient` and `--allow` add up."},
      {Text, 0,
       "Shorthand: write `Key=value,Key=value`. Inside it, write `{Key=value,...}` for a structure "
       "and `[value,...]` for a list. A value in single or double quotes may hold commas and "
       "brackets. `Key@=file://PATH` reads the value from a file. Quote each structure for the "
       "shell."},
      {Text, 0, "JSON: a value that begins with `{` or `[` is read as JSON."},
      {Text, 0,
       "Files: if the whole value of an option is `file://PATH`, the text of that file is used "
       "instead. `~`, `$NAME` and `${NAME}` in the path are expanded."},
      {Text, 0,
       "Documents: `--cli-input-json` and `--cli-input-yaml` take the whole request as one "
       "document, with the member names of the API, such as OriginalMessageId. Options on the "
       "command line override members of the same name."},
      {Text, 0,
       "Timestamps: write ISO 8601, RFC 5322 or seconds since 1970. A time without a zone is in "
       "UTC."},
  };
}

Document batch_section() {
  return {
      {Text, 0,
       "`--batch FILE` reads JSON values, one per line: receipt notifications in any envelope, or "
       "documents as for `--cli-input-json`. A document may also hold a notification, as the "
       "member `Received`. Options on the command line apply to whatever an item leaves out."},
      {Text, 0,
       "Each result is a JSON object on stdout, with `Line`, `State`, `Exit`, `Region`, "
       "`OriginalMessageId`, `Recipients`, `Warnings`, and further members that depend on the "
       "state. `--query` applies to each result. `--output` may be `json`, `text` or `off`. The "
       "states are:"},
      {Term, 0, "`sent`, `already`"},
      {Text, 1,
       "SES accepted the bounce, in this run (`sent`) or before (`already`). `MessageId` is the id "
       "of the bounce."},
      {Term, 0, "`refused`, `rejected`"},
      {Text, 1,
       "A guard refused the bounce (`refused`), or SES did (`rejected`). `Reasons` holds the "
       "guard's reasons; `Code` and `Message` hold the answer of SES."},
      {Term, 0, "`unknown`"},
      {Text, 1,
       "The bounce may have been accepted. It is not sent again, unless `--retry-unknown` is "
       "given."},
      {Term, 0, "`failed`, `unreadable`, `invalid`"},
      {Text, 1, "The bounce was not sent. `Message` says why."},
      {Text, 0,
       "The exit code of a batch is the worst of all its results, in this order: 75, 255, 253, "
       "252, 254, 74, 65, 0. A refusal by a guard counts as 0."},
      {Text, 0,
       "The journal is a file that records each bounce before it is sent. `--once` uses it for a "
       "single call. A bounce that was sent is never sent again. If the journal has no outcome for "
       "a recorded bounce, the bounce is unknown. Entries older than 8 days are dropped. The file "
       "is the one that `--journal` or `SEND_BOUNCE_JOURNAL` names, or else "
       "`send-bounce/journal.ndjson` in `$XDG_STATE_HOME` or `~/.local/state`."},
  };
}

Document guards_opening() {
  return {
      {Text, 0,
       "Guards check a received message before it is bounced: the one that `--received` gives, and "
       "each message of a `--batch` that comes in an envelope. A request from options or a "
       "document alone is not checked. Each guard has one of three levels:"},
      {Term, 0, "`refuse`"},
      {Text, 1,
       "Nothing is sent, stderr names all reasons, and the exit code is 77. `--allow REASON` sends "
       "the bounce anyway. You can name several reasons."},
      {Term, 0, "`warn`"},
      {Text, 1,
       "The bounce is sent, and stderr has one line about the reason. With `--strict`, the guard "
       "refuses the bounce instead, unless `--allow` names the reason."},
      {Term, 0, "`never`"},
      {Text, 1, "Nothing is sent, and the exit code is 77. `--allow` cannot override this guard."},
      {Text, 0, "To refuse the bounce at every warning, except the one about mailing lists:"},
      {Code, 0,
       "send-bounce --received event.json --bounce-type DoesNotExist \\\n"
       "  --strict --allow list"},
      {Text, 0, "These are the reasons, each with its level:"},
  };
}

Document late_checks_opening() {
  return {{Text, 0,
           "`--dry-run` also warns about mistakes that SES reports late or never, with or without "
           "`--received`. `--allow` and `--strict` do not apply to these warnings:"}};
}

Document see_also_section() { return {{Text, 0, "`ses-stand-in`(1), `aws`(1)"}}; }

}  // namespace send_bounce
