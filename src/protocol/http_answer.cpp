#include <algorithm>
#include <limits>
#include <optional>

#include "send_bounce/protocol/http_wire.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

// CPython's, in http.client; the blank line at a header's end is one of its lines.
constexpr std::size_t kLongestLine = std::size_t{64} << 10U;
constexpr int kMostHeaderLines = 100;

constexpr int kContinue = 100;
constexpr int kSwitchingProtocols = 101;
constexpr int kFirstFinal = 200;
constexpr int kNoContent = 204;
constexpr int kNotModified = 304;

constexpr std::uint64_t kHuge = std::numeric_limits<std::int64_t>::max();

// What str.split() and int() take for blanks, of the bytes that Latin-1 makes of a line.
constexpr std::string_view kPythonBlanks = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0";

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return 99;
}

// Python's int(text, base), where it is not negative: blanks around it, a plus, underscores between
// digits, "0x" before those of base 16. What is too large is huge all the same.
std::optional<std::uint64_t> read_number(std::string_view text, unsigned base) {
  text = trim(text, kPythonBlanks);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  bool may_be_underscore = false;
  if (base == 16 && (text.starts_with("0x") || text.starts_with("0X"))) {
    text.remove_prefix(2);
    may_be_underscore = true;
  }
  if (text.empty() || text.back() == '_') return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : text) {
    if (c == '_' && may_be_underscore) {
      may_be_underscore = false;
      continue;
    }
    const auto digit = static_cast<unsigned>(digit_value(c));
    if (digit >= base) return std::nullopt;
    number = number > (kHuge - digit) / base ? kHuge : number * base + digit;
    may_be_underscore = true;
  }
  if (negative && number != 0) return std::nullopt;
  return number;
}

// The first word; `rest` is what is behind it.
std::string_view first_word(std::string_view text, std::string_view& rest) {
  text.remove_prefix(std::min(text.find_first_not_of(kPythonBlanks), text.size()));
  const std::size_t end = std::min(text.find_first_of(kPythonBlanks), text.size());
  rest = text.substr(end);
  return text.substr(0, end);
}

// "HTTP/1.1 200 OK" as http.client reads it, where the version may have any minor number or none.
std::optional<int> read_status(std::string_view line) {
  std::string_view rest;
  const std::string_view version = first_word(line, rest);
  const std::string_view number = first_word(rest, rest);
  if (!version.starts_with("HTTP/1.") && version != "HTTP/0.9") return std::nullopt;
  const auto status = read_number(number, 10);
  if (!status || *status < 100 || *status > 999) return std::nullopt;
  return static_cast<int>(*status);
}

// As Python's email package tells it: the name is printable characters of ASCII.
bool is_header_line(std::string_view line) {
  const std::size_t colon = line.find(':');
  return colon != 0 && colon != std::string_view::npos &&
         std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon),
                     [](char c) { return c > ' ' && c < 0x7F; });
}

// All values of that name, as one list.
std::vector<std::string_view> values_of(const Headers& headers, std::string_view wanted) {
  std::vector<std::string_view> values;
  for (const auto& [name, value] : headers) {
    if (to_lower(name) != wanted) continue;
    std::string_view rest = value;
    while (true) {
      const std::size_t comma = rest.find(',');
      values.push_back(trim(rest.substr(0, comma), kPythonBlanks));
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
  return values;
}

bool has_option(const Headers& headers, std::string_view name, std::string_view option) {
  const auto options = values_of(headers, name);
  return std::any_of(options.begin(), options.end(),
                     [option](std::string_view one) { return to_lower(one) == option; });
}

bool consists_of(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kHexDigits = "0123456789abcdefABCDEF";

// RFC 9112 §4, of a version that can keep a connection.
bool is_exact_status_line(std::string_view line) {
  constexpr std::size_t kSize = std::string_view("HTTP/1.1 200").size();
  return (line.starts_with("HTTP/1.1 ") || line.starts_with("HTTP/1.0 ")) && line.size() >= kSize &&
         consists_of(line.substr(kSize - 3, 3), kDigits) &&
         (line.size() == kSize || line[kSize] == ' ');
}

// RFC 9112 §6.3: the length of the body is told once, and in one way. One that two readers may see
// differently is how a second answer hides behind the first.
bool is_exactly_framed(const Headers& headers, bool is_old) {
  const auto codings = values_of(headers, "transfer-encoding");
  const auto lengths = values_of(headers, "content-length");
  if (codings.empty()) return lengths.size() == 1 && consists_of(lengths[0], kDigits);
  return !is_old && lengths.empty() && codings.size() == 1 && to_lower(codings[0]) == "chunked";
}

// RFC 9112 §9.3. Proxy-Connection is what some proxies write instead.
bool leaves_open(const Headers& headers, bool is_old) {
  return !has_option(headers, "connection", "close") &&
         !has_option(headers, "proxy-connection", "close") &&
         (!is_old || has_option(headers, "connection", "keep-alive"));
}

std::string kibibytes(std::size_t bytes) { return std::to_string(bytes >> 10U) + " KiB"; }

}  // namespace

void AnswerReader::feed(std::string_view bytes) {
  const std::size_t most = limits_.body + limits_.headers;
  std::size_t behind = bytes.size();
  bytes = bytes.substr(0, most + 1 - received_);
  while (!bytes.empty() && !is_done()) {
    std::size_t used = 0;
    switch (state_) {
      case State::SizedBody:
      case State::BodyToTheEnd:
      case State::ChunkData:
        used = take_body(bytes);
        break;
      case State::ChunkEnd:
        used = take_chunk_end(bytes);
        break;
      case State::StatusLine:
      case State::HeaderLine:
      case State::ChunkSize:
      case State::Trailer:
        used = take_line_part(bytes);
        break;
      case State::Done:
        break;
    }
    bytes.remove_prefix(used);
    received_ += used;
    behind -= used;
    if (received_ > most) stop("the answer is longer than " + kibibytes(most) + " in all");
  }
  expect(behind == 0);
}

std::size_t AnswerReader::take_line_part(std::string_view bytes) {
  const std::size_t end = bytes.find('\n');
  const bool ends = end != std::string_view::npos;
  const std::size_t used = ends ? end + 1 : bytes.size();
  if (state_ != State::ChunkSize) header_bytes_ += used;
  if (line_.size() + used > kLongestLine) {
    stop("a line of the answer is longer than " + kibibytes(kLongestLine));
  } else if (header_bytes_ > limits_.headers) {
    stop("the answer's header is longer than " + kibibytes(limits_.headers));
  } else {
    line_.append(bytes.substr(0, ends ? end : used));
    if (ends) take_line();
  }
  return used;
}

void AnswerReader::take_line() {
  expect(!line_.empty() && line_.find('\r') == line_.size() - 1);
  if (line_.ends_with('\r')) line_.pop_back();
  switch (state_) {
    case State::StatusLine:
      take_status_line();
      break;
    case State::HeaderLine:
      take_header_line();
      break;
    case State::ChunkSize:
      take_chunk_size();
      break;
    case State::Trailer:
      expect(line_.empty() || is_header_line(line_));
      if (line_.empty()) state_ = State::Done;
      break;
    case State::SizedBody:
    case State::BodyToTheEnd:
    case State::ChunkData:
    case State::ChunkEnd:
    case State::Done:
      break;
  }
  line_.clear();
}

void AnswerReader::take_status_line() {
  const auto status = read_status(line_);
  if (!status) return stop("The answer is not HTTP/1");
  expect(is_exact_status_line(line_) && *status != kSwitchingProtocols);
  is_old_ = line_.starts_with("HTTP/1.0");
  is_interim_ = *status < kFirstFinal;
  if (is_interim_) interim_ = HttpResponse{};
  (is_interim_ ? interim_ : answer_).status = *status;
  may_fold_ = false;
  lines_ = 0;
  state_ = State::HeaderLine;
}

void AnswerReader::take_header_line() {
  if (++lines_ > kMostHeaderLines) {
    return stop("the answer's header has more than " + std::to_string(kMostHeaderLines) + " lines");
  }
  if (line_.empty()) return end_header();
  // Python splits a line once more where a CR stands alone.
  std::string_view rest = line_;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\r');
    take_header(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
}

void AnswerReader::take_header(std::string_view line) {
  Headers& headers = is_interim_ ? interim_.headers : answer_.headers;
  if (line.starts_with(' ') || line.starts_with('\t')) {
    // RFC 9112 §5.2: each fold is as good as a blank.
    expect(false);
    if (may_fold_) headers.back().second.append(" ").append(trim(line));
    return;
  }
  const std::size_t colon = line.find(':');
  may_fold_ = is_header_line(line);
  expect(may_fold_);
  if (may_fold_) headers.emplace_back(line.substr(0, colon), trim(line.substr(colon + 1)));
}

void AnswerReader::end_header() {
  if (is_interim_) {
    state_ = State::StatusLine;
  } else {
    begin_body();
  }
}

void AnswerReader::begin_body() {
  expect(is_exactly_framed(answer_.headers, is_old_) && leaves_open(answer_.headers, is_old_));
  if (has_option(answer_.headers, "transfer-encoding", "chunked")) {
    state_ = State::ChunkSize;
  } else if (answer_.status == kNoContent || answer_.status == kNotModified) {
    expect(false);  // a length that is told, and a body that is none
    state_ = State::Done;
  } else {
    begin_sized_body();
  }
}

void AnswerReader::begin_sized_body() {
  state_ = State::BodyToTheEnd;
  std::optional<std::uint64_t> length;
  for (const std::string_view value : values_of(answer_.headers, "content-length")) {
    const auto number = read_number(value, 10);
    if (!number) return;
    if (length && *number != *length) {
      answer_.framing_fault = "Content-Length contained multiple unmatching values";
      break;
    }
    length = number;
  }
  if (!length) return;
  left_ = *length;
  state_ = left_ == 0 ? State::Done : State::SizedBody;
}

std::size_t AnswerReader::take_body(std::string_view bytes) {
  const bool has_end = state_ != State::BodyToTheEnd;
  const std::size_t wanted =
      has_end ? static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()))
              : bytes.size();
  const std::size_t room = limits_.body - answer_.body.size();
  answer_.body.append(bytes.substr(0, std::min(wanted, room)));
  if (wanted > room) {
    stop("the answer is longer than " + std::to_string(limits_.body >> 20U) + " MiB");
    return wanted;
  }
  if (!has_end) return wanted;
  left_ -= wanted;
  if (left_ == 0) state_ = state_ == State::SizedBody ? State::Done : State::ChunkEnd;
  return wanted;
}

// The reference throws two bytes away, whatever they are; a LF alone is an end of line, too.
std::size_t AnswerReader::take_chunk_end(std::string_view bytes) {
  const bool is_second = !line_.empty();
  expect(bytes.front() == (is_second ? '\n' : '\r'));
  if (is_second || bytes.front() == '\n') {
    line_.clear();
    state_ = State::ChunkSize;
  } else {
    line_ = bytes.front();
  }
  return 1;
}

void AnswerReader::take_chunk_size() {
  const std::string_view line = line_;
  const std::string_view digits = line.substr(0, line.find(';'));
  expect(consists_of(digits, kHexDigits));
  const auto size = read_number(digits, 16);
  if (!size) return stop("the size of a chunk cannot be read");
  left_ = *size;
  state_ = left_ == 0 ? State::Trailer : State::ChunkData;
}

// The answer ends here, wherever that is. To the reference every interim answer but 100 is the
// final one, so where nothing better follows it is.
void AnswerReader::stop(const std::string& fault) {
  const bool is_whole = has_whole_body();
  expect(false);
  state_ = State::Done;
  if (answer_.status == 0 && interim_.status > kContinue) answer_ = std::move(interim_);
  if (answer_.status == 0) {
    failure_ = fault;
  } else if (!is_whole && answer_.framing_fault.empty()) {
    answer_.framing_fault = fault;
  }
}

void AnswerReader::end(const std::string& cause) {
  if (is_done()) return;
  // The end of the connection ends a status line, too.
  if (state_ == State::StatusLine && !line_.empty()) take_line();
  if (is_done()) return;
  if (state_ == State::BodyToTheEnd && cause.empty()) {
    state_ = State::Done;
    return;
  }
  stop(place_of_end() + (cause.empty() ? "" : ": " + cause));
}

std::string AnswerReader::place_of_end() const {
  if (answer_.status == 0) return "The connection ended without an answer";
  const std::string text = "the connection ended ";
  const std::string bytes = std::to_string(answer_.body.size());
  switch (state_) {
    case State::HeaderLine:
      return text + "inside the header";
    case State::SizedBody:
      return text + "after " + bytes + " of " + std::to_string(answer_.body.size() + left_) +
             " bytes";
    case State::ChunkSize:
    case State::ChunkData:
    case State::ChunkEnd:
      return text + "inside the chunks, after " + bytes + " bytes";
    case State::StatusLine:
    case State::BodyToTheEnd:
    case State::Trailer:
    case State::Done:
      break;
  }
  return text + "after " + bytes + " bytes";
}

}  // namespace send_bounce
