#include "prompt/preview.h"

#include <optional>

#include "send_bounce/input/json_reader.h"
#include "send_bounce/input/skeleton.h"
#include "send_bounce/jmespath/expression.h"
#include "send_bounce/model/ses_model.h"
#include "send_bounce/output/formatter.h"
#include "send_bounce/settings/profiles.h"
#include "send_bounce/text/shell_words.h"

namespace send_bounce::prompt {
namespace {

// Beyond this an unfinished expression is not shortened to one that can be read.
constexpr std::size_t kLongestTail = 200;

// The last value of an option; nullopt where it is not there or has none.
std::optional<std::string> value_of(const std::vector<std::string>& words, std::string_view name) {
  std::optional<std::string> value;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Option* option = option_of_word(words[i]);
    if (option == nullptr || option->name != name) continue;
    const std::size_t equals = words[i].find('=');
    if (equals != std::string::npos) {
      value = words[i].substr(equals + 1);
    } else if (i + 1 < words.size() && option_of_word(words[i + 1]) == nullptr) {
      value = words[i + 1];
    } else {
      value.reset();
    }
  }
  return value;
}

std::string bad_format(const std::string& name) {
  std::string text = "Bad value for --output: " + name + "\n\nValid values are:";
  std::string_view separator = " ";
  for (const std::string_view choice : find_option("output")->choices) {
    text += std::string(separator) + std::string(choice);
    separator = ", ";
  }
  return text;
}

// The expression, or the longest start of it that is one; else the fault of the whole.
Result<Expression> readable_part(std::string_view query) {
  auto whole = Expression::compile(query, read_json);
  if (whole) return whole;
  const std::size_t shortest = query.size() > kLongestTail ? query.size() - kLongestTail : 0;
  for (std::size_t size = query.size(); size > shortest && size > 1;) {
    auto part = Expression::compile(query.substr(0, --size), read_json);
    if (part) return part;
  }
  return whole;
}

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

std::string preview_of(const std::vector<std::string>& words, std::string_view format_name) {
  if (value_of(words, "generate-cli-skeleton") == "input") return json_skeleton(kSendBounce);
  if (value_of(words, "generate-cli-skeleton") == "yaml-input") return yaml_skeleton(kSendBounce);
  const std::string name = value_of(words, "output").value_or(std::string(format_name));
  const auto format = output_format_from_name(name);
  if (!format) return bad_format(name);
  Value shown(output_skeleton(kSendBounce));
  if (const auto query = value_of(words, "query"); query && !query->empty()) {
    const auto expression = readable_part(*query);
    if (!expression) return expression.error().message;
    auto picked = expression->search(shown);
    if (!picked) return picked.error().message;
    shown = *std::move(picked);
  }
  const auto text = format_output(*format, shown);
  if (!text) return text.error().message;
  return text->empty() ? "No output" : *text;
}

std::optional<std::string> find_fault(const std::string& line, const CursorContext& context,
                                      const CheckWords& check) {
  const auto words = split_shell_words(line);
  if (!words) return "No closing quotation";
  const bool has_value =
      context.part == CursorContext::Part::OptionValue && !context.values.empty();
  // Options that the reference does not have depend on one another, and on what kRest cannot hold.
  if (has_value && !context.option->is_ours) {
    if (auto fault = check(alone(*context.option, context.values))) {
      return std::move(fault->message);
    }
  }
  if (auto fault = check(*words)) return std::move(fault->message);
  return std::nullopt;
}

}  // namespace send_bounce::prompt
