#include "stand_in/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>

#include "send_bounce/text/number_text.h"
#include "send_bounce/version.h"
#include "stand_in/client_variables.h"
#include "stand_in/network_options.h"
#include "stand_in/option_rows.h"
#include "stand_in/own_keys.h"

namespace send_bounce::stand_in {
namespace {

/// The options as they were typed. Their values have not been checked yet.
struct Typed {
  std::string inbox;
  std::string outbox;
  std::string state;
  std::string address = "127.0.0.1";
  bool allow_network = false;
  std::string port = "0";
  bool tls = false;
  std::string ready_file;
  bool all_services = false;
  std::string region = "us-east-1";
  std::vector<std::string> identities;
  TypedKeys keys;
  std::string rate = "1";
  std::string dsn_from = "bounce-sender";
  std::string deliver;
  std::vector<std::string> faults;
  std::string notifications;
  std::string event = "receipt";
  std::optional<std::string> received_at;
  std::vector<std::string> verdicts;
  std::optional<std::string> on_mail;
};

constexpr const char* kDescription =
    "A local SES for SendBounce. It takes in messages, answers signed requests and\n"
    "writes bounces.\n"
    "\n"
    "  ses-stand-in [serve] --inbox DIR --outbox DIR [options]\n"
    "  ses-stand-in run --inbox DIR --outbox DIR [options] -- COMMAND [ARGUMENT]...\n"
    "  ses-stand-in health URL\n"
    "  ses-stand-in help\n"
    "\n"
    "serve   prints its endpoint and serves until SIGINT or SIGTERM. This is the\n"
    "        default.\n"
    "run     serves while COMMAND runs, and exits with COMMAND's exit code. COMMAND\n"
    "        gets the endpoint, the region and the keys in AWS_* variables, and the\n"
    "        newest message in SES_STAND_IN_MESSAGE_ID, SES_STAND_IN_RECIPIENT and\n"
    "        SES_STAND_IN_NOTIFICATION.\n"
    "health  exits with 0 if a stand-in serves at URL, otherwise with 1.\n"
    "help    prints this help.\n"
    "\n"
    "serve and run also read options from the variable SES_STAND_IN_OPTIONS.\n";

constexpr std::size_t kHelpColumns = 80;
constexpr std::size_t kHelpIndent = 6;

std::string wrapped(std::string_view text) {
  std::string lines;
  std::size_t column = kHelpColumns;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find(' ', start), text.size());
    const std::string_view word = text.substr(start, end - start);
    start = end + 1;
    if (column + 1 + word.size() > kHelpColumns) {
      lines += (lines.empty() ? "" : "\n") + std::string(kHelpIndent, ' ');
      column = kHelpIndent;
    } else {
      lines += ' ';
      ++column;
    }
    lines += word;
    column += word.size();
  }
  return lines;
}

/// Each option on a line of its own, and what it does below it. There is no usage line of CLI11:
/// the description already says how to call the program.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_usage(const CLI::App*, std::string) const override { return {}; }
  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    return "  " + make_option_name(option, is_positional) + make_option_opts(option) + "\n" +
           wrapped(make_option_desc(option)) + "\n";
  }
};

void declare(CLI::App& app, Typed& typed) {
  const auto add = [&](const char* name, auto& target) {
    const OptionRow& row = option_row(name);
    auto* option = app.add_option("--" + std::string(name), target, std::string(row.documentation));
    option->type_name(std::string(row.value_name));
    if (row.repeatable) option->allow_extra_args(false);
  };
  const auto words = [](const char* name) { return std::string(option_row(name).documentation); };
  add("inbox", typed.inbox);
  add("outbox", typed.outbox);
  add("notifications", typed.notifications);
  add("received-at", typed.received_at);
  add("verdict", typed.verdicts);
  add("event", typed.event);
  add("on-mail", typed.on_mail);
  add("identity", typed.identities);
  add("region", typed.region);
  add("address", typed.address);
  app.add_flag("--allow-network", typed.allow_network, words("allow-network"));
  add("port", typed.port);
  app.add_flag("--tls", typed.tls, words("tls"));
  add("state", typed.state);
  add("ready-file", typed.ready_file);
  app.add_flag("--all-services", typed.all_services, words("all-services"));
  add("access-key-id", typed.keys.access_key_id);
  add("secret-access-key", typed.keys.secret_access_key);
  add("session-token", typed.keys.session_token);
  add("rate", typed.rate);
  add("dsn-from", typed.dsn_from);
  add("deliver", typed.deliver);
  add("fault", typed.faults);
  app.set_help_flag("--help", words("help"));
  app.set_version_flag("--version", std::string("ses-stand-in/") + kBuild, words("version"));
}

Failure usage(std::string message) { return fail(ErrorKind::Usage, std::move(message)); }

// The text of --help or --version if one was asked for. Otherwise empty, and `typed` is filled.
Result<std::string> read_words(std::vector<std::string> words, Typed& typed) {
  CLI::App app(kDescription, "ses-stand-in");
  app.formatter(std::make_shared<HelpFormatter>());
  declare(app, typed);
  app.allow_extras();
  std::reverse(words.begin(), words.end());  // as CLI11 wants them
  try {
    app.parse(std::move(words));
  } catch (const CLI::CallForHelp&) {
    return app.help();
  } catch (const CLI::CallForVersion&) {
    return app.version() + "\n";
  } catch (const CLI::ParseError& error) {
    return usage(std::string(error.what()) + ". See ses-stand-in --help");
  }
  if (const auto unknown = app.remaining(); !unknown.empty()) {
    return usage("unknown argument '" + unknown.front() + "'. See ses-stand-in --help");
  }
  return std::string();
}

Result<std::uint16_t> read_port(const std::string& text) {
  std::uint16_t port = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (text.empty() || fault != std::errc() || end != text.data() + text.size()) {
    return usage("--port '" + text + "' is not a port number. Use a number from 0 to 65535");
  }
  return port;
}

Result<std::int64_t> read_call_interval(const std::string& text) {
  const auto rate = fixed_point_value(text);
  if (!rate || (*rate != 0 && (*rate < 0.001 || *rate > 1'000'000))) {
    return usage("--rate '" + text +
                 "' is not a number of calls per second. Use 0.001 to 1000000, or 0 for no limit");
  }
  return *rate == 0 ? 0 : static_cast<std::int64_t>(std::llround(1'000'000 / *rate));
}

bool is_region(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
  });
}

Result<Identities> read_identities(const std::vector<std::string>& names) {
  auto identities = Identities::parse(names);
  if (!identities) return usage(identities.error().message);
  return identities;
}

// The words after the "--" of `run`.
Result<std::vector<std::string>> cut_command(std::vector<std::string>& words) {
  const auto dashes = std::find(words.begin(), words.end(), "--");
  if (dashes == words.end() || dashes + 1 == words.end()) {
    // --help and --version need no command.
    if (std::find(words.begin(), words.end(), "--help") != words.end() ||
        std::find(words.begin(), words.end(), "--version") != words.end()) {
      return std::vector<std::string>();
    }
    return usage("run: no command is given. Write ses-stand-in run OPTIONS -- COMMAND");
  }
  std::vector<std::string> command(dashes + 1, words.end());
  words.erase(dashes, words.end());
  return command;
}

Result<DsnFrom> read_dsn_from(const std::string& text) {
  if (text == "bounce-sender") return DsnFrom::BounceSender;
  if (text == "mailer-daemon") return DsnFrom::MailerDaemon;
  return usage("--dsn-from '" + text + "' is unknown. Use bounce-sender or mailer-daemon");
}

Result<std::vector<FaultStep>> read_faults(const Typed& typed) {
  std::vector<FaultStep> all;
  for (const auto& script : typed.faults) {
    ASSIGN_OR_RETURN(const auto steps, parse_fault_script(script));
    for (const auto& step : steps) {
      if (!is_of_connection(step.fault.kind) || typed.tls) continue;
      return usage("--fault: step '" + std::string(fault_name(step.fault.kind)) +
                   "' is about TLS. Add --tls");
    }
    all.insert(all.end(), steps.begin(), steps.end());
  }
  return all;
}

std::optional<std::string> no_variables(const char*) { return std::nullopt; }

// The options about received messages and their handlers.
Result<void> read_fixtures(const Typed& typed, Options& options) {
  options.notifications = typed.notifications;
  ASSIGN_OR_RETURN(options.event, parse_event_form(typed.event));
  if (typed.received_at) {
    ASSIGN_OR_RETURN(options.received_at, FixtureTime::parse(*typed.received_at));
  }
  for (const auto& text : typed.verdicts) {
    RETURN_IF_ERROR(add_verdict(text, options.verdicts));
  }
  if (typed.on_mail) {
    ASSIGN_OR_RETURN(options.on_mail, parse_event_target(*typed.on_mail));
  }
  return {};
}

Result<Options> understand(const Typed& typed, Mode mode, const GetVariable& variable) {
  Options options;
  options.mode = mode;
  if (typed.inbox.empty()) {
    return usage("--inbox is missing. Add --inbox DIR, a Maildir or a folder of .eml files");
  }
  if (typed.outbox.empty()) {
    return usage("--outbox is missing. Add --outbox DIR, a folder for the bounces");
  }
  options.inbox = typed.inbox;
  options.outbox = typed.outbox;
  options.state = typed.state.empty() ? typed.outbox : typed.state;
  RETURN_IF_ERROR(check_address(typed.address, typed.allow_network));
  options.address = typed.address;
  ASSIGN_OR_RETURN(options.port, read_port(typed.port));
  options.tls = typed.tls;
  if (!is_region(typed.region)) {
    return usage("--region '" + typed.region +
                 "' is not a region. Use letters, digits and '-', such as us-east-1");
  }
  options.region = typed.region;
  ASSIGN_OR_RETURN(options.identities, read_identities(typed.identities));
  options.has_identities = !typed.identities.empty();
  // The keys in the variables may be real, so they are not given to a command or used on a network.
  const bool may_be_taken = mode == Mode::Serve && is_loopback(typed.address);
  ASSIGN_OR_RETURN(options.credentials,
                   choose_credentials(typed.keys, may_be_taken ? variable : no_variables));
  ASSIGN_OR_RETURN(options.call_interval_microseconds, read_call_interval(typed.rate));
  ASSIGN_OR_RETURN(options.dsn_from, read_dsn_from(typed.dsn_from));
  if (!typed.deliver.empty()) {
    ASSIGN_OR_RETURN(options.deliver, parse_smtp_route(typed.deliver));
  }
  RETURN_IF_ERROR(read_fixtures(typed, options));
  options.ready_file = typed.ready_file;
  options.all_services = typed.all_services;
  options.trusted = trusted_files(variable);
  ASSIGN_OR_RETURN(options.faults, read_faults(typed));
  return options;
}

Result<Options> read_health(const std::vector<std::string>& words) {
  if (words.size() != 2) {
    return usage("health needs one URL. Write ses-stand-in health http://127.0.0.1:8025");
  }
  Options options;
  options.mode = Mode::Health;
  options.url = words[1];
  return options;
}

}  // namespace

Result<Options> parse_options(const std::vector<std::string>& arguments,
                              const GetVariable& variable) {
  auto words = arguments;
  auto mode = Mode::Serve;
  const std::string first = words.empty() ? std::string() : words.front();
  if (first == "health") return read_health(words);
  if (first == "help") words = {"--help"};
  if (first == "serve" || first == "run") {
    if (first == "run") mode = Mode::Run;
    words.erase(words.begin());
  }
  ASSIGN_OR_RETURN(const auto standing, words_of_variable(variable));
  words.insert(words.begin(), standing.begin(), standing.end());
  std::vector<std::string> command;
  if (mode == Mode::Run) {
    ASSIGN_OR_RETURN(command, cut_command(words));
  }
  Typed typed;
  ASSIGN_OR_RETURN(auto text, read_words(std::move(words), typed));
  if (!text.empty()) {
    Options options;
    options.mode = Mode::ShowText;
    options.text = std::move(text);
    return options;
  }
  ASSIGN_OR_RETURN(auto options, understand(typed, mode, variable));
  options.command = std::move(command);
  return options;
}

}  // namespace send_bounce::stand_in
