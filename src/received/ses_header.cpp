#include "received/ses_header.h"

#include <algorithm>
#include <utility>

#include "send_bounce/mail/message.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

struct VerdictWord {
  std::string_view word;
  Verdict verdict;
};

constexpr VerdictWord kStatuses[] = {
    {"pass", Verdict::Pass},
    {"fail", Verdict::Fail},
    {"gray", Verdict::Gray},
    {"disabled", Verdict::Disabled},
    {"processing_failed", Verdict::ProcessingFailed},
};

// RFC 8601 §2.7. The others (none, neutral, softfail, policy) say nothing for certain.
constexpr VerdictWord kResults[] = {
    {"pass", Verdict::Pass},
    {"fail", Verdict::Fail},
    {"hardfail", Verdict::Fail},
    {"temperror", Verdict::ProcessingFailed},
    {"permerror", Verdict::ProcessingFailed},
};

template <std::size_t count>
Verdict find_verdict(const VerdictWord (&words)[count], std::string_view word) {
  const std::string wanted = to_lower(trim(word));
  for (const VerdictWord& row : words)
    if (row.word == wanted) return row.verdict;
  return Verdict::Gray;
}

void worsen(Verdict& verdict, Verdict other, bool trusted) {
  if (trusted || other != Verdict::Pass) verdict = std::max(verdict, other);
}

bool is_field(const OriginalField& field, std::string_view name) {
  return is_same_in_any_case(field.name, name);
}

/// The verdict of "dkim=pass header.i=@example.com". A pass without its property is none: SES
/// writes one, and a name that the sender gave itself cannot hold it.
Verdict result_of(std::string_view part, std::string_view property) {
  const std::size_t equals = part.find('=');
  const std::string_view result = part.substr(equals + 1);
  const Verdict verdict =
      find_verdict(kResults, result.substr(0, result.find_first_of(" \t\r\n(")));
  if (verdict == Verdict::Pass && part.find(property) == std::string_view::npos)
    return Verdict::Gray;
  return verdict;
}

/// Authentication-Results of amazonses.com (RFC 8601 §2.2). One signature that is right is enough.
Verdicts authentication_results(std::string_view value) {
  Verdicts verdicts;
  const std::vector<std::string_view> parts = parts_between_semicolons(value);
  if (to_lower(parts.front()) != "amazonses.com") return verdicts;
  bool has_valid_signature = false;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::string method = to_lower(trim(parts[i].substr(0, parts[i].find('='))));
    if (method == "spf") {
      worsen(verdicts.spf, result_of(parts[i], ""), true);
    } else if (method == "dmarc") {
      worsen(verdicts.dmarc, result_of(parts[i], "header.from="), true);
    } else if (method == "dkim") {
      const Verdict verdict = result_of(parts[i], "header.");
      has_valid_signature = has_valid_signature || verdict == Verdict::Pass;
      worsen(verdicts.dkim, verdict, true);
    }
  }
  if (has_valid_signature) verdicts.dkim = Verdict::Pass;
  return verdicts;
}

Verdicts received_spf(std::string_view value) {
  Verdicts verdicts;
  verdicts.spf = find_verdict(kResults, value.substr(0, value.find_first_of(" \t(;")));
  return verdicts;
}

Verdicts spam_verdict(std::string_view value) {
  Verdicts verdicts;
  verdicts.spam = verdict_of_status(value);
  return verdicts;
}

Verdicts virus_verdict(std::string_view value) {
  Verdicts verdicts;
  verdicts.virus = verdict_of_status(value);
  return verdicts;
}

Verdicts no_verdict(std::string_view /*value*/) { return {}; }

std::optional<std::string> path_in_spf(std::string_view value) {
  const auto sender = spf_envelope_from(value);
  return sender ? std::optional(path_of(*sender)) : std::nullopt;
}

struct SesField {
  std::string_view name;
  Verdicts (*read)(std::string_view value);
};

/// The fields below SES's Received, in their order. Each may be missing.
constexpr SesField kSesFields[] = {
    {"x-ses-spam-verdict", spam_verdict}, {"x-ses-virus-verdict", virus_verdict},
    {"received-spf", received_spf},       {"authentication-results", authentication_results},
    {"x-ses-receipt", no_verdict},        {"x-ses-dkim-signature", no_verdict},
};
constexpr std::size_t kSpfField = 2;

void read_block(SesHeader& header, const std::vector<OriginalField>& fields) {
  bool is_in_order = true;  // a message without a Received of its own follows at once
  std::size_t next = 0;     // among kSesFields
  for (std::size_t i = header.field + 1; i < fields.size(); ++i) {
    if (is_field(fields[i], "received")) return;
    const auto known = std::find_if(
        std::begin(kSesFields), std::end(kSesFields),
        [&](const SesField& ses_field) { return is_field(fields[i], ses_field.name); });
    const auto place = static_cast<std::size_t>(known - std::begin(kSesFields));
    is_in_order = is_in_order && known != std::end(kSesFields) && place >= next;
    if (known == std::end(kSesFields)) continue;
    keep_worse(header.verdicts, known->read(fields[i].value), is_in_order);
    if (is_in_order && place == kSpfField && !header.return_path)
      header.return_path = path_in_spf(fields[i].value);
    next = place + 1;
  }
}

/// A header from its field number `first` on. Each line that does not begin with a blank begins a
/// field.
std::string_view block_from(std::string_view block, std::size_t first) {
  std::size_t start = 0;
  while (first > 0) {
    const std::size_t end = block.find('\n', start);
    if (end == std::string_view::npos) return {};
    start = end + 1;
    if (start < block.size() && block[start] != ' ' && block[start] != '\t') --first;
  }
  return block.substr(start);
}

}  // namespace

Verdict verdict_of_status(std::string_view status) { return find_verdict(kStatuses, status); }

void keep_worse(Verdicts& verdicts, const Verdicts& others, bool trusted) {
  worsen(verdicts.spam, others.spam, trusted);
  worsen(verdicts.virus, others.virus, trusted);
  worsen(verdicts.spf, others.spf, trusted);
  worsen(verdicts.dkim, others.dkim, trusted);
  worsen(verdicts.dmarc, others.dmarc, trusted);
}

std::string path_of(std::string_view text) {
  text = trim(text);
  if (!text.starts_with('<')) return std::string(text);
  const std::size_t end = text.rfind('>');
  return std::string(trim(text.substr(1, end == std::string_view::npos ? end : end - 1)));
}

std::optional<SesHeader> read_ses_header(const std::vector<OriginalField>& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!is_field(fields[i], "received")) continue;
    auto received = parse_ses_received(fields[i].value);
    if (!received) continue;
    SesHeader header;
    header.received = *std::move(received);
    header.field = header.first_field = i;
    const std::string_view value = fields[i].value;
    if (const std::size_t semicolon = value.rfind(';'); semicolon != std::string_view::npos)
      header.time_text = trim(value.substr(semicolon + 1));
    // The nearest one: those further up were written where the message went after SES.
    for (std::size_t above = i; above-- > 0;) {
      if (!is_field(fields[above], "return-path")) continue;
      if (!trim(fields[above].value).empty()) header.return_path = path_of(fields[above].value);
      if (above + 1 == i) header.first_field = above;
      break;
    }
    read_block(header, fields);
    return header;
  }
  return std::nullopt;
}

Result<StoredHeader> read_stored_header(std::string_view bytes) {
  ASSIGN_OR_RETURN(MailMessage mail, read_mail(bytes));
  StoredHeader header;
  header.fields.reserve(mail.fields.size());
  for (HeaderField& field : mail.fields)
    header.fields.push_back({std::move(field.name), std::move(field.value)});
  header.ses = read_ses_header(header.fields);
  header.block = header.ses ? std::string(block_from(mail.header_block, header.ses->first_field))
                            : std::move(mail.header_block);
  const std::string_view before_body = bytes.substr(0, mail.body_offset);
  header.is_whole = before_body.ends_with("\n\n") || before_body.ends_with("\n\r\n");
  return header;
}

}  // namespace send_bounce
