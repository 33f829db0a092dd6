#include "stand_in/receipt_notification.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "send_bounce/mail/address.h"
#include "send_bounce/mail/encoded_word.h"
#include "send_bounce/mail/received.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce::stand_in {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kVerdicts[] = {"PASS", "FAIL", "GRAY", "PROCESSING_FAILED"};

/// "2015-09-11T20:32:33.936Z"
std::string timestamp(Instant instant) {
  char fraction[8];
  std::snprintf(fraction, sizeof fraction, ".%03dZ", instant.microseconds / 1000 % 1000);
  const std::string whole = format_iso8601({instant.seconds, 0});
  return whole.substr(0, whole.size() - 1) + fraction;
}

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

Json common_headers(const MailMessage& mail) {
  Json common = Json::object();
  const auto add_list = [&](const char* key, std::string_view name) {
    if (Json list = addresses_of(mail, {name}, false); !list.empty()) common[key] = list;
  };
  const auto add_text = [&](const char* key, std::string_view name) {
    if (const HeaderField* field = mail.find(name))
      common[key] = decode_encoded_words(field->value);
  };
  if (const HeaderField* field = mail.find("Return-Path"))
    if (const auto path = parse_path(field->value)) common["returnPath"] = *path;
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

/// SES's own verdict, where this mail went through SES's receiving.
std::string verdict(const MailMessage& mail, std::string_view name) {
  const auto trace = find_ses_trace(mail);
  for (std::size_t i = trace ? trace->field + 1 : mail.fields.size(); i < mail.fields.size(); ++i) {
    const std::string field = to_lower(mail.fields[i].name);
    if (field == "received") break;  // what stands below came with the mail
    const auto known = std::find(std::begin(kVerdicts), std::end(kVerdicts), mail.fields[i].value);
    if (field == name && known != std::end(kVerdicts)) return mail.fields[i].value;
  }
  return "DISABLED";
}

Json status(std::string text) { return {{"status", std::move(text)}}; }

}  // namespace

std::string receipt_notification(const Receipt& receipt, const MailMessage& mail,
                                 const std::optional<std::string>& content) {
  HeaderList headers = headers_of(mail);
  Json destination = addresses_of(mail, {"to", "cc"}, true);
  if (destination.empty()) destination = receipt.recipients;
  const bool is_text = !content || is_utf8(*content);

  Json notification = {
      {"notificationType", "Received"},
      {"mail",
       {{"timestamp", timestamp(receipt.received)},
        {"source", receipt.sender},
        {"messageId", receipt.message_id},
        {"destination", destination},
        {"headersTruncated", headers.is_truncated},
        {"headers", std::move(headers.list)},
        {"commonHeaders", common_headers(mail)}}},
      {"receipt",
       {{"timestamp", timestamp(receipt.received)},
        {"processingTimeMillis", 0},
        {"recipients", receipt.recipients},
        {"spamVerdict", status(verdict(mail, "x-ses-spam-verdict"))},
        {"virusVerdict", status(verdict(mail, "x-ses-virus-verdict"))},
        {"spfVerdict", status("DISABLED")},
        {"dkimVerdict", status("DISABLED")},
        {"dmarcVerdict", status("DISABLED")},
        {"action",
         {{"type", "SNS"},
          {"topicArn", "arn:aws:sns:" + receipt.region + ":000000000000:ses-stand-in"},
          {"encoding", is_text ? "UTF8" : "BASE64"}}}}},
  };
  if (content && content->size() <= kMaxContentBytes)
    notification["content"] = is_text ? *content : base64(*content);
  // Bytes of an envelope address may be no UTF-8; dump would throw.
  return notification.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace send_bounce::stand_in
