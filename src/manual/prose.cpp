#include "manual/sections.h"
#include "send_bounce/manual/command_manual.h"

namespace send_bounce {

using enum BlockKind;

std::string_view usual_call() {
  return "send-bounce [options] --original-message-id <id> --bounce-sender <address>\n"
         "            --bounced-recipient-info-list <structure> [<structure> ...]";
}

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
      {Text, 0,
       "Bounce a mail for one recipient. ID is mail.messageId of its receipt notification:"},
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
      {Code, 0, "send-bounce --cli-input-yaml file://bounce.yaml --at-most-once --output text"},
  };
}

Document synopsis_section() {
  return {
      {Code, 0, std::string(usual_call())},
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

Document see_also_section() { return {{Text, 0, "`ses-stand-in`(1), `aws`(1)"}}; }

}  // namespace send_bounce
