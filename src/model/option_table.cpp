#include "send_bounce/model/option_table.h"

namespace send_bounce {
namespace {

using enum OptionKind;
using enum OptionGroup;

constexpr bool kRequiredOption = true;

constexpr std::string_view kSkeletons[] = {"input", "output", "yaml-input"};
constexpr std::string_view kOutputs[] = {"json", "text", "table", "yaml", "yaml-stream", "off"};
constexpr std::string_view kColors[] = {"on", "off", "auto"};
constexpr std::string_view kBinaryFormats[] = {"base64", "raw-in-base64-out"};
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
                      "with exit code 75. For cron and queue workers."},
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
