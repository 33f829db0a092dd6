#include "send_bounce/cli/error_report.h"

#include <algorithm>
#include <utility>

#include "cli/help.h"
#include "send_bounce/client/outcome_words.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

constexpr std::string_view kPrefix = "send-bounce: [ERROR]:";
constexpr std::string_view kRefusalPrefix = "send-bounce: [REFUSED]:";

/// What a kind amounts to for the outside.
struct Meaning {
  int exit_code;
  /// Shown to people, too, unless the error has its own; the reference does so for these alone.
  std::string_view code;
  /// For programs, of kinds that have no code for people: the name that botocore has for it, where
  /// there is one.
  std::string_view name;
};

Meaning meaning_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::UnknownOptions:
      return {252, "", "ParamValidation"};
    case ErrorKind::Usage:
    case ErrorKind::ParamValidation:
      return {252, "ParamValidation", ""};
    case ErrorKind::Configuration:
      return {253, "Configuration", ""};
    case ErrorKind::NoRegion:
      return {253, "NoRegion", ""};
    case ErrorKind::NoCredentials:
      return {253, "NoCredentials", ""};
    case ErrorKind::Service:
      return {254, "Unknown", ""};
    case ErrorKind::OutcomeUnknown:
      return {75, "", "OutcomeUnknown"};
    case ErrorKind::NothingToBounce:
      return {65, "", "NothingToBounce"};
    case ErrorKind::Refused:
      return {77, "", "Refused"};
    case ErrorKind::OutputLost:
      return {74, "", "OutputLost"};
    case ErrorKind::Interrupted:
      return {130, "", "Interrupted"};
    case ErrorKind::Connection:
      return {255, "", "ConnectionError"};
    case ErrorKind::BadReply:
      return {255, "", "ResponseParserError"};
    case ErrorKind::General:
      break;
  }
  return {255, "", "GeneralError"};
}

// What must be read whatever the format is: the bounce is out, or may be.
std::string aftermath(const Error& error) {
  return error.call.outcome == Outcome::NotSent ? "" : what_is_known(error.call);
}

std::string with_between(std::string first, const std::string& second, const char* between) {
  if (first.empty() || second.empty()) return first + second;
  return first + between + second;
}

// The reference trims the whole message; an empty one leaves the bare prefix.
std::string standard_line(std::string_view message, const ErrorStyle& style,
                          std::string_view prefix = kPrefix) {
  const std::string_view text = trim(message);
  std::string line = (style.begins_with_blank_line ? "\n" : "") + std::string(prefix);
  if (!text.empty()) line += " " + std::string(text);
  return line + "\n";
}

std::string enhanced_message(const Error& error, std::string_view code) {
  std::string message = "An error occurred (" + std::string(code) + ")";
  if (error.kind == ErrorKind::Service) {
    message += " when calling the " + error.operation + " operation";
    if (error.retries >= 0)
      message += " (reached max retries: " + std::to_string(error.retries) + ")";
  }
  message += ": " + error.message;
  if (!error.details.empty()) {
    message += "\n\nAdditional error details:";
    for (const auto& [name, value] : error.details) message += "\n" + name + ": " + value;
  }
  return message;
}

// The reference has it so for unknown options alone; here every message comes last, to be seen.
std::string behind_usage(const std::string& line, const ErrorStyle& style) {
  return (style.begins_with_blank_line ? "\n" : "") + usage_block() + "\n" + line;
}

std::string for_people(const Error& error, const ErrorStyle& style) {
  const Meaning meaning = meaning_of(error.kind);
  const bool is_enhanced = style.format == ErrorFormat::Enhanced;
  const bool shows_code =
      !meaning.code.empty() && (is_enhanced || error.kind == ErrorKind::Service);
  const std::string_view code = error.code.empty() ? meaning.code : std::string_view(error.code);
  std::string text = shows_code ? enhanced_message(error, code) : error.message;
  if (is_enhanced) text = with_between(std::move(text), error.advice, "\n");
  text = with_between(std::move(text), aftermath(error), "\n");
  const std::string line =
      standard_line(text, style, error.kind == ErrorKind::Refused ? kRefusalPrefix : kPrefix);
  const bool is_of_the_line =
      error.kind == ErrorKind::Usage || error.kind == ErrorKind::UnknownOptions;
  return is_of_the_line ? behind_usage(line, style) : line;
}

// For programs.

// Where a program reads, the usage block is part of the message, as in the reference.
std::string message_for_programs(const Error& error) {
  if (error.kind == ErrorKind::Usage) return error.message + "\n\n" + usage_block();
  return error.message;
}

void add_field(Map& map, const char* name, FieldState state, const std::string& text) {
  if (state == FieldState::Missing) return;
  map.set(name, state == FieldState::Empty ? Value(nullptr) : Value(text));
}

// A document with neither says no more than that there was an error, and in the reference that is
// a plain line in every format.
Map code_and_message(const Error& error) {
  Map map;
  const bool has_neither =
      error.code_state == FieldState::Missing && error.message_state == FieldState::Missing;
  if (has_neither) {
    return {{"Code", error.code}, {"Message", enhanced_message(error, error.code)}};
  }
  add_field(map, "Code", error.code_state, code_for_programs(error));
  add_field(map, "Message", error.message_state, message_for_programs(error));
  return map;
}

Map further_members(const Error& error) {
  return {{"Outcome", std::string(name_of(error.call.outcome))},
          {"RequestId", error.call.request_id},
          {"Attempts", std::to_string(error.call.attempts)},
          {"InvocationId", error.call.invocation_id},
          {"Advice", with_between(error.advice, aftermath(error), "\n")}};
}

Map structured(const Error& error) {
  Map map = code_and_message(error);
  for (const MapEntry& member : further_members(error)) {
    const auto& text = *member.value.get<std::string>();
    if (member.key == "Attempts") {
      map.set(member.key, error.call.attempts);
    } else if (!text.empty()) {
      map.set(member.key, text);
    }
  }
  return map;
}

// A tab of somebody else's would move the fields behind it.
std::string as_field(const std::string& text) {
  std::string field;
  for (const char c : text) field += c == '\t' ? "\\x09" : std::string(1, c);
  return field;
}

// One line, whatever is in the fields, but for a message of several lines: the reference writes it
// as it is.
std::string as_text(const Error& error) {
  std::string line;
  for (const MapEntry& member : code_and_message(error)) {
    const auto* text = member.value.get<std::string>();
    line += (line.empty() ? "" : "\t") + (text == nullptr ? "None" : as_field(*text));
  }
  // The fields that follow are to stand on the message's last line.
  line.erase(line.find_last_not_of('\n') + 1);
  for (const MapEntry& member : further_members(error)) {
    std::string text = as_field(*member.value.get<std::string>());
    std::replace(text.begin(), text.end(), '\n', ' ');
    line += "\t" + text;
  }
  return line + "\n";
}

std::string as_document(OutputFormat format, const Error& error, const ErrorStyle& style) {
  return format_output(format, structured(error), style.table)
      .value_or(standard_line(error.message, style));
}

}  // namespace

std::optional<ErrorFormat> error_format_from_name(std::string_view name) {
  const std::string lower = to_lower(name);
  if (lower == "enhanced") return ErrorFormat::Enhanced;
  if (lower == "legacy") return ErrorFormat::Legacy;
  if (lower == "json") return ErrorFormat::Json;
  if (lower == "yaml") return ErrorFormat::Yaml;
  if (lower == "text") return ErrorFormat::Text;
  if (lower == "table") return ErrorFormat::Table;
  return std::nullopt;
}

int exit_code(ErrorKind kind) { return meaning_of(kind).exit_code; }

std::string code_for_programs(const Error& error) {
  if (!error.code.empty()) return error.code;
  const Meaning meaning = meaning_of(error.kind);
  return std::string(meaning.code.empty() ? meaning.name : meaning.code);
}

std::string render_error(const Error& error, const ErrorStyle& style) {
  switch (style.format) {
    case ErrorFormat::Enhanced:
    case ErrorFormat::Legacy:
      break;
    case ErrorFormat::Json:
      return as_document(OutputFormat::Json, error, style);
    case ErrorFormat::Yaml:
      return as_document(OutputFormat::Yaml, error, style);
    case ErrorFormat::Text:
      return as_text(error);
    case ErrorFormat::Table:
      return as_document(OutputFormat::Table, error, style);
  }
  return for_people(error, style);
}

}  // namespace send_bounce
