#include "cli/auto_prompt.h"

#include <algorithm>
#include <cerrno>

#include "cli/prompt_check.h"
#include "send_bounce/prompt/history.h"
#include "send_bounce/prompt/prompt.h"
#include "send_bounce/settings/profiles.h"
#include "send_bounce/settings/settings.h"
#include "send_bounce/text/shell_words.h"
#include "send_bounce/world/paths.h"
#include "send_bounce/world/screen.h"

namespace send_bounce {
namespace {

using Words = std::vector<std::string>;

constexpr std::string_view kOn = "--cli-auto-prompt";
constexpr std::string_view kOff = "--no-cli-auto-prompt";
constexpr std::string_view kNeverWith[] = {kOff, "help", "--help", "-h", "--version"};

bool has_word(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

Words given_words(const World& world) {
  Words words = without_command_words(world.arguments);
  std::erase(words, kOn);
  return words;
}

// The format that counts without --output, whatever else is missing; faults are told by the check.
std::string usual_output(const World& world, const ConfigFiles& config) {
  SettingsOptions options;
  options.region = "us-east-1";
  const SettingSources sources{options, world.variables, config};
  const auto scope = select_profile(sources);
  if (!scope) return "json";
  const auto settings = resolve_settings(sources, *scope, world.files);
  return settings ? settings->output.value : "json";
}

std::string history_path(const World& world) {
  return expand_path(kPromptHistoryPath, world.variables, world.files);
}

// A history that cannot be written is no reason not to send.
void remember(const std::string& line, World& world) {
  const std::string path = history_path(world);
  const auto before = world.files.read(path);
  if (!before && before.error().number != ENOENT) return;
  const auto after = history_with(before.value_or(""), line);
  if (after) static_cast<void>(world.private_files.replace(path, *after));
}

PromptSetup setup_of(const World& world, AwsFiles& aws_files, const Screen& screen) {
  const ConfigFiles& config = aws_files.read_or_none();
  return PromptSetup{
      .line = prompt_line(given_words(world)),
      .profiles = profile_names(config),
      .history = lines_of_history(world.files.read(history_path(world)).value_or("")),
      .output_format = usual_output(world, config),
      .check = [&](const Words& words) { return check_without_sending(words, aws_files, world); },
      .columns_of = [&](char32_t character) { return screen.columns_of(character); },
      .variables = world.variables,
      .files = world.files,
      .directories = world.directories,
  };
}

Failure no_prompt(const std::string& why) {
  return fail(ErrorKind::General, "--cli-auto-prompt cannot open its prompt: " + why,
              "Run the command in a terminal, or leave out --cli-auto-prompt. Nothing was sent.");
}

struct PromptAnswer {
  Prompt::End end = Prompt::End::Quit;
  std::string line;
};

Result<PromptAnswer> ask(const World& world, AwsFiles& aws_files, Screen& screen) {
  Prompt prompt(setup_of(world, aws_files, screen));
  while (prompt.end() == Prompt::End::Open) {
    screen.show(prompt.frame(screen.size()));
    const auto key = screen.next_key();
    if (!key && key.error().number == EINTR) return fail(ErrorKind::Interrupted, "");
    if (!key) return fail(ErrorKind::General, "Cannot read from the terminal: " + key.error().text);
    prompt.press(*key);
  }
  return PromptAnswer{prompt.end(), prompt.line()};
}

}  // namespace

PromptMode prompt_mode(const World& world, AwsFiles& aws_files) {
  for (const std::string_view word : kNeverWith) {
    if (has_word(world.arguments, word)) return PromptMode::Off;
  }
  if (has_word(world.arguments, kOn)) return PromptMode::On;
  if (!world.screens.has_terminal()) return PromptMode::Off;
  const std::string mode = auto_prompt(
      world.variables, [&]() -> const ConfigFiles& { return aws_files.read_or_none(); });
  if (mode == "on") return PromptMode::On;
  return mode == "on-partial" ? PromptMode::OnPartial : PromptMode::Off;
}

Result<PromptEnd> ask_for_command_line(World& world, AwsFiles& aws_files) {
  const bool is_asked_for = has_word(world.arguments, kOn);
  if (!world.screens.has_terminal()) return no_prompt("stdin or stdout is not a terminal.");
  if (!aws_files.read()) return tl::make_unexpected(aws_files.read().error());
  auto screen = world.screens.open();
  if (!screen) {
    // A variable or profile means the terminals that can.
    if (!is_asked_for) return PromptEnd{true, world.arguments};
    return no_prompt("it does not support this terminal (variable TERM).");
  }
  ASSIGN_OR_RETURN(const PromptAnswer answer, ask(world, aws_files, **screen));
  screen->reset();
  const std::string shown = "> send-bounce " + answer.line + "\n";
  auto words = split_shell_words(answer.line);
  if (answer.end == Prompt::End::Quit || !words) {
    static_cast<void>(world.err.write(shown));
    return PromptEnd{};
  }
  static_cast<void>(world.out.write(shown));
  remember(answer.line, world);
  return PromptEnd{true, *std::move(words)};
}

}  // namespace send_bounce
