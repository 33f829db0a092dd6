#include "send_bounce/mail/received.h"

#include <algorithm>
#include <set>
#include <utility>

#include "send_bounce/mail/address.h"
#include "send_bounce/mail/date.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

constexpr std::size_t kLongestId = 128;
constexpr std::string_view kHostStart = "inbound-smtp.";
constexpr std::string_view kHostEnds[] = {".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu"};

/// Words of the line up to the last ";". Comments are left out, unless one has no end: the host's
/// name in "from" is what the sender called itself, and a "(" there must not hide what follows.
std::vector<std::string_view> words_of(std::string_view text, bool has_comments = true) {
  std::vector<std::string_view> words;
  int depth = 0;
  std::size_t start = std::string_view::npos;
  const auto flush = [&](std::size_t end) {
    if (start != std::string_view::npos) words.push_back(text.substr(start, end - start));
    start = std::string_view::npos;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '(' && has_comments) {
      flush(i);
      ++depth;
    } else if (c == ')' && depth > 0) {
      --depth;
    } else if (depth > 0) {
      continue;
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      flush(i);
    } else if (start == std::string_view::npos) {
      start = i;
    }
  }
  flush(text.size());
  return depth > 0 ? words_of(text, false) : words;
}

bool is_word(std::string_view word, std::string_view keyword) {
  return word.size() == keyword.size() && to_lower(word) == keyword;
}

/// The word after the first `keyword` from `first` on; empty where there is none.
std::string_view word_after(const std::vector<std::string_view>& words, std::string_view keyword,
                            std::size_t first = 0) {
  for (std::size_t i = first; i + 1 < words.size(); ++i)
    if (is_word(words[i], keyword)) return words[i + 1];
  return {};
}

/// "eu-west-1" of "inbound-smtp.eu-west-1.amazonaws.com"; empty for any other host.
std::string region_of(std::string_view host) {
  const std::string name = to_lower(host);
  if (name.compare(0, kHostStart.size(), kHostStart) != 0) return {};
  for (const std::string_view end : kHostEnds) {
    if (name.size() <= kHostStart.size() + end.size()) continue;
    const std::size_t length = name.size() - kHostStart.size() - end.size();
    if (name.compare(kHostStart.size() + length, end.size(), end) != 0) continue;
    const std::string region = name.substr(kHostStart.size(), length);
    const bool is_plain = std::all_of(region.begin(), region.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
    if (is_plain) return region;
  }
  return {};
}

/// Where "by" stands before a host of SES, whose region it gives; the number of words for none.
std::size_t host_of_ses(const std::vector<std::string_view>& words, std::string& region) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (!is_word(words[i], "by")) continue;
    region = region_of(words[i + 1]);
    if (!region.empty()) return i;
  }
  return words.size();
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= kLongestId &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

bool is_named(const HeaderField& field, std::string_view name) {
  return is_same_in_any_case(field.name, name);
}

/// Fields above this one are the envelope's.
std::size_t envelope_end(const MailMessage& mail, const std::optional<SesTrace>& trace) {
  if (trace) return trace->field;
  for (std::size_t i = 0; i < mail.fields.size(); ++i)
    if (is_named(mail.fields[i], "received")) return i;
  return mail.fields.size();
}

const HeaderField* find_above(const MailMessage& mail, std::size_t end, std::string_view name) {
  for (std::size_t i = 0; i < end; ++i)
    if (is_named(mail.fields[i], name)) return &mail.fields[i];
  return nullptr;
}

std::string find_sender(const MailMessage& mail, const std::optional<SesTrace>& trace,
                        std::size_t end) {
  for (const std::string_view name : {"return-path", "x-envelope-from"}) {
    const HeaderField* field = find_above(mail, end, name);
    if (field == nullptr) continue;
    if (const auto sender = parse_path(field->value)) return *sender;
  }
  for (std::size_t i = trace ? trace->field + 1 : mail.fields.size(); i < mail.fields.size(); ++i) {
    if (is_named(mail.fields[i], "received")) break;  // the next hop's verdicts stand below it
    if (!is_named(mail.fields[i], "received-spf")) continue;
    const auto sender = spf_envelope_from(mail.fields[i].value);
    if (const auto path = sender ? parse_path(*sender) : std::nullopt) return *path;
  }
  for (const std::string_view name : {"from", "sender"}) {
    const HeaderField* field = mail.find(name);
    if (field == nullptr) continue;
    const std::vector<MailAddress> addresses = parse_address_list(field->value);
    if (!addresses.empty()) return addresses.front().address;
  }
  return {};
}

class RecipientList {
 public:
  void add(std::string address) {
    if (known_.insert(address_key(address)).second) addresses_.push_back(std::move(address));
  }

  /// `domain` in lower case; empty: any.
  void add_all(std::string_view value, std::string_view domain = {}) {
    for (MailAddress& entry : parse_address_list(value))
      if (domain.empty() || to_lower(domain_of(entry.address)) == domain)
        add(std::move(entry.address));
  }

  bool empty() const { return addresses_.empty(); }
  std::vector<std::string> take() { return std::move(addresses_); }

 private:
  std::vector<std::string> addresses_;
  std::set<std::string> known_;  // their keys
};

std::vector<std::string> find_recipients(const MailMessage& mail,
                                         const std::optional<SesTrace>& trace, std::size_t end) {
  RecipientList recipients;
  for (std::size_t i = 0; i < end; ++i)
    if (is_named(mail.fields[i], "x-envelope-to")) recipients.add_all(mail.fields[i].value);
  for (const std::string_view name : {"x-original-to", "envelope-to", "delivered-to"}) {
    if (!recipients.empty()) break;
    if (const HeaderField* field = find_above(mail, end, name)) recipients.add_all(field->value);
  }
  if (!recipients.empty()) return recipients.take();

  std::string domain;
  if (trace && !trace->received.recipient.empty()) {
    recipients.add(trace->received.recipient);
    domain = to_lower(domain_of(trace->received.recipient));
  }
  for (const HeaderField& field : mail.fields)
    if (is_named(field, "to") || is_named(field, "cc")) recipients.add_all(field.value, domain);
  return recipients.take();
}

}  // namespace

std::vector<std::string_view> parts_between_semicolons(std::string_view value) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  int depth = 0;
  bool is_quoted = false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (c == '\\') {
      ++i;
    } else if (c == '"') {
      is_quoted = !is_quoted;
    } else if (!is_quoted && c == '(') {
      ++depth;
    } else if (!is_quoted && c == ')' && depth > 0) {
      --depth;
    } else if (!is_quoted && depth == 0 && c == ';') {
      parts.push_back(trim(value.substr(start, i - start)));
      start = i + 1;
    }
  }
  parts.push_back(trim(value.substr(start)));
  return parts;
}

std::optional<std::string_view> spf_envelope_from(std::string_view value) {
  constexpr std::string_view kKey = "envelope-from=";
  for (std::string_view part : parts_between_semicolons(value)) {
    const std::size_t at = part.find(kKey);
    if (at == std::string_view::npos) continue;
    if (at > 0 && part[at - 1] != ' ' && part[at - 1] != ')' && part[at - 1] != '\t') continue;
    part = trim(part.substr(at + kKey.size()));
    if (part.size() >= 2 && part.front() == '"' && part.back() == '"')
      part = part.substr(1, part.size() - 2);
    return part;
  }
  return std::nullopt;
}

std::optional<SesReceived> parse_ses_received(std::string_view value) {
  const std::size_t semicolon = value.rfind(';');
  const auto words = words_of(value.substr(0, semicolon));
  SesReceived received;
  // What stands before "by" is the sender's word.
  const std::size_t by = host_of_ses(words, received.region);
  std::string_view id = word_after(words, "id", by);
  if (is_word(id, "for")) id = {};  // "SMTP id for ann@example.com": there is none
  if (received.region.empty() || !is_id(id)) return std::nullopt;
  received.message_id = id;
  received.recipient = parse_path(word_after(words, "for", by)).value_or(std::string());
  if (semicolon != std::string_view::npos)
    received.time = parse_mail_date(value.substr(semicolon + 1));
  return received;
}

std::optional<SesTrace> find_ses_trace(const MailMessage& mail) {
  for (std::size_t i = 0; i < mail.fields.size(); ++i) {
    if (!is_named(mail.fields[i], "received")) continue;
    if (auto received = parse_ses_received(mail.fields[i].value))
      return SesTrace{*std::move(received), i};
  }
  return std::nullopt;
}

Envelope find_envelope(const MailMessage& mail) {
  return find_envelope(mail, find_ses_trace(mail));
}

Envelope find_envelope(const MailMessage& mail, const std::optional<SesTrace>& trace) {
  const std::size_t end = envelope_end(mail, trace);
  return {find_sender(mail, trace, end), find_recipients(mail, trace, end)};
}

}  // namespace send_bounce
