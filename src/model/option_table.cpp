#include "send_bounce/model/option_table.h"

#include "send_bounce/model/ses_model.h"

namespace send_bounce {
namespace {

using enum OptionKind;
using enum OptionGroup;

constexpr bool kRequiredOption = true;
constexpr bool kOurs = true;
constexpr bool kAddsUp = true;
constexpr bool kLiftsRequired = true;

constexpr std::string_view kSkeletons[] = {"input", "output", "yaml-input"};
constexpr std::string_view kOutputs[] = {"json", "text", "table", "yaml", "yaml-stream", "off"};
constexpr std::string_view kColors[] = {"on", "off", "auto"};
constexpr std::string_view kBinaryFormats[] = {"base64", "raw-in-base64-out"};
constexpr std::string_view kDryRuns[] = {"plan", "curl", "dsn", "policy"};
constexpr std::string_view kErrorFormats[] = {"legacy", "json",  "yaml",
                                              "text",   "table", "enhanced"};

constexpr Option kOptions[] = {
    {.name = "original-message-id",
     .group = Operation,
     .required = kRequiredOption,
     .value_name = "<id>"},
    {.name = "bounce-sender",
     .group = Operation,
     .required = kRequiredOption,
     .value_name = "<address>"},
    {.name = "explanation", .group = Operation, .value_name = "<text>"},
    {.name = "message-dsn", .group = Operation, .value_name = "<structure>"},
    {.name = "bounced-recipient-info-list",
     .kind = List,
     .group = Operation,
     .required = kRequiredOption,
     .value_name = "<structure> [<structure> ...]"},
    {.name = "bounce-sender-arn", .group = Operation, .value_name = "<arn>"},
    {.name = "cli-input-json",
     .group = Operation,
     .value_name = "<document>",
     .documentation = "Reads the request parameters from a JSON document. Give the document "
                      "itself, or `file://PATH` for a file. Options on the command line override "
                      "members of the same name."},
    {.name = "cli-input-yaml",
     .group = Operation,
     .value_name = "<document>",
     .documentation = "Reads the request parameters from a YAML 1.2 document. Give the document "
                      "itself, or `file://PATH` for a file. Options on the command line override "
                      "members of the same name."},
    {.name = "generate-cli-skeleton",
     .kind = OptionalValue,
     .group = Operation,
     .value_name = "[input|yaml-input|output]",
     .choices = kSkeletons,
     .documentation =
         "Prints a document to fill in, and sends nothing. `input`, the default, prints JSON for "
         "`--cli-input-json`. `yaml-input` prints YAML for `--cli-input-yaml`. `output` checks the "
         "request and prints a sample answer."},

    {.name = "received",
     .group = Operation,
     .value_name = "<file>",
     .documentation =
         "Reads the received message to bounce from a file. The file holds a receipt notification "
         "of SES in any envelope (Lambda event, SNS, SQS, EventBridge), or the message as SES "
         "stored it. The message id, the recipients, the region and the bounce sender come from "
         "this file. `-` reads stdin. A value that begins with `{` or `[` is the notification "
         "itself. Guards check the message before it is bounced (`send-bounce help guards`).",
     .is_ours = kOurs,
     .lifts_required = kLiftsRequired},
    {.name = "recipient",
     .kind = List,
     .group = Operation,
     .value_name = "<address> [<address> ...]",
     .documentation =
         "Gives the addresses whose delivery failed. Give one or more addresses, or repeat the "
         "option. With `--received`, only the recipients that you name are bounced.",
     .is_ours = kOurs,
     .adds_up = kAddsUp,
     .lifts_required = kLiftsRequired},
    {.name = "all-recipients",
     .kind = Flag,
     .group = Operation,
     .documentation = "Bounces every recipient of the received message. If `--received` names "
                      "several recipients, either this option or `--recipient` is required.",
     .is_ours = kOurs},
    {.name = "bounce-type",
     .group = Operation,
     .value_name = "<type>",
     .choices = kBounceTypes,
     .documentation = "Says why the delivery failed. SES derives the status code and the text of "
                      "the bounce from the type. To give a status code yourself, use `--status` "
                      "instead. Example: `--bounce-type DoesNotExist`.",
     .is_ours = kOurs},
    {.name = "status",
     .group = Operation,
     .value_name = "<code>",
     .documentation = "Gives the enhanced status code (RFC 3463) of the failure. Use it instead of "
                      "`--bounce-type`. Example: `--status 5.7.1`.",
     .is_ours = kOurs},
    {.name = "diagnostic-code",
     .group = Operation,
     .value_name = "<text>",
     .documentation = "Gives the reply of the mail server that refused the message. Needs "
                      "`--status`. Example: `--diagnostic-code 'smtp; 550 5.7.1 members only'`.",
     .is_ours = kOurs},
    {.name = "action",
     .group = Operation,
     .value_name = "<action>",
     .choices = kDsnActions,
     .documentation = "Says what happened to the message. Needs `--status`. Default: `failed`, "
                      "which is the only right value for a bounce.",
     .is_ours = kOurs},
    {.name = "remote-mta",
     .group = Operation,
     .value_name = "<name>",
     .documentation = "Names the mail server that did not accept the message. Needs `--status`. "
                      "Example: `--remote-mta 'dns; mx.example.com'`.",
     .is_ours = kOurs},
    {.name = "final-recipient",
     .group = Operation,
     .value_name = "<address>",
     .documentation = "Gives the address where delivery failed, if it is not the recipient's "
                      "address. Works for one recipient only. Needs `--status`.",
     .is_ours = kOurs},
    {.name = "last-attempt-date",
     .group = Operation,
     .value_name = "<timestamp>",
     .documentation = "Says when delivery was last tried. Give ISO 8601, RFC 5322 or seconds since "
                      "1970. A time without a zone is in UTC. Needs `--status`. Example: "
                      "`--last-attempt-date 2026-11-27T11:50:00Z`.",
     .is_ours = kOurs},
    {.name = "recipient-arn",
     .group = Operation,
     .value_name = "<arn>",
     .documentation =
         "Gives the ARN of the identity whose policy lets you receive email for the recipients. "
         "Only needed if that identity belongs to another AWS account (sending authorization).",
     .is_ours = kOurs},
    {.name = "reporting-mta",
     .group = Operation,
     .value_name = "<name>",
     .documentation = "Names the mail server that reports the failure. Default: the inbound server "
                      "of SES. Example: `--reporting-mta 'dns; mx.example.com'`.",
     .is_ours = kOurs},
    {.name = "arrival-date",
     .group = Operation,
     .value_name = "<timestamp|received>",
     .documentation = "Says when the message arrived. Give a timestamp (ISO 8601, RFC 5322 or "
                      "seconds since 1970), or `received` for the time in the notification that "
                      "`--received` reads. If you leave this option out, SES fills in the time.",
     .is_ours = kOurs},
    {.name = "allow",
     .kind = List,
     .group = Operation,
     .value_name = "<reason> [<reason> ...]",
     .documentation =
         "Sends the bounce even though guards found these reasons against it. Give one or more "
         "reasons, or repeat the option. `send-bounce help guards` lists the reasons. Needs "
         "`--received` or `--batch`. Example: `--allow list not-scanned`.",
     .is_ours = kOurs,
     .adds_up = kAddsUp},
    {.name = "strict",
     .kind = Flag,
     .group = Operation,
     .documentation = "Refuses the bounce if a guard would only warn. Reasons that `--allow` names "
                      "are exempt. Needs `--received` or `--batch`.",
     .is_ours = kOurs},
    {.name = "dry-run",
     .kind = OptionalValue,
     .group = Operation,
     .value_name = "[plan|curl|dsn|policy]",
     .choices = kDryRuns,
     .documentation = "Shows what would be sent, without making a connection. `plan`, the default, "
                      "shows the request and the reasons against it. `curl` prints the call as a "
                      "curl command. `dsn` prints the bounce that the sender would get. `policy` "
                      "prints the IAM policy that the call needs.",
     .is_ours = kOurs},

    {.name = "batch",
     .group = Operation,
     .value_name = "<file>",
     .documentation = "Sends a bounce for each message in a file. The file has one JSON value per "
                      "line: a receipt notification in any envelope (Lambda event, SNS, SQS, "
                      "EventBridge), or a document as for `--cli-input-json`. `-` reads stdin. The "
                      "results are JSON lines on stdout. If you run the batch again, the journal "
                      "prevents a second bounce for any message (`send-bounce help batch`).",
     .is_ours = kOurs,
     .lifts_required = kLiftsRequired},
    {.name = "once",
     .kind = Flag,
     .group = Operation,
     .documentation = "Records the bounce in the journal, so that it is not sent twice. A later "
                      "call for the same message and recipient sends nothing, and prints the "
                      "answer that SES gave to the first call.",
     .is_ours = kOurs},
    {.name = "journal",
     .group = Operation,
     .value_name = "<file>",
     .documentation =
         "Sets the journal file, which records bounces. The option implies `--once`. `off` runs a "
         "batch without a journal. Default: the file in `SEND_BOUNCE_JOURNAL`, or else "
         "`send-bounce/journal.ndjson` in `$XDG_STATE_HOME` or `~/.local/state`.",
     .is_ours = kOurs},
    {.name = "retry-unknown",
     .kind = Flag,
     .group = Operation,
     .documentation =
         "Sends again a bounce that may have been accepted in an earlier run. First check whether "
         "that bounce arrived. Needs `--once`, `--journal` or `--batch`.",
     .is_ours = kOurs},
    {.name = "rate",
     .group = Operation,
     .value_name = "<number>",
     .documentation = "Sets how many calls per second a batch makes at most. Default: 1, which is "
                      "what SES allows. 0 means no limit.",
     .is_ours = kOurs},
    {.name = "log-file",
     .group = Operation,
     .value_name = "<file>",
     .documentation =
         "Appends one line of JSON for each bounce to this file. The line holds the time, the "
         "outcome, codes, ids, the number of attempts and the duration. `syslog` sends the line to "
         "the system log. `off` writes no log. Default: the file in `SEND_BOUNCE_LOG`, or else no "
         "log. If the log cannot be written, the program prints a warning. The bounce and the exit "
         "code stay the same.",
     .is_ours = kOurs},
    {.name = "log-addresses",
     .kind = Flag,
     .group = Operation,
     .documentation = "Writes the recipients' addresses to the log as well. By default, the log of "
                      "`--log-file` or `SEND_BOUNCE_LOG` holds no addresses.",
     .is_ours = kOurs},

    {.name = "debug",
     .kind = Flag,
     .documentation = "Writes each step to stderr, without secrets."},
    {.name = "endpoint-url",
     .value_name = "<url>",
     .documentation = "Sends the request to this URL instead of the region's endpoint. Example: "
                      "`--endpoint-url http://127.0.0.1:8025`."},
    {.name = "no-verify-ssl",
     .kind = Flag,
     .documentation = "Does not verify the server's certificate. Anyone on the network path can "
                      "then read and change the request."},
    {.name = "no-paginate",
     .kind = Flag,
     .documentation = "Has no effect, because the answer is never longer than one page."},
    {.name = "output",
     .value_name = "<format>",
     .choices = kOutputs,
     .documentation = "Sets the format of the answer on stdout. Default: `json`."},
    {.name = "query",
     .value_name = "<expression>",
     .documentation =
         "Picks parts of the answer with a JMESPath expression. Example: `--query MessageId`."},
    {.name = "profile",
     .value_name = "<profile>",
     .documentation = "Uses this profile of the configuration files. If you give this option, "
                      "credentials in environment variables are ignored. Default: `default`."},
    {.name = "region",
     .value_name = "<region>",
     .documentation = "Sets the region that received the message. It takes precedence over "
                      "`--received`, the variables `AWS_REGION` and `AWS_DEFAULT_REGION`, and the "
                      "profile. Example: `--region eu-west-1`."},
    {.name = "version", .kind = Action, .documentation = "Prints the version and exits."},
    {.name = "color",
     .value_name = "<when>",
     .choices = kColors,
     .documentation = "Sets whether tables are coloured. Default: `auto`, which uses colours on a "
                      "terminal only."},
    {.name = "no-sign-request",
     .kind = Flag,
     .documentation = "Sends the request without a signature, so no credentials are needed."},
    {.name = "ca-bundle",
     .value_name = "<path>",
     .documentation = "Trusts the certificates in this PEM file instead of the system's. You can "
                      "also give a folder of PEM certificates whose files are named by hash."},
    {.name = "cli-read-timeout",
     .value_name = "<seconds>",
     .documentation = "Ends an attempt if the server sends nothing for this many seconds. Default: "
                      "60. 0 means no limit."},
    {.name = "cli-connect-timeout",
     .value_name = "<seconds>",
     .documentation = "Ends an attempt if connecting takes more than this many seconds. Default: "
                      "60. 0 means no limit."},
    {.name = "cli-binary-format",
     .value_name = "<format>",
     .choices = kBinaryFormats,
     .documentation = "Has no effect, because no parameter of this command is binary."},
    {.name = "no-cli-pager", .kind = Flag, .documentation = "Writes the answer without a pager."},
    {.name = "cli-auto-prompt",
     .kind = Flag,
     .documentation = "Opens a prompt that completes, explains and checks the command line. It "
                      "needs a terminal. Nothing is sent before you press Enter."},
    {.name = "no-cli-auto-prompt",
     .kind = Flag,
     .documentation = "Never opens the prompt, even if a variable or the profile asks for it."},
    {.name = "cli-error-format",
     .value_name = "<format>",
     .choices = kErrorFormats,
     .documentation = "Sets the format of errors on stderr. Default: `enhanced`."},
    {.name = "at-most-once",
     .kind = Flag,
     .documentation = "Never repeats a request that SES may have accepted. If such a request "
                      "fails, the exit code is 75. Use this option in cron jobs and queue workers.",
     .is_ours = kOurs},
};

}  // namespace

std::span<const Option> all_options() { return kOptions; }

const Option* find_option(std::string_view name) {
  for (const Option& option : kOptions) {
    if (option.name == name) return &option;
  }
  return nullptr;
}

}  // namespace send_bounce
