#include "stand_in/http_parser.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "send_bounce/text/encoding.h"

namespace send_bounce::stand_in {
namespace {

constexpr std::string_view kBlanks = " \t";

// A size and its extensions; nobody sends longer ones in good faith.
constexpr std::size_t kMaxChunkLine = 256;

// RFC 9110 §5.6.2.
bool is_token(std::string_view text) {
  static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool has_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
  });
}

std::optional<std::size_t> read_number(std::string_view text, int base) {
  std::size_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool lists_word(const Headers& headers, std::string_view name, std::string_view word) {
  for (const auto& [header, value] : headers) {
    if (to_lower(header) != name) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const auto comma = rest.find(',');
      if (to_lower(trim(rest.substr(0, comma), kBlanks)) == word) return true;
      rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
  }
  return false;
}

}  // namespace

HttpParser::State HttpParser::state() const {
  switch (part_) {
    case Part::RequestLine:
    case Part::HeaderLine:
      return State::Head;
    case Part::SizedBody:
    case Part::ChunkSize:
    case Part::ChunkData:
    case Part::ChunkEnd:
    case Part::Trailer:
      return State::Body;
    case Part::Complete:
      return State::Complete;
    case Part::Refused:
      return State::Refused;
  }
  return State::Refused;
}

std::size_t HttpParser::feed(std::string_view bytes) {
  std::size_t used = 0;
  while (used < bytes.size() && part_ != Part::Complete && part_ != Part::Refused) {
    const auto rest = bytes.substr(used);
    const bool is_body = part_ == Part::SizedBody || part_ == Part::ChunkData;
    used += is_body ? take_body(rest) : take_line(rest);
  }
  return used;
}

std::size_t HttpParser::take_line(std::string_view bytes) {
  const auto end = bytes.find('\n');
  const bool is_whole = end != std::string_view::npos;
  const auto used = is_whole ? end + 1 : bytes.size();

  const bool is_chunk_line = part_ == Part::ChunkSize || part_ == Part::ChunkEnd;
  if (is_chunk_line) {
    if (line_.size() + used > kMaxChunkLine) {
      refuse(400, "a chunk size line is too long");
      return used;
    }
  } else {
    head_size_ += used;
    if (head_size_ > limits_.head) {
      refuse(431,
             "request line and headers are larger than " + std::to_string(limits_.head) + " bytes");
      return used;
    }
  }

  line_.append(bytes.substr(0, is_whole ? end : used));
  if (part_ == Part::RequestLine && !begun_) begun_ = line_.find_first_not_of('\r') != line_.npos;
  if (!is_whole) return used;
  if (!line_.empty() && line_.back() == '\r') line_.pop_back();
  end_line();
  line_.clear();
  return used;
}

void HttpParser::end_line() {
  if (part_ == Part::RequestLine) {
    if (!line_.empty()) read_request_line(line_);
  } else if (part_ == Part::HeaderLine) {
    if (line_.empty()) {
      end_head();
    } else {
      read_header(line_);
    }
  } else if (part_ == Part::ChunkSize) {
    read_chunk_size(line_);
  } else if (part_ == Part::ChunkEnd) {
    if (!line_.empty()) return refuse(400, "a chunk is longer than its size says");
    part_ = Part::ChunkSize;
  } else if (part_ == Part::Trailer && line_.empty()) {
    part_ = Part::Complete;
  }
}

std::size_t HttpParser::take_body(std::string_view bytes) {
  const auto used = std::min(remaining_, bytes.size());
  request_.body.append(bytes.substr(0, used));
  remaining_ -= used;
  if (remaining_ == 0) part_ = part_ == Part::SizedBody ? Part::Complete : Part::ChunkEnd;
  return used;
}

// method SP target SP "HTTP/" digit "." digit
void HttpParser::read_request_line(std::string_view line) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return refuse(400, "the request line is not METHOD TARGET HTTP/1.1");
  }
  const auto method = line.substr(0, first);
  const auto target = line.substr(first + 1, last - first - 1);
  const auto version = line.substr(last + 1);
  if (!is_token(method) || target.empty() || target.find(' ') != std::string_view::npos ||
      has_control_characters(target)) {
    return refuse(400, "the request line is not METHOD TARGET HTTP/1.1");
  }
  if (!version.starts_with("HTTP/")) return refuse(400, "the request line names no HTTP version");
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    return refuse(505, "only HTTP/1.1 and HTTP/1.0 are supported");
  }
  is_http_1_0_ = version == "HTTP/1.0";
  request_.method = std::string(method);
  read_target(target);
  part_ = Part::HeaderLine;
}

// RFC 9112 §3.2: a server also takes the absolute form, which clients send to proxies. The other
// two forms stay whole in `path`, where no service lives.
void HttpParser::read_target(std::string_view target) {
  if (const auto scheme = target.find("://"); !target.starts_with('/') && scheme != target.npos) {
    const auto path = target.find_first_of("/?", scheme + 3);
    target = path == target.npos ? std::string_view("/") : target.substr(path);
  }
  const auto question = target.find('?');
  request_.path = std::string(target.substr(0, question));
  if (request_.path.empty()) request_.path = "/";
  request_.query = question == target.npos ? "" : std::string(target.substr(question + 1));
}

void HttpParser::read_header(std::string_view line) {
  const auto colon = line.find(':');
  // A folded line (it starts with a blank) and a blank before the colon are no token either.
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
    return refuse(400, "a header is not NAME: VALUE");
  }
  const auto value = trim(line.substr(colon + 1), kBlanks);
  if (has_control_characters(value)) return refuse(400, "a header holds control characters");
  request_.headers.emplace_back(line.substr(0, colon), value);
}

void HttpParser::end_head() {
  std::size_t hosts = 0;
  for (const auto& [name, value] : request_.headers) {
    if (to_lower(name) != "host") continue;
    ++hosts;
    request_.host = value;
  }
  if (hosts > 1 || (hosts == 0 && !is_http_1_0_)) {
    return refuse(400, "a request must have exactly one Host header");
  }
  keeps_alive_ = is_http_1_0_ ? lists_word(request_.headers, "connection", "keep-alive")
                              : !lists_word(request_.headers, "connection", "close");
  if (!read_framing()) return;
  wants_continue_ = !is_http_1_0_ && part_ != Part::Complete &&
                    lists_word(request_.headers, "expect", "100-continue");
}

// RFC 9112 §6.3. Sets the part that follows the head; false where the request was refused.
bool HttpParser::read_framing() {
  std::optional<std::string> length;
  std::optional<std::string> coding;
  for (const auto& [name, value] : request_.headers) {
    const auto lower = to_lower(name);
    if (lower == "content-length") {
      if (length && *length != value) {
        refuse(400, "two Content-Length headers contradict each other");
        return false;
      }
      length = value;
    } else if (lower == "transfer-encoding") {
      coding = coding ? *coding + "," + value : value;
    }
  }

  if (coding) {
    if (length || is_http_1_0_) {
      refuse(400, "Transfer-Encoding cannot be used with Content-Length or HTTP/1.0");
    } else if (to_lower(*coding) != "chunked") {
      refuse(501, "the only supported Transfer-Encoding is chunked");
    } else {
      part_ = Part::ChunkSize;
    }
    return part_ != Part::Refused;
  }
  if (!length) {
    if (request_.method == "POST" || request_.method == "PUT") {
      refuse(411, "a request of this method needs a Content-Length");
      return false;
    }
    part_ = Part::Complete;
    return true;
  }
  const bool is_number =
      !length->empty() &&
      std::all_of(length->begin(), length->end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number) {
    refuse(400, "Content-Length is not a number");
    return false;
  }
  // A number beyond 64 bits is as much too large as any other.
  const auto size = read_number(*length, 10).value_or(limits_.body + 1);
  if (size > limits_.body) {
    refuse(413, "the body is larger than " + std::to_string(limits_.body) + " bytes");
    return false;
  }
  remaining_ = size;
  part_ = size == 0 ? Part::Complete : Part::SizedBody;
  return true;
}

void HttpParser::read_chunk_size(std::string_view line) {
  const auto size = read_number(trim(line.substr(0, line.find(';')), kBlanks), 16);
  if (!size) return refuse(400, "a chunk size is not a hexadecimal number");
  if (*size > limits_.body - request_.body.size()) {
    return refuse(413, "the body is larger than " + std::to_string(limits_.body) + " bytes");
  }
  remaining_ = *size;
  part_ = *size == 0 ? Part::Trailer : Part::ChunkData;
}

void HttpParser::refuse(int status, std::string reason) {
  part_ = Part::Refused;
  refusal_status_ = status;
  refusal_reason_ = std::move(reason);
}

}  // namespace send_bounce::stand_in
