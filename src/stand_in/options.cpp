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
#include "stand_in/option_rows.h"
#include "stand_in/throwaway_keys.h"

namespace send_bounce::stand_in {
namespace {

/// The options as they were typed; only what they mean can be wrong.
struct Typed {
  std::string inbox;
  std::string outbox;
  std::string state;
  std::string address = "127.0.0.1";
  std::string port = "0";
  bool tls = false;
  std::string region = "us-east-1";
  std::vector<std::string> identities;
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;
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
    "A local SES for SendBounce: takes in mail, answers signed requests, writes the bounces.\n"
    "\n"
    "  ses-stand-in [serve] --inbox DIR --outbox DIR [options]\n"
    "  ses-stand-in run     --inbox DIR --outbox DIR [options] -- COMMAND [ARGUMENT]...\n"
    "\n"
    "serve prints its endpoint and serves until SIGINT or SIGTERM. run hands COMMAND the "
    "endpoint,\n"
    "the region and throw-away keys in the variables of the AWS tools, and the newest mail in\n"
    "SES_STAND_IN_MESSAGE_ID, _RECIPIENT, _NOTIFICATION; it ends with COMMAND's exit code.\n";

/// The description says how to call it, better than the one line that CLI11 makes.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_usage(const CLI::App*, std::string) const override { return {}; }
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
  add("port", typed.port);
  app.add_flag("--tls", typed.tls, words("tls"));
  add("state", typed.state);
  add("access-key-id", typed.access_key_id);
  add("secret-access-key", typed.secret_access_key);
  add("session-token", typed.session_token);
  add("rate", typed.rate);
  add("dsn-from", typed.dsn_from);
  add("deliver", typed.deliver);
  add("fault", typed.faults);
  app.set_help_flag("--help", words("help"));
  app.set_version_flag("--version", std::string("ses-stand-in ") + kVersion + " (" + kCommit + ")",
                       words("version"));
}

Failure usage(std::string message) { return fail(ErrorKind::Usage, std::move(message)); }

// The text of --help or --version where one was asked for; else empty, and `typed` is filled.
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
    return usage(std::string(error.what()) + "; see ses-stand-in --help");
  }
  if (const auto unknown = app.remaining(); !unknown.empty()) {
    return usage("unknown argument '" + unknown.front() + "'; see ses-stand-in --help");
  }
  return std::string();
}

Result<std::uint16_t> read_port(const std::string& text) {
  std::uint16_t port = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (text.empty() || fault != std::errc() || end != text.data() + text.size()) {
    return usage("--port " + text + ": not a number from 0 to 65535");
  }
  return port;
}

Result<std::int64_t> read_call_interval(const std::string& text) {
  const auto rate = fixed_point_value(text);
  if (!rate || (*rate != 0 && (*rate < 0.001 || *rate > 1'000'000))) {
    return usage("--rate " + text +
                 ": not a number of calls a second; 0.001 to 1000000, or 0 for "
                 "no limit");
  }
  return *rate == 0 ? 0 : static_cast<std::int64_t>(std::llround(1'000'000 / *rate));
}

bool is_region(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
  });
}

// A value that cannot stand in a header would never match a request.
bool is_key(const std::string& text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

struct ChosenKey {
  std::string value;
  const char* provider;
};

ChosenKey choose_key(const std::string& typed, const char* name, Mode mode,
                     const GetVariable& variable, std::string (*make)()) {
  if (!typed.empty()) return {typed, "option"};
  if (mode == Mode::Serve) {
    if (const auto value = variable(name); value && !value->empty()) return {*value, "env"};
  }
  return {make(), "generated"};
}

Result<Credentials> choose_credentials(const Typed& typed, Mode mode, const GetVariable& variable) {
  const auto id =
      choose_key(typed.access_key_id, "AWS_ACCESS_KEY_ID", mode, variable, new_access_key_id);
  const auto secret = choose_key(typed.secret_access_key, "AWS_SECRET_ACCESS_KEY", mode, variable,
                                 new_secret_access_key);
  Credentials credentials;
  credentials.access_key_id = id.value;
  credentials.secret_access_key = secret.value;
  credentials.provider = secret.provider;
  if (!typed.session_token.empty()) {
    credentials.session_token = typed.session_token;
  } else if (std::string_view(id.provider) == "env") {
    credentials.session_token = variable("AWS_SESSION_TOKEN");
    if (credentials.session_token == "") credentials.session_token.reset();
  }
  if (!is_key(id.value) || id.value.find('/') != std::string::npos) {
    return usage("--access-key-id (or AWS_ACCESS_KEY_ID): visible ASCII without '/' only");
  }
  if (!is_key(secret.value)) {
    return usage("--secret-access-key (or AWS_SECRET_ACCESS_KEY): visible ASCII only");
  }
  if (credentials.session_token && !is_key(*credentials.session_token)) {
    return usage("--session-token (or AWS_SESSION_TOKEN): visible ASCII only");
  }
  return credentials;
}

Result<Identities> read_identities(const std::vector<std::string>& names) {
  auto identities = Identities::parse(names);
  if (!identities) return usage(identities.error().message);
  return identities;
}

// What is typed behind a lone "--" of `run`.
Result<std::vector<std::string>> cut_command(std::vector<std::string>& words) {
  const auto dashes = std::find(words.begin(), words.end(), "--");
  if (dashes == words.end() || dashes + 1 == words.end()) {
    // A call for help needs no command.
    if (std::find(words.begin(), words.end(), "--help") != words.end() ||
        std::find(words.begin(), words.end(), "--version") != words.end()) {
      return std::vector<std::string>();
    }
    return usage("run: no command; write ses-stand-in run OPTIONS -- COMMAND");
  }
  std::vector<std::string> command(dashes + 1, words.end());
  words.erase(dashes, words.end());
  return command;
}

Result<DsnFrom> read_dsn_from(const std::string& text) {
  if (text == "bounce-sender") return DsnFrom::BounceSender;
  if (text == "mailer-daemon") return DsnFrom::MailerDaemon;
  return usage("--dsn-from " + text + ": use bounce-sender or mailer-daemon");
}

// What is received, and who is told of it.
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
    return usage("--inbox is missing: name a Maildir, or a folder of .eml files");
  }
  if (typed.outbox.empty()) {
    return usage("--outbox is missing: name a folder for the bounces");
  }
  options.inbox = typed.inbox;
  options.outbox = typed.outbox;
  options.state = typed.state.empty() ? typed.outbox : typed.state;
  if (typed.address != "127.0.0.1" && typed.address != "::1") {
    return usage("--address " + typed.address +
                 ": only 127.0.0.1 and ::1, for a stand-in's keys "
                 "are no protection on a network");
  }
  options.address = typed.address;
  ASSIGN_OR_RETURN(options.port, read_port(typed.port));
  options.tls = typed.tls;
  if (!is_region(typed.region)) {
    return usage("--region " + typed.region +
                 ": not a region; letters, digits and '-', as in "
                 "us-east-1");
  }
  options.region = typed.region;
  ASSIGN_OR_RETURN(options.identities, read_identities(typed.identities));
  options.has_identities = !typed.identities.empty();
  ASSIGN_OR_RETURN(options.credentials, choose_credentials(typed, mode, variable));
  ASSIGN_OR_RETURN(options.call_interval_microseconds, read_call_interval(typed.rate));
  ASSIGN_OR_RETURN(options.dsn_from, read_dsn_from(typed.dsn_from));
  if (!typed.deliver.empty()) {
    ASSIGN_OR_RETURN(options.deliver, parse_smtp_route(typed.deliver));
  }
  for (const auto& script : typed.faults) {
    ASSIGN_OR_RETURN(const auto steps, parse_fault_script(script));
    options.faults.insert(options.faults.end(), steps.begin(), steps.end());
  }
  RETURN_IF_ERROR(read_fixtures(typed, options));
  return options;
}

}  // namespace

Result<Options> parse_options(const std::vector<std::string>& arguments,
                              const GetVariable& variable) {
  auto words = arguments;
  auto mode = Mode::Serve;
  if (!words.empty() && (words.front() == "serve" || words.front() == "run")) {
    if (words.front() == "run") mode = Mode::Run;
    words.erase(words.begin());
  }
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
