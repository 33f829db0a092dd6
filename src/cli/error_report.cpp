#include "send_bounce/cli/error_report.h"

#include "cli/usage.h"
#include "send_bounce/words/encoding.h"

namespace send_bounce {
namespace {

constexpr std::string_view kPrefix = "send-bounce: [ERROR]:";

/// What a kind amounts to for the outside.
struct Verdict {
  int exit_code;
  bool formatted;         ///< takes the form of --cli-error-format
  std::string_view code;  ///< shown unless the error has its own
};

Verdict verdict_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::UnknownOptions:
      return {252, false, ""};
    case ErrorKind::Usage:
    case ErrorKind::ParamValidation:
      return {252, true, "ParamValidation"};
    case ErrorKind::Configuration:
      return {253, true, "Configuration"};
    case ErrorKind::NoRegion:
      return {253, true, "NoRegion"};
    case ErrorKind::NoCredentials:
      return {253, true, "NoCredentials"};
    case ErrorKind::Service:
      return {254, true, "Unknown"};
    case ErrorKind::OutcomeUnknown:
      return {75, false, ""};
    case ErrorKind::Interrupted:
      return {130, false, ""};
    case ErrorKind::Connection:
    case ErrorKind::BadReply:
    case ErrorKind::General:
      return {255, false, ""};
  }
  return {255, false, ""};
}

// The reference trims the whole message; an empty one leaves the bare prefix.
std::string standard_line(std::string_view message) {
  const std::string_view text = trim(message);
  std::string line = "\n" + std::string(kPrefix);
  if (!text.empty()) line += " " + std::string(text);
  return line + "\n";
}

std::string with_advice(std::string text, const Error& error, ErrorFormat format) {
  if (format != ErrorFormat::Enhanced || error.advice.empty()) return text;
  return text + "\n" + error.advice;
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
std::string behind_usage(const std::string& line) { return "\n" + usage_block() + "\n" + line; }

std::string for_people(const Error& error, std::string_view message) {
  const std::string line = standard_line(message);
  return error.kind == ErrorKind::Usage ? behind_usage(line) : line;
}

// Where a program reads, the block is part of the message, as in the reference.
Error with_usage(const Error& original) {
  Error error = original;
  if (error.kind == ErrorKind::Usage) error.message += "\n\n" + usage_block();
  return error;
}

void add_field(Map& map, const char* name, FieldState state, const std::string& text) {
  if (state == FieldState::Missing) return;
  map.set(name, state == FieldState::Empty ? Value(nullptr) : Value(text));
}

Map structured(const Error& error, const std::string& code) {
  Map map;
  add_field(map, "Code", error.code_state, code);
  add_field(map, "Message", error.message_state, error.message);
  return map;
}

std::string as_document(OutputFormat format, const Error& error, const std::string& code,
                        const TableStyle& table) {
  return format_output(format, structured(error, code), table)
      .value_or(standard_line(error.message));
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

int exit_code(ErrorKind kind) { return verdict_of(kind).exit_code; }

std::string render_error(const Error& original, ErrorFormat format, const TableStyle& table) {
  const Verdict verdict = verdict_of(original.kind);
  if (original.kind == ErrorKind::UnknownOptions) {
    return behind_usage(standard_line(with_advice(original.message, original, format)));
  }
  if (!verdict.formatted) return standard_line(with_advice(original.message, original, format));

  const std::string code(original.code.empty() ? verdict.code : std::string_view(original.code));
  switch (format) {
    case ErrorFormat::Legacy:
      if (original.kind != ErrorKind::Service) return for_people(original, original.message);
      [[fallthrough]];
    case ErrorFormat::Enhanced:
      return for_people(original, with_advice(enhanced_message(original, code), original, format));
    case ErrorFormat::Json:
      return as_document(OutputFormat::Json, with_usage(original), code, table);
    case ErrorFormat::Yaml:
      return as_document(OutputFormat::Yaml, with_usage(original), code, table);
    case ErrorFormat::Text:
      return code + "\t" + with_usage(original).message + "\n";
    case ErrorFormat::Table:
      return as_document(OutputFormat::Table, with_usage(original), code, table);
  }
  return standard_line(original.message);
}

}  // namespace send_bounce
