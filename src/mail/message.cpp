#include "send_bounce/mail/message.h"

#include <utility>

#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// The next line with its end; the rest moves on.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end == std::string_view::npos ? end : end + 1);
  rest.remove_prefix(line.size());
  return line;
}

bool is_empty_line(std::string_view line) { return line == "\n" || line == "\r\n"; }

/// Length of the field's name, or 0 where the line is no field (RFC 5322 §2.2). Blanks before the
/// colon are the obsolete form of §4.5.
std::size_t name_length(std::string_view line) {
  std::size_t length = 0;
  while (length < line.size() && line[length] > ' ' && line[length] < '\x7f' && line[length] != ':')
    ++length;
  std::size_t colon = length;
  while (colon < line.size() && is_blank(line[colon])) ++colon;
  return colon < line.size() && line[colon] == ':' ? length : 0;
}

std::string unfold(std::string_view raw) {
  std::string value;
  value.reserve(raw.size());
  while (!raw.empty()) {
    std::string_view line = take_line(raw);
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    if (!value.empty()) {
      while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
      if (!line.empty() && !is_blank(value.back())) value += ' ';
    }
    value += line;
  }
  return std::string(trim(value));
}

Failure no_mail(std::string reason) { return fail(ErrorKind::General, std::move(reason)); }

}  // namespace

const HeaderField* MailMessage::find(std::string_view name) const {
  for (const HeaderField& field : fields)
    if (is_same_in_any_case(field.name, name)) return &field;
  return nullptr;
}

Result<MailMessage> read_mail(std::string_view bytes) {
  MailMessage mail;
  std::string_view rest = bytes;
  if (rest.substr(0, 5) == "From ") take_line(rest);
  const std::size_t start = bytes.size() - rest.size();

  std::size_t end = start;
  while (!rest.empty()) {
    const std::string_view before = rest;
    const std::string_view line = take_line(rest);
    if (is_empty_line(line)) break;
    if (is_blank(line.front()) && !mail.fields.empty()) {
      mail.fields.back().raw += line;
    } else if (const std::size_t length = name_length(line); length > 0) {
      if (mail.fields.size() == kMaxHeaderFields)
        return no_mail("the header has more than " + std::to_string(kMaxHeaderFields) + " fields");
      const std::size_t colon = line.find(':');
      mail.fields.push_back(
          {std::string(line.substr(0, length)), std::string(line.substr(colon + 1)), {}});
    } else {
      rest = before;
      break;
    }
    end = bytes.size() - rest.size();
    if (end - start > kMaxHeaderBytes)
      return no_mail("the header is longer than " + std::to_string(kMaxHeaderBytes) + " bytes");
  }
  if (mail.fields.empty())
    return no_mail("it does not begin with a header field such as \"From:\"");

  for (HeaderField& field : mail.fields) field.value = unfold(field.raw);
  mail.header_block = bytes.substr(start, end - start);
  mail.body_offset = bytes.size() - rest.size();
  return mail;
}

}  // namespace send_bounce
