#include <algorithm>

#include "credentials/keys.h"
#include "credentials/providers.h"
#include "send_bounce/input/json_reader.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/python_text.h"
#include "send_bounce/text/shell_words.h"

namespace send_bounce {
namespace {

constexpr const char* kProcessProvider = "custom-process";
constexpr const char* kProcessKey = "credential_process";
constexpr std::size_t kShownErrors = 2000;  // bytes
constexpr std::size_t kLongestVersion = 8;
// What a line with a secret in it says, in lower case and without "_" and "-".
constexpr std::string_view kSecretNames[] = {"secretaccesskey", "sessiontoken", "securitytoken"};
constexpr std::size_t kShortestRepetition = 4;
// A word that is as long as this is no word of a message.
constexpr std::size_t kShortestSecret = 16;
constexpr AnswerForm kProcessForm = {.token = "SessionToken", .all_are_required = false};

Failure cannot_run(const SystemError& error, const std::string& program) {
  return fail(ErrorKind::General, python_os_error(error.number, error.text, program),
              std::string("This program comes from ") + kProcessKey +
                  ". It runs without a shell, so ~ and variables are not expanded.");
}

Result<std::string> as_utf8(std::string bytes) {
  if (const auto fault = python_utf8_fault(bytes)) return fail(ErrorKind::General, *fault);
  return bytes;
}

bool names_a_secret(std::string_view line) {
  std::string plain = to_lower(line);
  std::erase_if(plain, [](char c) { return c == '_' || c == '-'; });
  return std::any_of(std::begin(kSecretNames), std::end(kSecretNames),
                     [&](std::string_view name) { return plain.find(name) != std::string::npos; });
}

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("+/=-_.").find(c) != std::string_view::npos;
}

// Whether a line says what the answer says: as a whole, or in a word that is too long for a
// message.
bool repeats(std::string_view line, std::string_view answer) {
  const std::string_view whole = trim(line);
  if (whole.size() >= kShortestRepetition && answer.find(whole) != std::string_view::npos) {
    return true;
  }
  while (!line.empty()) {
    const auto end = std::find_if_not(line.begin(), line.end(), is_word_character);
    const std::string_view word = line.substr(0, static_cast<std::size_t>(end - line.begin()));
    if (word.size() >= kShortestSecret && answer.find(word) != std::string_view::npos) return true;
    line.remove_prefix(std::min(word.size() + 1, line.size()));
  }
  return false;
}

// What a program that failed says to people. One that traces its own steps (sh -x) also repeats
// what it has found: lines that hold secrets, as far as that can be seen, are left out.
std::string shown_errors(const Finished& finished) {
  std::string out;
  std::string_view rest = finished.errors;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    const bool is_secret = names_a_secret(line) || repeats(line, finished.output);
    out += is_secret ? "(a line that may hold a secret is not shown)" : line;
    rest.remove_prefix(line.size());
    if (!rest.empty()) {
      out += '\n';
      rest.remove_prefix(1);
    }
  }
  if (out.size() <= kShownErrors) return out;
  return replace_invalid_utf8(out.substr(0, kShownErrors)) + " and " +
         std::to_string(out.size() - kShownErrors) + " more bytes";
}

// Of the command no more than its name: an argument may be a secret.
Failure failed_program(const std::string& program, const Finished& finished) {
  Failure failure = cannot_retrieve(kProcessProvider, shown_errors(finished));
  failure.value().advice = "The program " + program + " of " + kProcessKey + " ended with status " +
                           std::to_string(finished.status) + ".";
  return failure;
}

Result<std::string> output_of(const std::vector<std::string>& words, const CredentialWorld& world) {
  for (const std::string& word : words) {
    // Nothing behind it would reach the program.
    if (word.find('\0') != std::string::npos) return fail(ErrorKind::General, "embedded null byte");
  }
  // The reference's packaged form sets this, so that a program packaged likewise starts afresh.
  auto finished = world.programs.run(words, {{"PYINSTALLER_RESET_ENVIRONMENT", "1"}});
  if (!finished) return cannot_run(finished.error(), words.front());
  if (finished->status == 0) return as_utf8(std::move(finished->output));
  // It may have found credentials before it failed.
  static_cast<void>(read_secret_json(finished->output, world.log));
  ASSIGN_OR_RETURN(finished->errors, as_utf8(std::move(finished->errors)));
  return failed_program(words.front(), *finished);
}

// Python's comparison: 1.0 and true are equal to 1, "1" is not.
bool is_version_1(const Value& version) {
  if (const auto* number = version.get<std::int64_t>()) return *number == 1;
  if (const auto* number = version.get<double>()) return *number == 1.0;
  const auto* flag = version.get<bool>();
  return flag != nullptr && *flag;
}

// Of the answer no more than what can only be a version.
std::string shown_version(const Value* version) {
  if (version == nullptr) return "<Version key not provided>";
  const std::string text = python_str(*version);
  const bool is_short =
      text.size() <= kLongestVersion && text.find_first_not_of("0123456789.-") == std::string::npos;
  return is_short ? text : "<not shown>";
}

Result<ExpiringCredentials> read_keys(const std::string& output, const CredentialWorld& world) {
  auto answer = read_json(output);
  if (!answer) {
    return fail(ErrorKind::General, answer.error().message,
                std::string("The program of ") + kProcessKey +
                    " must write one JSON object to stdout, but it wrote something else.");
  }
  const Map* members = answer->get<Map>();
  if (members == nullptr) {
    return fail(
        ErrorKind::General, "'" + python_type_name(*answer) + "' object has no attribute 'get'",
        std::string("The program of ") + kProcessKey + " must write one JSON object to stdout.");
  }
  hide_secrets_in(world.log, *members);
  const Value* version = members->find("Version");
  if (version == nullptr || !is_version_1(*version)) {
    return cannot_retrieve(kProcessProvider,
                           "Unsupported version '" + shown_version(version) +
                               "' for credential process provider, supported versions: 1");
  }
  if (const auto missing = missing_member(*members, kProcessForm)) {
    return cannot_retrieve(kProcessProvider,
                           "Missing required key in response: '" + std::string(*missing) + "'");
  }
  return credentials_in(*members, kProcessForm, kProcessProvider, world.clock.now());
}

Result<ExpiringCredentials> run_process(const std::string& command, const CredentialWorld& world) {
  ASSIGN_OR_RETURN(const auto words, split_shell_words(command));
  if (words.empty()) {
    return fail(ErrorKind::General, "list index out of range",
                std::string(kProcessKey) + " is set but names no program.");
  }
  ASSIGN_OR_RETURN(const std::string output, output_of(words, world));
  return read_keys(output, world);
}

}  // namespace

Cause cause_of_process(const CredentialSources& sources) {
  return key_in_profile(sources, kProcessKey);
}

Found process(const CredentialSources& sources) {
  ASSIGN_OR_RETURN(const auto command, text_in_profile(sources.settings.files,
                                                       sources.scope.profile.value, kProcessKey));
  if (!command) return std::nullopt;
  CredentialOffer offer;
  offer.provider = kProcessProvider;
  ASSIGN_OR_RETURN(offer.current, run_process(command->text, sources.world));
  if (offer.current->expires) {
    offer.fetch = [text = command->text, world = sources.world](const SideCallSettings&) {
      return run_process(text, world);
    };
    offer.when_expired = "The program of " + std::string(kProcessKey) +
                         " returned credentials that expire at " +
                         format_iso8601(*offer.current->expires) + ".";
  }
  return offer;
}

}  // namespace send_bounce
