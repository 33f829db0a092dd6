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
     .documentation = "Takes the parameters from a JSON document, or from a file as "
                      "file://PATH. Options given beside it replace the members of the same name."},
    {.name = "cli-input-yaml",
     .group = Operation,
     .value_name = "<document>",
     .documentation = "The same in YAML 1.2."},
    {.name = "generate-cli-skeleton",
     .kind = OptionalValue,
     .group = Operation,
     .value_name = "[input|yaml-input|output]",
     .choices = kSkeletons,
     .documentation =
         "Prints a document to fill in and sends nothing. \"input\" and \"yaml-input\" are for the "
         "two options above; \"output\" checks the request and shows what an answer looks like."},

    {.name = "received",
     .group = Operation,
     .value_name = "<file>",
     .documentation =
         "Reads the message to bounce from a file: a receipt notification of SES, in any envelope "
         "(Lambda event, SNS, SQS, EventBridge), or the message as SES stored it. \"-\" reads "
         "stdin, and a value that begins with { or [ is the notification itself. Message id, "
         "recipient, region and sender are taken from it, and the guards judge it.",
     .is_ours = kOurs,
     .lifts_required = kLiftsRequired},
    {.name = "recipient",
     .kind = List,
     .group = Operation,
     .value_name = "<address> [<address> ...]",
     .documentation = "Addresses whose delivery failed. With --received, those of its recipients "
                      "that are bounced. May be repeated.",
     .is_ours = kOurs,
     .adds_up = kAddsUp,
     .lifts_required = kLiftsRequired},
    {.name = "all-recipients",
     .kind = Flag,
     .group = Operation,
     .documentation = "Bounces every recipient that --received names. Required if there are "
                      "several and --recipient names none of them.",
     .is_ours = kOurs},
    {.name = "bounce-type",
     .group = Operation,
     .value_name = "<type>",
     .choices = kBounceTypes,
     .documentation = "Why the delivery failed. SES chooses status and text by it.",
     .is_ours = kOurs},
    {.name = "status",
     .group = Operation,
     .value_name = "<code>",
     .documentation = "The enhanced status code of the failure, such as 5.7.1 (RFC 3463), in "
                      "place of --bounce-type.",
     .is_ours = kOurs},
    {.name = "diagnostic-code",
     .group = Operation,
     .value_name = "<text>",
     .documentation = "The answer of the system that refused the message, such as \"smtp; 550 "
                      "5.7.1 members only\". Needs --status.",
     .is_ours = kOurs},
    {.name = "action",
     .group = Operation,
     .value_name = "<action>",
     .choices = kDsnActions,
     .documentation = "What became of the message. \"failed\" unless given, and nothing else is "
                      "right for a bounce. Needs --status.",
     .is_ours = kOurs},
    {.name = "remote-mta",
     .group = Operation,
     .value_name = "<name>",
     .documentation = "The system that refused the message, such as \"dns; mx.example.com\". "
                      "Needs --status.",
     .is_ours = kOurs},
    {.name = "final-recipient",
     .group = Operation,
     .value_name = "<address>",
     .documentation = "The address that the delivery failed for, if it is another than the "
                      "recipient. For one recipient only. Needs --status.",
     .is_ours = kOurs},
    {.name = "last-attempt-date",
     .group = Operation,
     .value_name = "<timestamp>",
     .documentation = "When the delivery was last tried. Needs --status.",
     .is_ours = kOurs},
    {.name = "recipient-arn",
     .group = Operation,
     .value_name = "<arn>",
     .documentation = "The identity that allows receiving for the recipients (sending "
                      "authorization).",
     .is_ours = kOurs},
    {.name = "reporting-mta",
     .group = Operation,
     .value_name = "<name>",
     .documentation = "The system that reports the failure, such as \"dns; mx.example.com\". SES "
                      "names its own unless this is given.",
     .is_ours = kOurs},
    {.name = "arrival-date",
     .group = Operation,
     .value_name = "<timestamp|received>",
     .documentation = "When the message arrived. SES knows it; \"received\" writes what "
                      "--received says.",
     .is_ours = kOurs},
    {.name = "allow",
     .kind = List,
     .group = Operation,
     .value_name = "<reason> [<reason> ...]",
     .documentation = "Bounces although a guard found this reason against it (\"help guards\"). "
                      "May be repeated.",
     .is_ours = kOurs,
     .adds_up = kAddsUp},
    {.name = "strict",
     .kind = Flag,
     .group = Operation,
     .documentation = "Refuses to bounce where a guard would only warn.",
     .is_ours = kOurs},
    {.name = "dry-run",
     .kind = OptionalValue,
     .group = Operation,
     .value_name = "[plan|curl|dsn|policy]",
     .choices = kDryRuns,
     .documentation =
         "Sends nothing and connects to nobody. \"plan\", which is meant if no word follows, shows "
         "what would be sent and what speaks against it; \"curl\" the call as a command of curl; "
         "\"dsn\" the notification that the sender would get; \"policy\" the IAM policy that the "
         "call needs.",
     .is_ours = kOurs},

    {.name = "batch",
     .group = Operation,
     .value_name = "<file>",
     .documentation =
         "Sends a bounce for each message in a file of JSON values, one on each line: receipt "
         "notifications in any envelope, or documents as for --cli-input-json. \"-\" reads stdin. "
         "Results are JSON lines on stdout. The journal keeps a second run from bouncing anything "
         "twice (\"help batch\").",
     .is_ours = kOurs,
     .lifts_required = kLiftsRequired},
    {.name = "once",
     .kind = Flag,
     .group = Operation,
     .documentation = "Remembers the bounce in the journal. A later call for the same message and "
                      "recipient prints the answer that SES gave and sends nothing.",
     .is_ours = kOurs},
    {.name = "journal",
     .group = Operation,
     .value_name = "<file>",
     .documentation = "The file that remembers bounces, in place of $SEND_BOUNCE_JOURNAL or "
                      "~/.local/state/send-bounce/journal.ndjson. Implies --once. \"off\" lets a "
                      "batch run without a memory.",
     .is_ours = kOurs},
    {.name = "retry-unknown",
     .kind = Flag,
     .group = Operation,
     .documentation = "Sends again what may have been accepted in an earlier run. Check first "
                      "whether the bounce arrived. Needs --once, --journal or --batch.",
     .is_ours = kOurs},
    {.name = "rate",
     .group = Operation,
     .value_name = "<number>",
     .documentation =
         "Calls per second in a batch. 1 unless given, which is what SES allows; 0 for "
         "no limit.",
     .is_ours = kOurs},
    {.name = "log-file",
     .group = Operation,
     .value_name = "<file>",
     .documentation =
         "Appends one line of JSON for each bounce to this file: when, the outcome, codes, ids, "
         "attempts and duration. \"syslog\" sends the line to the system's log instead. \"off\" "
         "ignores $SEND_BOUNCE_LOG, which gives the place for all calls. A log that cannot be "
         "written is a warning and changes nothing else.",
     .is_ours = kOurs},
    {.name = "log-addresses",
     .kind = Flag,
     .group = Operation,
     .documentation = "Writes the addresses of the recipients into the log of --log-file as well. "
                      "Without this option the log holds no addresses.",
     .is_ours = kOurs},

    {.name = "debug",
     .kind = Flag,
     .documentation = "Writes each step to stderr, without secrets."},
    {.name = "endpoint-url",
     .value_name = "<url>",
     .documentation = "Sends the request there instead of to the region's own endpoint."},
    {.name = "no-verify-ssl",
     .kind = Flag,
     .documentation = "Does not check the server's certificate. Anyone on the way can then read "
                      "and change what is sent."},
    {.name = "no-paginate",
     .kind = Flag,
     .documentation = "Has no effect: an answer is never more than one page."},
    {.name = "output",
     .value_name = "<format>",
     .choices = kOutputs,
     .documentation = "The form of the answer on stdout."},
    {.name = "query",
     .value_name = "<expression>",
     .documentation = "A JMESPath expression that picks from the answer."},
    {.name = "profile",
     .value_name = "<profile>",
     .documentation = "The profile of the configuration files to use. Credentials in variables "
                      "are then not looked at."},
    {.name = "region",
     .value_name = "<region>",
     .documentation = "The region that received the mail. Before the variables AWS_REGION and "
                      "AWS_DEFAULT_REGION and the profile."},
    {.name = "version", .kind = Action, .documentation = "Prints the version and ends."},
    {.name = "color",
     .value_name = "<when>",
     .choices = kColors,
     .documentation = "Whether tables are coloured."},
    {.name = "no-sign-request",
     .kind = Flag,
     .documentation = "Sends the request without a signature. No credentials are needed."},
    {.name = "ca-bundle",
     .value_name = "<path>",
     .documentation = "A file of PEM certificates to trust instead of the system's."},
    {.name = "cli-read-timeout",
     .value_name = "<seconds>",
     .documentation = "The longest silence of the server to wait for. 60 unless given; 0 waits "
                      "without end."},
    {.name = "cli-connect-timeout",
     .value_name = "<seconds>",
     .documentation = "The longest time for connecting. 60 unless given; 0 waits without end."},
    {.name = "cli-binary-format",
     .value_name = "<format>",
     .choices = kBinaryFormats,
     .documentation = "Has no effect: no parameter of this command is binary."},
    {.name = "no-cli-pager", .kind = Flag, .documentation = "Writes the answer without a pager."},
    {.name = "cli-auto-prompt",
     .kind = Flag,
     .documentation = "Opens a prompt on the terminal, in which the command line is completed, "
                      "explained and checked before it runs."},
    {.name = "no-cli-auto-prompt",
     .kind = Flag,
     .documentation = "Opens no prompt, whatever variables and profile say."},
    {.name = "cli-error-format",
     .value_name = "<format>",
     .choices = kErrorFormats,
     .documentation = "The form of an error on stderr."},
    {.name = "at-most-once",
     .kind = Flag,
     .documentation = "Never sends again what the service may have accepted: such a failure ends "
                      "with exit code 75. For cron and queue workers.",
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
