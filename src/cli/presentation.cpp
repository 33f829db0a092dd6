#include "cli/presentation.h"

#include "send_bounce/output/text_width.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/shell_words.h"

namespace send_bounce {
namespace {

bool wants_colour(const TypedValues& values, const World& world) {
  const auto color = values.find("color");
  if (color == values.end() || color->second.empty()) return is_colour_welcome(world);
  const std::string& when = color->second.front();
  return when == "on" || (when == "auto" && is_colour_welcome(world));
}

}  // namespace

bool is_colour_welcome(const World& world) {
  return world.out.is_terminal() && world.variables.get("NO_COLOR").value_or("").empty() &&
         world.variables.get("TERM") != "dumb";
}

TableStyle answer_table_style(const TypedValues& values, const World& world) {
  TableStyle style = error_table_style(values, world);
  style.title = "SendBounce";
  style.reset_after_writes = style.colour;
  style.reset_at_end = style.colour && world.out.is_terminal();
  return style;
}

TableStyle error_table_style(const TypedValues& values, const World& world) {
  TableStyle style;
  style.title = "error";
  style.width = world.out.width();
  style.colour = wants_colour(values, world);
  return style;
}

namespace {

constexpr const char* kEncodingVariable = "AWS_CLI_OUTPUT_ENCODING";
constexpr int kUsualWidth = 80;
constexpr int kUsualHeight = 24;
constexpr const char* kReset = "\x1b[0m";

void warn_of_pager(const std::string& program, const std::string& origin, const SystemError& fault,
                   Output& err) {
  static_cast<void>(err.write("send-bounce: [WARNING]: the pager \"" + program + "\"" + origin +
                              " cannot be started: " + fault.text +
                              "; the output is written without it\n"));
}

}  // namespace

// A pager that was asked for is missed; that less is not installed disturbs nobody.
Result<std::vector<std::string>> choose_pager(const Setting<std::string>& setting,
                                              const World& world) {
  std::vector<std::string> none;
  if (trim(setting.value).empty()) return none;
  const std::string origin = describe(setting.origin);
  auto words = split_shell_words(setting.value);
  if (!words) {
    return fail(
        ErrorKind::General, words.error().message,
        "The pager command is incomplete. It comes from: " + origin + ". Nothing was sent.");
  }
  const auto found = world.viewers.find(words->front());
  if (found) return *words;
  if (setting.origin.source != Source::Default) {
    warn_of_pager(words->front(), " (" + origin + ")", found.error(), world.err);
  }
  return none;
}

// The row of the cursor stays free.
bool fits_screen(std::string_view text, const Output& out) {
  const int width = out.width() > 0 ? out.width() : kUsualWidth;
  const int height = out.height() > 0 ? out.height() : kUsualHeight;
  return rows_on_screen(text, width) < height;
}

std::optional<TextEncoding> output_encoding(const Variables& variables) {
  const std::string name = variables.get(kEncodingVariable).value_or("");
  return name.empty() ? TextEncoding{} : text_encoding_from_name(name);
}

Result<Presentation> check_presentation(const Settings& settings, const Variables& variables) {
  RETURN_IF_ERROR(check_output_format(settings.output));
  Presentation how;
  const auto encoding = output_encoding(variables);
  if (!encoding) {
    return fail(
        ErrorKind::General,
        "Unknown codec `" + variables.get(kEncodingVariable).value_or("") + "` specified for " +
            kEncodingVariable + ".",
        "Valid encodings are utf-8, ascii, latin-1, iso8859-2 to -16, cp1250 to cp1258, koi8-r and "
        "koi8-u. Nothing was sent.");
  }
  how.encoding = *encoding;
  how.format = output_format_from_name(settings.output.value).value_or(OutputFormat::Json);
  return how;
}

Result<Presentation> choose_presentation(const Settings& settings, const World& world) {
  ASSIGN_OR_RETURN(Presentation how, check_presentation(settings, world.variables));
  if (world.out.is_terminal() && how.format != OutputFormat::Off) {
    ASSIGN_OR_RETURN(how.pager, choose_pager(settings.pager, world));
  }
  return how;
}

Result<Presented> present(const Value& answer, const Presentation& how, const CommandLine& line,
                          const World& world) {
  Value picked = answer;
  if (line.query && how.format != OutputFormat::Off) {
    ASSIGN_OR_RETURN(picked, line.query->search(answer));
  }
  TableStyle style = answer_table_style(line.values, world);
  Presented result;
  ASSIGN_OR_RETURN(result.text, format_output(how.format, picked, style));
  if (how.pager.empty() || fits_screen(result.text, world.out)) {
    ASSIGN_OR_RETURN(result.text, encode_text(result.text, how.encoding));
    return result;
  }

  result.pager = how.pager;
  // Quit where all fits, colours as they are, no other screen: what the reference asks of less.
  result.less_options = "FRX";
  if (style.reset_at_end && how.format == OutputFormat::Table) result.behind_pager = kReset;
  style.reset_after_writes = false;
  style.reset_at_end = false;
  ASSIGN_OR_RETURN(const std::string text, format_output(how.format, picked, style));
  ASSIGN_OR_RETURN(result.text, encode_text(text, how.encoding));
  return result;
}

tl::expected<void, SystemError> deliver(const Presented& result, World& world) {
  if (result.pager.empty()) return world.out.write(result.text);
  std::vector<std::pair<std::string, std::string>> variables;
  if (!result.less_options.empty() && !world.variables.get("LESS")) {
    variables.emplace_back("LESS", result.less_options);
  }
  const auto shown = world.viewers.show(result.pager, variables, result.text);
  if (shown) return world.out.write(result.behind_pager);
  warn_of_pager(result.pager.front(), "", shown.error(), world.err);
  return world.out.write(result.text + result.behind_pager);
}

}  // namespace send_bounce
