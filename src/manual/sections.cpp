#include "manual/sections.h"
#include "send_bounce/manual/command_manual.h"

namespace send_bounce {
namespace {

using enum BlockKind;

constexpr Note kVariables[] = {
    {"AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_SECURITY_TOKEN",
     "Credentials. They are not looked at where `--profile` is given. The token is for temporary "
     "ones, and the last is its old name."},
    {"AWS_CREDENTIAL_EXPIRATION",
     "When those credentials expire, as ISO 8601. Expired ones are not used."},
    {"AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE", "Other places of the two files; see FILES."},
    {"AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN, AWS_ROLE_SESSION_NAME",
     "Credentials by web identity: a file with a token, the role that it is exchanged for, and the "
     "name of the session. Not looked at where `--profile` is given."},
    {"AWS_LOGIN_CACHE_DIRECTORY",
     "The folder in which `aws login` keeps its sessions, in the place of `~/.aws/login/cache`."},
    {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, AWS_CONTAINER_CREDENTIALS_FULL_URI, "
     "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, AWS_CONTAINER_AUTHORIZATION_TOKEN",
     "Where a container's credentials are asked for, and what authorises that."},
    {"AWS_CREDENTIAL_FILE, BOTO_CONFIG",
     "Old files with credentials: of the EC2 tools, and of Boto 2."},
    {"AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL_SSO, AWS_ENDPOINT_URL_SSO_OIDC, "
     "AWS_ENDPOINT_URL_SIGNIN",
     "Where these services are asked for credentials, instead of at their own endpoints."},
    {"AWS_ACCOUNT_ID_ENDPOINT_MODE, AWS_REQUEST_CHECKSUM_CALCULATION, "
     "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES, AWS_RESPONSE_CHECKSUM_VALIDATION, "
     "AWS_S3_DISABLE_EXPRESS_SESSION_AUTH",
     "Settings of other AWS commands. They have no effect here, but a value that they cannot have "
     "is refused."},
    {"AWS_CLI_FILE_ENCODING", "The encoding of texts from `file://`. UTF-8 unless set."},
    {"AWS_CLI_OUTPUT_ENCODING",
     "The encoding of the answer and of errors: UTF-8 unless set, or one of a byte a character."},
    {"AWS_NEW_RETRIES_2026",
     "true: shorter waits before another attempt, and those that the service asks for."},
    {"AWS_EXECUTION_ENV", "Named in the User-Agent of the request."},
    {"SEND_BOUNCE_OPTIONS",
     "The options of each bounce where the program is the runtime of an AWS Lambda function: it is "
     "named bootstrap, and AWS_LAMBDA_RUNTIME_API is set. Ignored otherwise."},
    {"http_proxy, HTTP_PROXY, https_proxy, HTTPS_PROXY",
     "The proxy for endpoints of that scheme. The name counts in any case of its letters, and one "
     "with "
     "_proxy in small letters wins. HTTP_PROXY is not looked at where "
     "REQUEST_METHOD is set, in a CGI script."},
    {"no_proxy, NO_PROXY", "Hosts that are called without a proxy, with commas between them."},
    {"MANPAGER, PAGER",
     "The program that shows `help` where the terminal does not hold it. `less -R` unless set; an "
     "empty one is none."},
    {"LESS", "Options of less. `FRX` unless set, where an answer is shown."},
    {"NO_COLOR, TERM", "Nothing is coloured or bold where NO_COLOR is not empty or TERM is dumb."},
    {"SEND_BOUNCE_JOURNAL",
     "The journal of `--once` and `--batch`, if `--journal` does not name it. It names the file "
     "and "
     "nothing else."},
    {"SEND_BOUNCE_LOG",
     "The file that gets one line of JSON for each bounce, or syslog, if `--log-file` does not say "
     "otherwise. The line holds no addresses unless `--log-addresses` is given."},
    {"XDG_STATE_HOME",
     "The folder of the journal, in the place of `~/.local/state`, if nothing names the file."},
    {"HOME", "The folder that `~` stands for."},
};

constexpr Note kFiles[] = {
    {"~/.aws/config",
     "Profiles with their settings: `[default]` and `[profile NAME]`, a `key = value` a line."},
    {"~/.aws/cli/cache",
     "Roles that have been assumed, until shortly before they expire; shared with the AWS CLI."},
    {"~/.aws/credentials",
     "Profiles, as `[NAME]`, with `aws_access_key_id`, `aws_secret_access_key` and "
     "`aws_session_token`. What is here goes before what the other file has for that profile."},
    {"~/.local/state/send-bounce/journal.ndjson",
     "What `--once` and `--batch` have bounced in the last 8 days."},
    {"/etc/boto.cfg, ~/.boto",
     "Credentials in the section `[Credentials]`, where nothing else has some."},
};

constexpr Note kExitCodes[] = {
    {"0",
     "SES has accepted the bounce, now or, as the journal knows, before. Or what was asked for is "
     "printed: help, version, skeleton, a dry run."},
    {"65",
     "What was received cannot be bounced: it is no notification of a received message, names no "
     "id or recipient, or holds several messages. Nothing was sent."},
    {"74",
     "SES has accepted the bounce, but its answer could not be written to stdout. The answer is on "
     "stderr. Do not send the bounce again."},
    {"75",
     "With `--at-most-once`, `--once` or `--batch`: nobody knows whether SES accepted the bounce, "
     "in this run or an earlier one. Look before you repeat it."},
    {"77",
     "A guard refuses the bounce; the message says why, and which `--allow` lifts it. Nothing was "
     "sent."},
    {"130", "Interrupted by Ctrl-C (SIGINT). The message says what is known of the bounce."},
    {"143", "Ended by SIGTERM. The message says what is known of the bounce."},
    {"252", "The command line cannot be read, or the request is not valid. Nothing was sent."},
    {"253",
     "A region, credentials, the journal or another setting is missing or cannot be used. Nothing "
     "was sent."},
    {"254",
     "SES has answered with an error. The bounce was not sent, unless the message says that an "
     "earlier attempt may have been accepted."},
    {"255",
     "Anything else: name, connection, TLS, time-out, file, an answer that is none. Nothing was "
     "sent, unless the message says that the bounce may have been accepted."},
};

}  // namespace

std::span<const Note> variable_notes() { return kVariables; }
std::span<const Note> file_notes() { return kFiles; }
std::span<const Note> exit_code_notes() { return kExitCodes; }

Document name_section() {
  return {{Text, 0, "send-bounce - bounce a mail that was received through Amazon SES"}};
}

Document description_section() {
  return {
      {Text, 0,
       "Tells the sender of a mail that it could not be delivered: SES writes a bounce message (a "
       "delivery status notification, RFC 3464) and sends it to the mail's envelope sender. SES "
       "does that for mail that it received itself, in the same region, for 24 hours, from a "
       "sender that is verified there, once a second."},
      {Text, 0,
       "It takes the place of `aws ses send-bounce`: the same options, input, settings, "
       "credentials, output and exit codes."},
      {Text, 0,
       "`send-bounce help NAME` shows one option, member, variable, key of a profile or section "
       "of this page alone: `send-bounce help --region`, `help BounceType`, `help AWS_PROFILE`, "
       "`help exit-codes`."},
      {Text, 0,
       "`send-bounce configure list` shows which settings and credentials a call would use, and "
       "where each comes from. It sends nothing."},
  };
}

Document examples_section() {
  return {
      {Text, 0, "Bounce a message that was received, from its notification or as it was stored:"},
      {Code, 0,
       "send-bounce --received event.json --bounce-type DoesNotExist\n"
       "aws s3 cp s3://BUCKET/KEY - | \\\n"
       "  send-bounce --received - --bounce-type DoesNotExist"},
      {Text, 0, "Bounce many, at the pace of SES and none of them twice, also if it runs again:"},
      {Code, 0, "send-bounce --batch events.ndjson --bounce-type DoesNotExist"},
      {Text, 0, "Show what would be sent, and send nothing:"},
      {Code, 0, "send-bounce --received event.json --bounce-type DoesNotExist --dry-run"},
      {Text, 0,
       "Bounce a message for one recipient. ID is mail.messageId of its receipt notification:"},
      {Code, 0,
       "send-bounce --original-message-id ID \\\n"
       "  --bounce-sender postmaster@example.com \\\n"
       "  --recipient ann@example.com --bounce-type DoesNotExist"},
      {Text, 0, "The same in the form that the AWS CLI has:"},
      {Code, 0,
       "send-bounce --original-message-id ID \\\n"
       "  --bounce-sender postmaster@example.com \\\n"
       "  --bounced-recipient-info-list \\\n"
       "    Recipient=ann@example.com,BounceType=DoesNotExist"},
      {Text, 0, "Fill in a document with an editor, and send it:"},
      {Code, 0,
       "send-bounce --generate-cli-skeleton yaml-input > bounce.yaml\n"
       "send-bounce --cli-input-yaml file://bounce.yaml"},
      {Text, 0, "From cron or a queue: never a second bounce, and the id of the bounce alone:"},
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
       "`--name value` and `--name=value` are the same, and a name may be cut short as long as "
       "one option is meant. The last of several counts. A value that begins with a dash is "
       "written behind the `=`."},
      {Text, 0,
       "Shorthand: `Key=value,Key=value`, with `{Key=value,...}` for a structure and "
       "`[value,...]` for a list inside. A value in single or double quotes may hold commas and "
       "brackets. `Key@=file://PATH` takes it from a file. Write each structure in quotes of the "
       "shell."},
      {Text, 0, "JSON: a value that begins with `{` or `[`."},
      {Text, 0,
       "Files: `file://PATH` as the whole value of an option is replaced by the file's text. "
       "`~`, `$NAME` and `${NAME}` in the path are replaced."},
      {Text, 0,
       "Documents: `--cli-input-json` and `--cli-input-yaml` take the whole request by the names "
       "of the API, OriginalMessageId and so on; options given beside them replace its members."},
      {Text, 0,
       "Timestamps: ISO 8601, RFC 5322 or seconds since 1970. Without a zone they are UTC."},
  };
}

Document batch_section() {
  return {
      {Text, 0,
       "`--batch FILE` reads JSON values, one on each line: receipt notifications in any envelope, "
       "or documents as for `--cli-input-json`, which may have a notification as the member "
       "`Received`. Options apply to what an item leaves out."},
      {Text, 0,
       "Each bounce is a JSON object on stdout: `Line`, `State`, `Exit`, `Region`, "
       "`OriginalMessageId`, `Recipients`, `Warnings`, and what belongs to its state. `--query` "
       "applies to each; `--output` is json, text or off. The states:"},
      {Term, 0, "`sent`, `already`"},
      {Text, 1, "SES accepted it, now or before. `MessageId` is the answer."},
      {Term, 0, "`refused`, `rejected`"},
      {Text, 1, "A guard refused it, or SES did. `Reasons`, or `Code` and `Message`, say why."},
      {Term, 0, "`unknown`"},
      {Text, 1,
       "It may have been accepted. It is not sent again, unless `--retry-unknown` is given."},
      {Term, 0, "`failed`, `unreadable`, `invalid`"},
      {Text, 1, "It was not sent. `Message` says why."},
      {Text, 0,
       "The exit code is the worst that a single call would have returned, in this order: 75, 255, "
       "253, 252, 254, 74, 65, 0. Refusals count as 0."},
      {Text, 0,
       "The journal is a file in which each bounce is claimed before it is sent. `--once` uses it "
       "for a single call. A bounce that was sent is never sent again; one whose claim has no "
       "outcome is unknown. Entries older than 8 days are dropped. The file is `--journal`, "
       "$SEND_BOUNCE_JOURNAL, or send-bounce/journal.ndjson in $XDG_STATE_HOME or "
       "~/.local/state."},
  };
}

Document guards_opening() {
  return {
      {Text, 0,
       "Guards check the message that `--received` gives before it is bounced, and each message "
       "of a `--batch` that comes in an envelope. A request from options or a document alone is "
       "not checked. A guard has one of three levels:"},
      {Term, 0, "`refuse`"},
      {Text, 1,
       "Nothing is sent, stderr names all reasons, and the exit code is 77. `--allow REASON` sends "
       "the bounce all the same; it takes several reasons."},
      {Term, 0, "`warn`"},
      {Text, 1,
       "The bounce is sent, and stderr has a line about the reason. With `--strict` the level is "
       "`refuse`, unless `--allow` names the reason."},
      {Term, 0, "`never`"},
      {Text, 1, "Nothing is sent, the exit code is 77, and `--allow` cannot change that."},
      {Text, 0, "To refuse at every warning, except about messages of a mailing list:"},
      {Code, 0,
       "send-bounce --received event.json --bounce-type DoesNotExist \\\n"
       "  --strict --allow list"},
      {Text, 0, "The reasons, each with its level:"},
  };
}

Document late_checks_opening() {
  return {{Text, 0,
           "`--dry-run` also warns of mistakes in the request that SES notices late or never, with "
           "or without a received message, and of a region in what was received that was not "
           "believed. `--allow` and `--strict` do not apply to these:"}};
}

Document see_also_section() { return {{Text, 0, "`ses-stand-in`(1), `aws`(1)"}}; }

}  // namespace send_bounce
