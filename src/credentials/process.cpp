#include "credentials/answer.h"
#include "credentials/providers.h"
#include "send_bounce/input/json_reader.h"
#include "send_bounce/words/encoding.h"
#include "send_bounce/words/python_text.h"

namespace send_bounce {
namespace {

constexpr const char* kProvider = "custom-process";
constexpr const char* kKey = "credential_process";
constexpr AnswerForm kForm = {.token = "SessionToken", .all_are_required = false};

Failure refuse(const std::string& why) {
  return fail(ErrorKind::General,
              "Error when retrieving credentials from " + std::string(kProvider) + ": " + why);
}

// As Python's exec says it: "[Errno 2] No such file or directory: 'tool'".
Failure cannot_run(const SystemError& error, const std::string& program) {
  return fail(ErrorKind::General,
              "[Errno " + std::to_string(error.number) + "] " + error.text + ": " +
                  python_repr(std::string_view(program)),
              std::string("That is the program of ") + kKey +
                  ". It is started without a shell, so ~ and variables are not replaced.");
}

Result<std::string> as_text(std::string bytes) {
  if (const auto fault = python_utf8_fault(bytes)) return fail(ErrorKind::General, *fault);
  return bytes;
}

Result<std::string> output_of(const std::vector<std::string>& words, Programs& programs) {
  for (const std::string& word : words) {
    // Nothing behind it would reach the program.
    if (word.find('\0') != std::string::npos) return fail(ErrorKind::General, "embedded null byte");
  }
  // The reference's packaged form sets this, so that a program packaged likewise starts afresh.
  auto finished = programs.run(words, {{"PYINSTALLER_RESET_ENVIRONMENT", "1"}});
  if (!finished) return cannot_run(finished.error(), words.front());
  if (finished->status == 0) return as_text(std::move(finished->output));
  ASSIGN_OR_RETURN(const std::string errors, as_text(std::move(finished->errors)));
  return refuse(errors);
}

// Python's comparison: 1.0 and true are equal to 1, "1" is not.
bool is_version_1(const Value& version) {
  if (const auto* number = version.get<std::int64_t>()) return *number == 1;
  if (const auto* number = version.get<double>()) return *number == 1.0;
  const auto* flag = version.get<bool>();
  return flag != nullptr && *flag;
}

Result<ExpiringCredentials> read_output(const std::string& output, Instant now) {
  auto answer = read_json(output);
  if (!answer) {
    return fail(ErrorKind::General, answer.error().message,
                std::string("The program of ") + kKey +
                    " must write one JSON object to stdout, and wrote something else.");
  }
  const Map* members = answer->get<Map>();
  if (members == nullptr) {
    return fail(ErrorKind::General,
                "'" + python_type_name(*answer) + "' object has no attribute 'get'",
                std::string("The program of ") + kKey + " must write one JSON object to stdout.");
  }
  const Value* version = members->find("Version");
  if (version == nullptr || !is_version_1(*version)) {
    return refuse("Unsupported version '" +
                  (version == nullptr ? "<Version key not provided>" : python_str(*version)) +
                  "' for credential process provider, supported versions: 1");
  }
  if (const auto missing = missing_member(*members, kForm)) {
    return refuse("Missing required key in response: '" + std::string(*missing) + "'");
  }
  return credentials_in(*members, kForm, kProvider, now);
}

Result<ExpiringCredentials> run(const std::string& command, const CredentialWorld& world) {
  ASSIGN_OR_RETURN(const auto words, split_shell_words(command));
  if (words.empty()) {
    return fail(ErrorKind::General, "list index out of range",
                std::string(kKey) + " is set but names no program.");
  }
  ASSIGN_OR_RETURN(const std::string output, output_of(words, world.programs));
  return read_output(output, world.clock.now());
}

}  // namespace

Found process(const CredentialSources& sources) {
  ASSIGN_OR_RETURN(const auto command,
                   text_in_profile(sources.settings.files, sources.scope.profile.value, kKey));
  if (!command) return std::nullopt;
  CredentialOffer offer;
  offer.provider = kProvider;
  ASSIGN_OR_RETURN(offer.current, run(command->text, sources.world));
  if (offer.current->expires) {
    offer.fetch = [text = command->text, world = sources.world](const SideCallSettings&) {
      return run(text, world);
    };
    offer.when_expired = "The program of " + std::string(kKey) + " gave credentials that end at " +
                         format_iso8601(*offer.current->expires) + ".";
  }
  return offer;
}

}  // namespace send_bounce
