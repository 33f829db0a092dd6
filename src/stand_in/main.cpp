#include <curl/curl.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stand_in/client_variables.h"
#include "stand_in/health.h"
#include "stand_in/network_options.h"
#include "stand_in/option_rows.h"
#include "stand_in/options.h"
#include "stand_in/run_command.h"
#include "stand_in/service_answer.h"
#include "stand_in/stand_in.h"
#include "stand_in/state_files.h"

namespace send_bounce::stand_in {
namespace {

constexpr int kCannotStart = 1;
constexpr int kUsage = 2;

/// How long `run` waits, after its command has ended, for events that are not yet handled.
constexpr std::chrono::seconds kLastEvents{15};

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto count = ::write(fd, text.data(), text.size());
    if (count < 0 && errno != EINTR) return;
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
  }
}

// If a standard descriptor is closed, the first file or connection would get its number, and log
// lines would be written into a bounce.
void occupy_standard_descriptors() {
  int fd = 0;
  while (fd >= 0 && fd <= STDERR_FILENO) fd = ::open("/dev/null", O_RDWR);
  if (fd > STDERR_FILENO) ::close(fd);
}

// Each line is one write, so that the lines of several threads do not mix.
void log_to_stderr(std::string_view line) {
  write_all(STDERR_FILENO, "ses-stand-in: " + printable(line) + "\n");
}

int report(const Error& error) {
  log_to_stderr(error.message);
  return error.kind == ErrorKind::Usage ? kUsage : kCannotStart;
}

ClientFacts client_facts(const StandIn& stand_in, const Options& options) {
  return {stand_in.endpoint(),   options.region,    options.credentials,
          stand_in.trust_path(), stand_in.outbox(), options.all_services};
}

// For scripts: one fact per line. "ready" is the last line.
std::string announcement(const StandIn& stand_in, const Options& options) {
  std::string text = "endpoint: " + stand_in.endpoint() + "\n";
  if (!stand_in.ca_path().empty()) text += "ca-bundle: " + stand_in.ca_path() + "\n";
  text += "region: " + options.region + "\n";
  text += "outbox: " + stand_in.outbox() + "\n";
  return text + export_lines(client_facts(stand_in, options)) + "ready\n";
}

void warn_of_network(const StandIn& stand_in, const Options& options) {
  if (is_loopback(options.address)) return;
  const auto endpoint = stand_in.endpoint();
  log_to_stderr("WARNING: --allow-network: other machines can reach this stand-in at " +
                options.address +
                ", and anyone who has its keys can send bounces. Clients on other machines use " +
                endpoint.substr(0, endpoint.find("://") + 3) + names_of_host(options.address)[0] +
                endpoint.substr(endpoint.rfind(':')) + " or another name of this machine");
}

int serve(StandIn& stand_in, const Options& options, const StopSignals& signals) {
  write_all(STDOUT_FILENO, announcement(stand_in, options));
  while (true) {
    const auto event = signals.wait(stand_in.tend());
    if (event && event->signal != SIGCHLD) return 0;
  }
}

std::vector<std::string> environment_for(const StandIn& stand_in, const Options& options,
                                         const std::optional<ReceivedMail>& mail) {
  const CommandFacts facts = {client_facts(stand_in, options), mail};
  std::vector<std::string> inherited;
  for (char** entry = environ; *entry != nullptr; ++entry) inherited.emplace_back(*entry);
  return command_environment(inherited, facts);
}

// The handlers of events still need the service. A signal ends the wait.
void wait_for_events(StandIn& stand_in, const StopSignals& signals) {
  const auto end = std::chrono::steady_clock::now() + kLastEvents;
  while (!stand_in.has_told_events() && std::chrono::steady_clock::now() < end) {
    const auto event = signals.wait(std::chrono::milliseconds(50));
    if (event && event->signal != SIGCHLD) return;
  }
}

int run(StandIn& stand_in, const Options& options, const StopSignals& signals) {
  stand_in.tend();
  const auto newest = stand_in.newest_mail();
  if (!newest) log_to_stderr("warning: --inbox " + options.inbox + " has no messages");
  const int code = run_command(options.command, environment_for(stand_in, options, newest), signals,
                               stand_in, log_to_stderr);
  wait_for_events(stand_in, signals);
  return code;
}

std::optional<std::string> variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

int run_program(const std::vector<std::string>& arguments) {
  if (const auto tab = shell::tab_request(arguments, variable)) {
    write_all(STDOUT_FILENO, shell::tab_reply(*tab, option_candidates(*tab, variable)));
    return 0;
  }
  const auto options = parse_options(arguments, variable);
  if (!options) return report(options.error());
  if (options->mode == Mode::ShowText) {
    write_all(STDOUT_FILENO, options->text);
    return 0;
  }
  if (options->mode == Mode::Health) {
    const auto found = check_health(options->url);
    return found ? 0 : report(found.error());
  }
  const StopSignals signals;
  std::optional<ReadyFile> ready(std::in_place, options->ready_file);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  auto stand_in = StandIn::start(*options, log_to_stderr);
  if (!stand_in) return report(stand_in.error());
  warn_of_network(**stand_in, *options);
  const auto written = ready->write(export_lines(client_facts(**stand_in, *options)));
  if (!written) return report(written.error());
  if (!options->has_identities) {
    log_to_stderr(
        "warning: every bounce will be refused, because no sender is verified. Add --identity "
        "NAME, an address or a domain");
  }
  (*stand_in)->begin_events(
      [&](const ReceivedMail& mail) { return environment_for(**stand_in, *options, mail); },
      signals.inherited_mask());
  const int code = options->mode == Mode::Run ? run(**stand_in, *options, signals)
                                              : serve(**stand_in, *options, signals);
  ready.reset();
  // The deliveries that are left may take half a minute. A second signal ends them.
  if (options->deliver) signals.release();
  stand_in->reset();
  curl_global_cleanup();
  return code;
}

}  // namespace
}  // namespace send_bounce::stand_in

int main(int argc, char** argv) {
  send_bounce::stand_in::occupy_standard_descriptors();
  try {
    return send_bounce::stand_in::run_program(std::vector<std::string>(argv + 1, argv + argc));
  } catch (const std::exception& error) {
    send_bounce::stand_in::log_to_stderr(error.what());
    return send_bounce::stand_in::kCannotStart;
  }
}
