#include "prompt/check.h"

#include <algorithm>

#include "send_bounce/settings/profiles.h"
#include "send_bounce/words/shell_words.h"

namespace send_bounce::prompt {
namespace {

using Words = std::vector<std::string>;

// What stands in for the rest of the line when one option is looked at by itself.
const Words kRest[] = {
    {"--original-message-id", "id"},
    {"--bounce-sender", "sender@example.com"},
    {"--bounced-recipient-info-list", "Recipient=recipient@example.com,BounceType=DoesNotExist"},
    {"--region", "us-east-1"},
};

bool lifts_required_options(const Option& option) {
  return option.name.starts_with("cli-input-") || option.name == "generate-cli-skeleton";
}

Words alone(const Option& option, const Words& values) {
  Words words = {"--" + std::string(option.name)};
  words.insert(words.end(), values.begin(), values.end());
  for (const Words& rest : kRest) {
    const bool is_needed = rest[0] == "--region" || !lifts_required_options(option);
    if (is_needed && rest[0] != words[0]) words.insert(words.end(), rest.begin(), rest.end());
  }
  return words;
}

}  // namespace

std::optional<std::string> find_fault(const std::string& line, const CursorContext& context,
                                      const CheckWords& check) {
  const auto words = split_shell_words(line);
  if (!words) return "No closing quotation";
  if (context.part == CursorContext::Part::OptionValue && !context.values.empty()) {
    if (auto fault = check(alone(*context.option, context.values))) {
      return std::move(fault->message);
    }
  }
  if (auto fault = check(*words)) return std::move(fault->message);
  return std::nullopt;
}

}  // namespace send_bounce::prompt
