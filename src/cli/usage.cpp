#include "cli/usage.h"

#include <string_view>

#include "send_bounce/input/parameters.h"
#include "send_bounce/model/option_table.h"
#include "send_bounce/model/ses_model.h"
#include "send_bounce/version.h"

namespace send_bounce {
namespace {

constexpr std::size_t kWidth = 79;

constexpr std::string_view kOpening =
    "send-bounce - bounce a mail received through Amazon SES\n"
    "\n"
    "Generates a bounce message (a delivery status notification, RFC 3464) for a mail that SES\n"
    "received, and sends it to the mail's envelope sender. SES accepts that for 24 hours after "
    "the\n"
    "mail arrived, from a sender that is verified in the same region, once a second.\n"
    "\n"
    "EXAMPLES\n"
    "  Refuse one recipient:\n"
    "    send-bounce --original-message-id ID --bounce-sender postmaster@example.com \\\n"
    "      --bounced-recipient-info-list Recipient=ann@example.com,BounceType=DoesNotExist\n"
    "  Fill in a document and send it:\n"
    "    send-bounce --generate-cli-skeleton yaml-input > bounce.yaml\n"
    "    send-bounce --cli-input-yaml file://bounce.yaml\n"
    "  Only the id of the bounce, for a script:\n"
    "    send-bounce --cli-input-yaml file://bounce.yaml --output text\n";

constexpr std::string_view kClosing =
    "\n"
    "EXIT CODES\n"
    "  0    sent, or printed what was asked for\n"
    "  130  interrupted\n"
    "  252  the command line or the request is not valid; nothing was sent\n"
    "  253  a region, credentials or another setting is missing; nothing was sent\n"
    "  254  the service answered with an error\n"
    "  255  anything else: network, TLS, files, an answer that cannot be read\n";

void append_wrapped(std::string& out, std::string_view text, std::size_t indent) {
  std::size_t column = kWidth;  // so that the first word starts a line
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
    if (column + 1 + word.size() > kWidth) {
      if (out.back() != '\n') out += '\n';
      out.append(indent, ' ');
      column = indent;
    } else {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
  }
  out += '\n';
}

void append_choices(std::string& out, std::span<const std::string_view> names, std::size_t indent) {
  if (names.empty()) return;
  std::string line = "One of:";
  for (const std::string_view name : names) line += " " + std::string(name);
  append_wrapped(out, line, indent);
}

void append_members(std::string& out, const Shape& shape, std::size_t indent) {
  const Shape& structure = shape.element != nullptr ? *shape.element : shape;
  for (const Member& member : structure.members) {
    out.append(indent, ' ');
    out += std::string(member.name) + (member.required ? " (required)\n" : "\n");
    append_wrapped(out, member.documentation, indent + 4);
    append_choices(out, member.shape->enumeration, indent + 4);
    append_members(out, *member.shape, indent + 4);
  }
}

const Member* member_of_option(const Option& option) {
  for (const Member& member : kSendBounce.input->members) {
    if (option_name(member.name) == option.name) return &member;
  }
  return nullptr;
}

void append_option(std::string& out, const Option& option) {
  out += "  --" + std::string(option.name);
  if (!option.value_name.empty()) out += " " + std::string(option.value_name);
  if (option.required) out += " (required)";
  if (option.support == Support::ToCome) out += " (not available in this version)";
  out += '\n';
  if (const Member* member = member_of_option(option)) {
    append_wrapped(out, member->documentation, 6);
    append_members(out, *member->shape, 6);
  } else {
    append_wrapped(out, option.documentation, 6);
    append_choices(out, option.choices, 6);
  }
}

void append_group(std::string& out, std::string_view title, OptionGroup group) {
  out += "\n" + std::string(title) + "\n";
  for (const Option& option : all_options()) {
    if (option.group == group) append_option(out, option);
  }
}

}  // namespace

std::string usage_block() {
  return "usage: send-bounce [options] --original-message-id <id> --bounce-sender <address>\n"
         "                   --bounced-recipient-info-list <structure> [<structure> ...]\n"
         "To see help text, you can run:\n"
         "\n"
         "  send-bounce help\n";
}

std::string help_text() {
  std::string out(kOpening);
  append_group(out, "OPTIONS", OptionGroup::Operation);
  append_group(out, "GLOBAL OPTIONS", OptionGroup::Global);
  out += kClosing;
  return out;
}

std::string version_line() {
  return std::string("send-bounce/") + kVersion + " commit/" + kCommit + "\n";
}

}  // namespace send_bounce
