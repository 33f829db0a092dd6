#include "received/notification.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "received/ses_header.h"
#include "received/shown_text.h"
#include "received/wrong_input.h"
#include "send_bounce/dates/timestamp.h"
#include "send_bounce/mail/address.h"
#include "send_bounce/protocol/partitions.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

constexpr std::size_t kLongestId = 128;

bool is_true(const Value* value) {
  if (value == nullptr) return false;
  if (const bool* truth = value->get<bool>()) return *truth;
  const auto* text = value->get<std::string>();
  return text != nullptr && to_lower(trim(*text)) == "true";
}

/// Of {"status": "PASS"} or "PASS", as the documentation and AWS's own samples differ.
const std::string* status_of(const Map& map, std::string_view key) {
  const Value* value = map.find(key);
  if (value == nullptr) return nullptr;
  if (const auto* object = value->get<Map>()) return object->get<std::string>("status");
  return value->get<std::string>();
}

Verdict read_verdict(const Map& receipt, std::string_view key) {
  const std::string* status = status_of(receipt, key);
  return status == nullptr ? Verdict::Missing : verdict_of_status(*status);
}

Verdicts read_verdicts(const Map& receipt) {
  Verdicts verdicts;
  verdicts.spam = read_verdict(receipt, "spamVerdict");
  verdicts.virus = read_verdict(receipt, "virusVerdict");
  verdicts.spf = read_verdict(receipt, "spfVerdict");
  verdicts.dkim = read_verdict(receipt, "dkimVerdict");
  verdicts.dmarc = read_verdict(receipt, "dmarcVerdict");
  if (const std::string* policy = status_of(receipt, "dmarcPolicy")) {
    const std::string word = to_lower(trim(*policy));
    if (word == "none" || word == "quarantine" || word == "reject") verdicts.dmarc_policy = word;
  }
  return verdicts;
}

/// mail.headers; entries that are no field are passed over.
std::vector<OriginalField> read_fields(const List& headers) {
  std::vector<OriginalField> fields;
  fields.reserve(headers.size());
  for (const Value& entry : headers) {
    const auto* field = entry.get<Map>();
    if (field == nullptr) continue;
    const auto* name = field->get<std::string>("name");
    auto value = text_of(field->find("value"));
    if (name == nullptr || name->empty() || !value) continue;
    fields.push_back({*name, std::string(trim(*value))});
  }
  return fields;
}

/// The fields that mail.commonHeaders keeps of a header that a copy has left out. Each is a text or
/// a list of texts, as the documentation and the notifications differ.
std::vector<OriginalField> read_common_fields(const Map& mail) {
  struct CommonField {
    std::string_view key;
    const char* name;
  };
  constexpr CommonField kFields[] = {
      {"date", "Date"}, {"from", "From"}, {"sender", "Sender"},        {"replyTo", "Reply-To"},
      {"to", "To"},     {"cc", "Cc"},     {"messageId", "Message-ID"}, {"subject", "Subject"},
  };
  std::vector<OriginalField> fields;
  const auto* common = mail.get<Map>("commonHeaders");
  if (common == nullptr) return fields;
  for (const CommonField& row : kFields) {
    const Value* value = common->find(row.key);
    if (value == nullptr) continue;
    const List single{*value};
    const auto* list = value->get<List>();
    std::string joined;
    for (const Value& entry : list == nullptr ? single : *list) {
      const auto text = text_of(&entry);
      if (text) joined += (joined.empty() ? "" : ", ") + std::string(trim(*text));
    }
    if (!joined.empty()) fields.push_back({row.name, std::move(joined)});
  }
  return fields;
}

bool is_field_name(std::string_view name) {
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return c > ' ' && c <= '~' && c != ':'; });
}

/// A header of those fields, a line each. A line end in a value would begin another field.
std::string block_of(const std::vector<OriginalField>& fields, std::size_t first) {
  std::string block;
  for (std::size_t i = first; i < fields.size(); ++i) {
    if (!is_field_name(fields[i].name)) continue;
    block += fields[i].name + ": ";
    for (const char c : fields[i].value) block += c == '\r' || c == '\n' ? ' ' : c;
    block += "\r\n";
  }
  return block;
}

/// `content`, whose encoding is "UTF8", "BASE64" or missing (before 2017); the API that sets it
/// writes "UTF-8" and "Base64".
std::optional<StoredHeader> read_content(const Map& kernel, const Map* action) {
  const auto* content = kernel.get<std::string>("content");
  if (content == nullptr || content->empty()) return std::nullopt;
  const auto* given = action == nullptr ? nullptr : action->get<std::string>("encoding");
  std::string encoding = given == nullptr ? std::string() : to_lower(*given);
  encoding.erase(std::remove(encoding.begin(), encoding.end(), '-'), encoding.end());

  if (encoding != "base64") {
    auto header = read_stored_header(*content);
    if (header) return *std::move(header);
    if (!encoding.empty()) return std::nullopt;
  }
  const auto bytes = base64_decode(*content);
  if (!bytes) return std::nullopt;
  auto header = read_stored_header(*bytes);
  if (!header) return std::nullopt;
  return *std::move(header);
}

/// Header, verdicts and region from what SES wrote into the header. SES's Received field names the
/// message's id, which no sender can know before: one with another id is a forgery, or belongs to
/// an earlier delivery.
void add_header(ReceivedMessage& message, const Map& kernel, const Map& mail, const Map* action) {
  std::vector<OriginalField> fields;
  if (const auto* headers = mail.get<List>("headers")) fields = read_fields(*headers);
  message.header_knowledge = fields.empty()                           ? HeaderKnowledge::Absent
                             : is_true(mail.find("headersTruncated")) ? HeaderKnowledge::Truncated
                                                                      : HeaderKnowledge::Complete;
  const auto is_ours = [&](const std::optional<SesHeader>& ses) {
    return ses && ses->received.message_id == message.message_id;
  };
  const auto take = [&](const std::optional<SesHeader>& ses) {
    if (!ses) return;
    keep_worse(message.verdicts, ses->verdicts, is_ours(ses));
    if (!is_ours(ses)) return;
    if (!message.return_path) message.return_path = ses->return_path;
    if (message.strong_region) return;
    message.strong_region = region_evidence(ses->received.region, ses->received.region,
                                            kSesReceivedField, message.ignored_evidence);
  };

  const auto ses = read_ses_header(fields);
  take(ses);
  if (ses && !is_ours(ses)) {
    message.ignored_evidence.push_back(
        "The Received field from SES in mail.headers has a different id from mail.messageId and is "
        "ignored: " +
        quoted(ses->received.message_id, kLongestQuote));
  }
  auto content = read_content(kernel, action);
  if (content) take(content->ses);
  if (content && content->is_whole && is_ours(content->ses)) {
    message.header_knowledge = HeaderKnowledge::Complete;
    message.header = std::move(content->fields);
    message.header_block = std::move(content->block);
    return;
  }
  if (fields.empty()) fields = read_common_fields(mail);
  message.header_block = block_of(fields, ses ? ses->first_field : 0);
  message.header = std::move(fields);
}

Result<std::string> read_message_id(const Map& mail) {
  const auto id = text_of(mail.find("messageId"));
  if (!id || trim(*id).empty()) {
    return nothing_to_bounce(
        kNoMessageId,
        "The notification has no mail.messageId, the id that SES gave the message. The ids in "
        "commonHeaders, SNS and SQS are different ids. Give the complete notification.");
  }
  if (*id == kSetupId) return setup_notification();
  if (id->size() > kLongestId || !is_printable_ascii(*id) || id->find(' ') != std::string::npos ||
      id->front() == '<') {
    return nothing_to_bounce(kNoMessageId,
                             "mail.messageId is not an id from SES: " + quoted(*id, kLongestQuote) +
                                 ". Give the notification as SES wrote it.");
  }
  return *id;
}

Failure no_recipients() {
  return nothing_to_bounce(
      kNoRecipient,
      "The notification has no recipients in receipt.recipients, so it does not say for whom SES "
      "received the message. The addresses in To, Cc and mail.destination may differ. Give the "
      "complete notification.");
}

Failure no_time(const std::string& text) {
  return nothing_to_bounce(
      kMalformed,
      "mail.timestamp, the time of receipt, is " +
          (text.empty() ? "missing" : "not a time: " + quoted(text, kLongestQuote)) +
          ", so it is unknown whether SES still accepts a bounce. Give the notification "
          "as SES wrote it.");
}

bool has_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; });
}

/// In the order and spelling of the input, each once.
Result<std::vector<std::string>> read_recipients(const Map& receipt) {
  const Value* value = receipt.find("recipients");
  if (value == nullptr || value->is_null()) return no_recipients();
  const List single{*value};
  const List* entries = value->get<std::string>() != nullptr ? &single : value->get<List>();
  const auto malformed = [](std::string message) {
    return nothing_to_bounce(kMalformed,
                             std::move(message) + " Give the notification as SES wrote it.");
  };
  if (entries == nullptr) return malformed("receipt.recipients is not a list of addresses.");

  std::vector<std::string> recipients;
  std::set<std::string> known;
  for (const Value& entry : *entries) {
    const auto* address = entry.get<std::string>();
    if (address == nullptr) return malformed("An entry of receipt.recipients is not an address.");
    if (has_control_characters(*address))
      return malformed("An address in receipt.recipients has control characters: " +
                       quoted(*address, kLongestQuote) + ".");
    if (trim(*address).empty()) continue;
    if (known.insert(address_key(*address)).second) recipients.push_back(*address);
  }
  if (recipients.empty()) return no_recipients();
  return recipients;
}

}  // namespace

std::optional<std::string> text_of(const Value* value) {
  if (value == nullptr) return std::nullopt;
  if (const auto* text = value->get<std::string>()) return *text;
  if (const auto* number = value->get<std::int64_t>()) return std::to_string(*number);
  if (const auto* foreign = value->get<Foreign>()) return foreign->text;
  return std::nullopt;
}

// arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE
std::string_view region_of_arn(std::string_view arn) {
  if (!arn.starts_with("arn:")) return {};
  for (int part = 0; part < 3; ++part) {
    const std::size_t colon = arn.find(':');
    if (colon == std::string_view::npos) return {};
    arn.remove_prefix(colon + 1);
  }
  const std::size_t colon = arn.find(':');
  return colon == std::string_view::npos ? std::string_view() : arn.substr(0, colon);
}

std::optional<RegionEvidence> region_evidence(std::string_view region, std::string_view text,
                                              std::string_view source,
                                              std::vector<std::string>& ignored) {
  if (is_region(region)) return RegionEvidence{std::string(region), std::string(source)};
  ignored.push_back(std::string(source) +
                    " does not name a region and is ignored: " + quoted(text, kLongestQuote));
  return std::nullopt;
}

std::optional<RegionEvidence> arn_evidence(const Map& map, std::string_view key,
                                           std::string_view source,
                                           std::vector<std::string>& ignored) {
  const auto* arn = map.get<std::string>(key);
  if (arn == nullptr || arn->empty()) return std::nullopt;
  return region_evidence(region_of_arn(*arn), *arn, source, ignored);
}

Result<ReceivedMessage> read_kernel(const Map& kernel) {
  const auto* mail = kernel.get<Map>("mail");
  const auto* receipt = kernel.get<Map>("receipt");
  if (mail == nullptr || receipt == nullptr) {
    return nothing_to_bounce(kMalformed,
                             std::string(mail == nullptr ? "\"mail\"" : "\"receipt\"") +
                                 " is not an object. Give the notification as SES wrote it.");
  }
  ReceivedMessage message;
  ASSIGN_OR_RETURN(message.message_id, read_message_id(*mail));
  ASSIGN_OR_RETURN(message.recipients, read_recipients(*receipt));
  message.time_text = text_of(mail->find("timestamp")).value_or(std::string());
  message.time = parse_rfc3339(message.time_text);
  if (!message.time) return no_time(message.time_text);
  if (const auto* source = mail->get<std::string>("source")) message.return_path = path_of(*source);
  message.verdicts = read_verdicts(*receipt);

  const auto* action = receipt->get<Map>("action");
  if (action != nullptr) message.action = text_of(action->find("type")).value_or(std::string());
  add_header(message, kernel, *mail, action);
  for (const std::string_view key : {"functionArn", "topicArn"}) {
    if (action == nullptr || message.strong_region) continue;
    message.strong_region =
        arn_evidence(*action, key, "receipt.action." + std::string(key), message.ignored_evidence);
  }
  return message;
}

}  // namespace send_bounce
