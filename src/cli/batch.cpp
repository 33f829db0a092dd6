#include "cli/batch.h"

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "cli/batch_input.h"
#include "cli/batch_report.h"
#include "cli/bouncer.h"
#include "cli/memory.h"
#include "cli/reporting.h"
#include "send_bounce/cli/error_report.h"
#include "send_bounce/output/formatter.h"
#include "send_bounce/text/charset.h"
#include "send_bounce/text/json_text.h"

namespace send_bounce {
namespace {

constexpr std::chrono::milliseconds kProgressPause{200};
constexpr int kMostFailedInARow = 10;
constexpr int kMostUnknownInARow = 3;

Result<OutputFormat> format_of(const CommandLine& line) {
  const std::string* name = line.text("output");
  const std::string wanted = name == nullptr ? "json" : *name;
  if (wanted == "json") return OutputFormat::Json;
  if (wanted == "text") return OutputFormat::Text;
  if (wanted == "off") return OutputFormat::Off;
  return invalid_parameter("--output " + wanted +
                           " and --batch cannot be used together, because a batch writes its "
                           "results one by one. Use --output json, text or off.");
}

Result<double> rate_of(const CommandLine& line) {
  const std::string* text = line.text("rate");
  if (text == nullptr) return 1;
  double rate = 0;
  const char* end = text->data() + text->size();
  const auto [stop, fault] = std::from_chars(text->data(), end, rate);
  if (fault == std::errc() && stop == end && std::isfinite(rate) && rate >= 0) return rate;
  return invalid_parameter(
      "--rate \"" + *text +
      "\" is not a number of calls per second. Give a number such as 1 or 0.5, or 0 for no limit.");
}

/// Whether a failure would meet every other item as well. A refused signature is one, though it is
/// an answer of SES.
bool is_hopeless(const BounceResult& result) {
  if (result.state == BounceState::Failed) return true;
  if (result.state != BounceState::Rejected) return false;
  return refuses_caller(result.error->code);
}

/// One run over the input.
class Batch {
 public:
  Batch(const Session& session, BatchInput& input, Bouncer& bouncer, OutputFormat format,
        Output& out, StderrGate& err, JobLog& job_log, std::int64_t lines)
      : session_(session),
        input_(input),
        bouncer_(bouncer),
        format_(format),
        encoding_(output_encoding(session.world.variables).value_or(TextEncoding{})),
        out_(out),
        err_(err),
        job_log_(job_log),
        lines_(lines),
        start_(session.world.clock.elapsed()) {}

  void run();
  int end();

 private:
  void take(BatchValue value);
  void write(const ItemPlace& place, const BounceResult& result);
  void log(const JobPlace& place, const BounceResult& result, std::chrono::microseconds spent);
  void watch(const BounceResult& result, std::int64_t line);
  void stop(const std::string& why);
  void show_progress();
  void clear_progress();
  bool is_interrupted() const { return session_.world.interrupts.held() != 0; }

  const Session& session_;
  BatchInput& input_;
  Bouncer& bouncer_;
  OutputFormat format_;
  TextEncoding encoding_;
  Output& out_;
  StderrGate& err_;
  JobLog& job_log_;
  std::int64_t lines_;  ///< of the input; 0 where it is not known
  std::chrono::microseconds start_;
  std::chrono::microseconds shown_at_{0};
  bool has_progress_ = false;
  Tally tally_;
  std::int64_t done_ = 0;  ///< values
  bool is_stopped_ = false;
  int hopeless_in_a_row_ = 0;
  int unknown_in_a_row_ = 0;
  std::int64_t first_in_a_row_ = 0;  ///< line
};

void Batch::run() {
  while (!is_stopped_ && !is_interrupted()) {
    auto value = input_.next();
    if (!value) {
      if (value.error().number != EINTR) {
        tally_.take_exit_code(exit_code(ErrorKind::General));
        stop("the rest of the input cannot be read: " + value.error().text);
      }
      return;
    }
    if (!*value) return;
    take(**std::move(value));
    ++done_;
    show_progress();
  }
}

void Batch::take(BatchValue value) {
  const bool has_several = value.items.size() > 1;
  std::size_t record = 0;
  for (Item& item : value.items) {
    ++record;
    if (is_stopped_ || is_interrupted()) return;
    const auto start = job_log_.moment();
    const BounceResult result = item.input ? bouncer_.bounce(*std::move(item.input))
                                           : Bouncer::unusable(std::move(item.input).error());
    // Nothing was begun: a later run takes it up.
    if (is_interrupted() && result.error && result.error->kind == ErrorKind::Interrupted &&
        result.call.attempts == 0) {
      return;
    }
    tally_.add(result);
    const JobPlace place{value.line, has_several ? record : 0};
    const auto spent = job_log_.moment() - start;
    write({place.line, place.record, item.sqs}, result);
    log(place, result, spent);
    watch(result, value.line);
  }
}

// Behind the line of stdout, which whoever reads a batch waits for.
void Batch::log(const JobPlace& place, const BounceResult& result,
                std::chrono::microseconds spent) {
  if (!job_log_.is_on()) return;
  clear_progress();
  job_log_.write(place, result, result.exit(), spent);
}

// Where the line is lost, so is what comes after it: nothing more is sent.
void Batch::write(const ItemPlace& place, const BounceResult& result) {
  if (format_ == OutputFormat::Off) return;
  Value picked = batch_line(place, result);
  std::string text;
  if (session_.line.query) {
    auto found = session_.line.query->search(picked);
    if (!found) {
      tally_.take_exit_code(exit_code(found.error().kind));
      return stop("--query cannot be applied: " + found.error().message);
    }
    picked = *std::move(found);
  }
  if (format_ == OutputFormat::Json) {
    text = json_text(picked, JsonSpacing::None) + "\n";
  } else {
    auto formatted = format_output(format_, picked);
    if (!formatted) {
      tally_.take_exit_code(exit_code(formatted.error().kind));
      return stop("the result cannot be shown as text: " + formatted.error().message);
    }
    text = encode_what_can_be(*formatted, encoding_);
  }
  if (out_.is_terminal()) clear_progress();
  const auto written = out_.write(text);
  if (written) return;
  tally_.take_exit_code(exit_code(ErrorKind::OutputLost));
  stop("the result of line " + std::to_string(place.line) + " (" +
       std::string(name_of(result.state)) +
       ") could not be written to stdout: " + written.error().text);
}

void Batch::watch(const BounceResult& result, std::int64_t line) {
  if (result.stop) {
    tally_.take_exit_code(exit_code(result.stop->kind));
    return stop(result.stop->message);
  }
  const bool is_unknown = result.state == BounceState::Unknown;
  const bool is_failed = is_hopeless(result);
  hopeless_in_a_row_ = is_failed ? hopeless_in_a_row_ + 1 : 0;
  unknown_in_a_row_ = is_unknown ? unknown_in_a_row_ + 1 : 0;
  if (hopeless_in_a_row_ + unknown_in_a_row_ == 1) first_in_a_row_ = line;
  if (hopeless_in_a_row_ < kMostFailedInARow && unknown_in_a_row_ < kMostUnknownInARow) return;
  const std::string count =
      is_failed ? "ten items in a row failed" : "three items in a row have an unknown outcome";
  stop(count + ". The last error: " + result.error->message + " Continue at line " +
       std::to_string(is_failed ? first_in_a_row_ : line + 1) + ".");
}

void Batch::stop(const std::string& why) {
  is_stopped_ = true;
  clear_progress();
  static_cast<void>(err_.write("send-bounce: [ERROR]: The batch has stopped: " + why + "\n"));
}

void Batch::show_progress() {
  if (!err_.is_terminal()) return;
  const auto now = session_.world.clock.elapsed();
  if (has_progress_ && now - shown_at_ < kProgressPause) return;
  shown_at_ = now;
  clear_progress();
  const std::string line = progress_line(done_, lines_, tally_, now - start_);
  // A terminal that does not know its width has 80 columns, like most.
  const int width = err_.width() > 0 ? err_.width() : 80;
  static_cast<void>(err_.write_coloured(line.substr(0, static_cast<std::size_t>(width - 1))));
  has_progress_ = true;
}

void Batch::clear_progress() {
  if (!std::exchange(has_progress_, false)) return;
  static_cast<void>(err_.write_coloured("\r\x1b[K"));
}

int Batch::end() {
  clear_progress();
  if (tally_.has_unsent() || err_.is_terminal()) {
    const std::string words = tally_.words(", ");
    static_cast<void>(err_.write("send-bounce: batch of " + std::to_string(tally_.total()) + ": " +
                                 (words.empty() ? "nothing to do" : words) + "\n"));
  }
  if (is_interrupted()) {
    static_cast<void>(err_.write(
        "send-bounce: [ERROR]: Interrupted. To continue, run the same command again.\n"));
    return exit_code_of_signal(session_.world.interrupts.held());
  }
  return tally_.exit_code();
}

// For the progress line: of a file that can be read again, and only if somebody looks.
std::int64_t count_lines(const Session& session, const std::string& path, const StderrGate& err) {
  if (!err.is_terminal() || path == kStandardInput || !session.files.is_regular(path)) return 0;
  auto source = session.files.open(path);
  if (!source) return 0;
  std::int64_t lines = 0;
  bool is_blank = true;
  while (true) {
    const auto piece = (*source)->next(std::size_t{64} << 10U);
    if (!piece || piece->empty()) return lines + (is_blank ? 0 : 1);
    for (const char c : *piece) {
      if (c == '\n') lines += std::exchange(is_blank, true) ? 0 : 1;
      if (c != '\n' && c != ' ' && c != '\t' && c != '\r') is_blank = false;
    }
  }
}

}  // namespace

Result<BatchOptions> read_batch_options(const Session& session) {
  const CommandLine& line = session.line;
  BatchOptions options;
  ASSIGN_OR_RETURN(options.defaults,
                   read_item_defaults(line, session.files, session.world.variables));
  const std::string* form = line.text("dry-run");
  if (form != nullptr && *form != "plan") {
    return invalid_parameter(
        "--dry-run " + *form +
        " shows a single bounce. With --batch, give --dry-run without a value.");
  }
  ASSIGN_OR_RETURN(options.format, format_of(line));
  ASSIGN_OR_RETURN(options.rate, rate_of(line));
  return options;
}

Result<Presented> run_batch(const Session& session, Output& out, StderrGate& err, JobLog& job_log) {
  const CommandLine& line = session.line;
  ASSIGN_OR_RETURN(const BatchOptions options, read_batch_options(session));
  BouncerSettings settings;
  settings.rate = options.rate;
  settings.retry_unknown = line.has("retry-unknown");
  settings.goes_on = true;
  settings.sends = !line.has("dry-run");

  const std::string word = *line.text("batch");
  const std::string path = input_path(word, session.files, session.world.variables);
  auto source = session.files.open(path);
  if (!source) {
    return invalid_parameter("--batch: " + (word == "-" ? std::string("stdin") : word) +
                             " cannot be read: " + source.error().text + ".");
  }
  ASSIGN_OR_RETURN(std::optional<Journal> journal,
                   open_memory(session, "", MemoryPlace::Home, err));

  const CredentialWorld surroundings = credential_world(session);
  const OnlineLookups online(surroundings);
  const OfflineLookups offline(false);
  Bouncer bouncer(session, surroundings,
                  settings.sends ? static_cast<const Lookups&>(online) : offline, err,
                  journal ? &*journal : nullptr, settings);
  BatchInput input(*std::move(source), options.defaults);
  session.world.interrupts.hold(bouncer.last_words_of({}));
  Batch batch(session, input, bouncer, options.format, out, err, job_log,
              count_lines(session, path, err));
  batch.run();
  Presented presented;
  if (journal) {
    if (auto kept = journal->sync(); !kept) warn(err, kept.error().message);
  }
  presented.exit_code = batch.end();
  return presented;
}

}  // namespace send_bounce
