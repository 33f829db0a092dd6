#include "cli/reporting.h"

#include "cli/presentation.h"
#include "send_bounce/cli/command_line.h"
#include "send_bounce/client/outcome_words.h"
#include "send_bounce/settings/settings.h"

namespace send_bounce {
namespace {

// As stderr would show them, before a table puts them into frames and colours.
Error made_printable(Error error, const StderrGate& err) {
  for (std::string* text :
       {&error.code, &error.message, &error.advice, &error.call.request_id, &error.call.answer}) {
    *text = err.shown(*text);
  }
  for (auto& [name, value] : error.details) value = err.shown(value);
  return error;
}

std::string rendered(const Error& error, const ErrorStyle& style, const StderrGate& err) {
  return render_error(made_printable(error, err), style);
}

}  // namespace

ErrorStyle error_style(const TypedValues& globals, const ConfigFiles& config, const World& world,
                       ErrorKind kind) {
  ErrorStyle style;
  style.begins_with_blank_line = world.err.is_terminal();
  const SettingsOptions options = settings_options(globals);
  const std::string name = error_format({options, world.variables, config}, kind);
  style.format = error_format_from_name(name).value_or(ErrorFormat::Enhanced);
  // The others have no use for what it asks of the terminal.
  if (style.format == ErrorFormat::Table) style.table = error_table_style(globals, world);
  return style;
}

// A malformed file is told before any other fault, since the form of errors may be set there.
const Error& error_to_tell(const Error& error, AwsFiles& aws_files) {
  const auto& files = aws_files.read();
  return files ? error : files.error();
}

int report(const Error& error, const TypedValues& globals, AwsFiles& aws_files, const World& world,
           StderrGate& err) {
  const Error& told = error_to_tell(error, aws_files);
  const ErrorStyle style = error_style(globals, aws_files.read_or_none(), world, told.kind);
  static_cast<void>(err.write_coloured(rendered(told, style, err)));
  if (error.kind == ErrorKind::Interrupted && world.interrupts.held() != 0) {
    return exit_code_of_signal(world.interrupts.held());
  }
  return exit_code(told.kind);
}

int exit_code_of_signal(int signal) { return 128 + signal; }

void warn(Output& err, const std::string& text) {
  if (text.empty()) return;
  static_cast<void>(err.write("send-bounce: [WARNING]: " + text + "\n"));
}

LastWords last_words(const CallRecord& call, const ErrorStyle& style, const StderrGate& err,
                     bool is_at_most_once) {
  const auto text_of = [&](ErrorKind kind, std::string message) {
    Error error;
    error.kind = kind;
    error.message = std::move(message);
    error.call = call;
    if (call.outcome == Outcome::NotSent) error.message += " " + what_is_known(call);
    return rendered(error, style, err);
  };
  LastWords words;
  words.interrupted = text_of(ErrorKind::Interrupted, "Interrupted.");
  ErrorKind kind = ErrorKind::General;
  if (call.outcome == Outcome::Unknown && is_at_most_once) kind = ErrorKind::OutcomeUnknown;
  if (call.outcome == Outcome::Sent) kind = ErrorKind::OutputLost;
  words.out_of_memory = text_of(kind, "Out of memory.");
  words.out_of_memory_code = exit_code(kind);
  return words;
}

}  // namespace send_bounce
