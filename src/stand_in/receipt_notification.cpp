#include "stand_in/receipt_notification.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "received/ses_header.h"
#include "send_bounce/mail/address.h"
#include "send_bounce/mail/encoded_word.h"
#include "send_bounce/protocol/partitions.h"
#include "send_bounce/received/received_message.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/similar_words.h"

namespace send_bounce::stand_in {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kPolicies[] = {"none", "quarantine", "reject"};

struct StatusRow {
  std::string_view word;
  Verdict verdict;
};

constexpr StatusRow kStatuses[] = {
    {"PASS", Verdict::Pass},         {"FAIL", Verdict::Fail},
    {"GRAY", Verdict::Gray},         {"PROCESSING_FAILED", Verdict::ProcessingFailed},
    {"DISABLED", Verdict::Disabled},
};

struct VerdictRow {
  std::string_view name;  ///< as `--verdict` has it
  const char* member;     ///< of the receipt
  std::string VerdictChoice::*chosen;
  Verdict Verdicts::*written;  ///< by SES in the header
};

constexpr VerdictRow kVerdicts[] = {
    {"spam", "spamVerdict", &VerdictChoice::spam, &Verdicts::spam},
    {"virus", "virusVerdict", &VerdictChoice::virus, &Verdicts::virus},
    {"spf", "spfVerdict", &VerdictChoice::spf, &Verdicts::spf},
    {"dkim", "dkimVerdict", &VerdictChoice::dkim, &Verdicts::dkim},
    {"dmarc", "dmarcVerdict", &VerdictChoice::dmarc, &Verdicts::dmarc},
};

/// As JavaMail's InternetAddress writes it, which SES's texts look like.
std::string written(const MailAddress& entry) {
  const std::string name = decode_encoded_words(entry.display_name);
  if (name.empty()) return entry.address;
  if (name.find_first_of("()<>@,;:\\\".[]") == std::string::npos)
    return name + " <" + entry.address + ">";
  std::string quoted;
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return "\"" + quoted + "\" <" + entry.address + ">";
}

Json addresses_of(const MailMessage& mail, std::initializer_list<std::string_view> names,
                  bool is_bare) {
  Json list = Json::array();
  for (const std::string_view name : names)
    for (const HeaderField& field : mail.fields)
      if (to_lower(field.name) == name)
        for (const MailAddress& entry : parse_address_list(field.value))
          list.push_back(replace_invalid_utf8(is_bare ? entry.address : written(entry)));
  return list;
}

struct HeaderList {
  Json list = Json::array();
  bool is_truncated = false;
};

HeaderList headers_of(const MailMessage& mail) {
  HeaderList headers;
  std::size_t bytes = 0;
  for (const HeaderField& field : mail.fields) {
    bytes += field.name.size() + field.value.size();
    if (bytes > kMaxHeaderListBytes) {
      headers.is_truncated = true;
      break;
    }
    headers.list.push_back({{"name", field.name}, {"value", replace_invalid_utf8(field.value)}});
  }
  return headers;
}

Json common_headers(const MailMessage& mail, const std::string& sender) {
  Json common = Json::object();
  const auto add_list = [&](const char* key, std::string_view name) {
    if (Json list = addresses_of(mail, {name}, false); !list.empty()) common[key] = list;
  };
  const auto add_text = [&](const char* key, std::string_view name) {
    if (const HeaderField* field = mail.find(name))
      common[key] = decode_encoded_words(field->value);
  };
  const HeaderField* return_path = mail.find("Return-Path");
  const auto path = return_path != nullptr ? parse_path(return_path->value) : std::nullopt;
  common["returnPath"] = path.value_or(sender);  // a message that SES stored always has the field
  add_list("from", "from");
  add_list("sender", "sender");
  add_list("replyTo", "reply-to");
  add_text("date", "Date");
  add_list("to", "to");
  add_list("cc", "cc");
  add_list("bcc", "bcc");
  add_text("messageId", "Message-ID");
  add_text("subject", "Subject");
  // One address here, lists elsewhere.
  if (common.contains("sender")) common["sender"] = Json(common["sender"][0]);
  return common;
}

Verdicts verdicts_in(const MailMessage& mail) {
  std::vector<OriginalField> fields;
  fields.reserve(mail.fields.size());
  for (const HeaderField& field : mail.fields) fields.push_back({field.name, field.value});
  const auto header = read_ses_header(fields);
  return header ? header->verdicts : Verdicts{};
}

std::string status_word(Verdict verdict) {
  for (const StatusRow& row : kStatuses)
    if (row.verdict == verdict) return std::string(row.word);
  return "DISABLED";  // the header does not say
}

Json status(std::string text) { return {{"status", std::move(text)}}; }

Json receipt_of(const Receipt& receipt, const MailMessage& mail, Json action) {
  Json json = {{"timestamp", format_iso8601_milliseconds(receipt.received)},
               {"processingTimeMillis", 0},
               {"recipients", receipt.recipients}};
  const Verdicts written = verdicts_in(mail);
  for (const VerdictRow& row : kVerdicts) {
    const std::string& chosen = receipt.verdicts.*row.chosen;
    json[row.member] = status(chosen.empty() ? status_word(written.*row.written) : chosen);
  }
  if (!receipt.verdicts.dmarc_policy.empty()) json["dmarcPolicy"] = receipt.verdicts.dmarc_policy;
  json["action"] = std::move(action);
  return json;
}

Json mail_of(const Receipt& receipt, const MailMessage& mail) {
  HeaderList headers = headers_of(mail);
  Json destination = addresses_of(mail, {"to", "cc"}, true);
  if (destination.empty()) destination = receipt.recipients;
  return {{"timestamp", format_iso8601_milliseconds(receipt.received)},
          {"source", receipt.sender},
          {"messageId", receipt.message_id},
          {"destination", std::move(destination)},
          {"headersTruncated", headers.is_truncated},
          {"headers", std::move(headers.list)},
          {"commonHeaders", common_headers(mail, receipt.sender)}};
}

template <std::size_t count, class Row, class Name>
std::string names_of(const Row (&rows)[count], Name name) {
  std::vector<std::string_view> names;
  for (const Row& row : rows) names.push_back(name(row));
  return either_of(names);
}

}  // namespace

Result<void> add_verdict(const std::string& text, VerdictChoice& choice) {
  const auto refuse = [&](const std::string& why) {
    return fail(ErrorKind::Usage, "--verdict '" + text + "': " + why);
  };
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos)
    return refuse("the status is missing. Write NAME=STATUS, such as spam=FAIL");
  const std::size_t colon = text.find(':', equals);
  const std::string name = to_lower(text.substr(0, equals));
  const std::string status_text = to_lower(text.substr(equals + 1, colon - equals - 1));

  const auto verdict = std::find_if(std::begin(kVerdicts), std::end(kVerdicts),
                                    [&](const VerdictRow& row) { return row.name == name; });
  if (verdict == std::end(kVerdicts))
    return refuse("the name is unknown. Use " + names_of(kVerdicts, [](const VerdictRow& row) {
                    return std::string_view(row.name);
                  }));
  const auto known =
      std::find_if(std::begin(kStatuses), std::end(kStatuses),
                   [&](const StatusRow& row) { return to_lower(row.word) == status_text; });
  if (known == std::end(kStatuses))
    return refuse("the status is unknown. Use " + names_of(kStatuses, [](const StatusRow& row) {
                    return std::string_view(row.word);
                  }));
  choice.*verdict->chosen = std::string(known->word);
  if (name == "dmarc") choice.dmarc_policy.clear();
  if (colon == std::string::npos) return {};
  const std::string policy = to_lower(text.substr(colon + 1));
  if (name != "dmarc")
    return refuse("only dmarc can have a policy. Leave out '" + text.substr(colon) + "'");
  if (std::find(std::begin(kPolicies), std::end(kPolicies), policy) == std::end(kPolicies))
    return refuse("the policy is unknown. Use " +
                  names_of(kPolicies, [](std::string_view word) { return word; }));
  choice.dmarc_policy = policy;
  return {};
}

std::vector<std::string> verdict_texts() {
  std::vector<std::string> texts;
  for (const VerdictRow& row : kVerdicts) {
    for (const StatusRow& state : kStatuses)
      texts.push_back(std::string(row.name) + "=" + std::string(state.word));
  }
  for (const std::string_view policy : kPolicies)
    texts.push_back("dmarc=FAIL:" + std::string(policy));
  return texts;
}

std::string arn_of(std::string_view service, std::string_view region, std::string_view resource) {
  std::string arn = "arn:" + std::string(partition_of(region).id);
  for (const std::string_view part : {service, region, kAccount, resource})
    arn += ":" + std::string(part);
  return arn;
}

std::string receipt_notification(ReceiptAction action, const Receipt& receipt,
                                 const MailMessage& mail,
                                 const std::optional<std::string>& content) {
  Json json;
  if (action == ReceiptAction::Lambda) {
    json = {{"mail", mail_of(receipt, mail)},
            {"receipt",
             receipt_of(receipt, mail,
                        {{"type", "Lambda"},
                         {"functionArn", arn_of("lambda", receipt.region, "function:ses-stand-in")},
                         {"invocationType", "Event"}})}};
  } else {
    const bool is_text = !content || is_utf8(*content);
    json = {{"notificationType", "Received"},
            {"mail", mail_of(receipt, mail)},
            {"receipt", receipt_of(receipt, mail,
                                   {{"type", "SNS"},
                                    {"topicArn", arn_of("sns", receipt.region)},
                                    {"encoding", is_text ? "UTF8" : "BASE64"}})}};
    if (content && content->size() <= kMaxContentBytes)
      json["content"] = is_text ? *content : base64(*content);
  }
  // Bytes of an envelope address may be no UTF-8; dump would throw.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace send_bounce::stand_in
