#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/received/received_message.h"
#include "send_bounce/text/json_text.h"

/// Inputs of one message that SES received, from which the tests make their own.
namespace send_bounce {

inline const std::string kId = "o3vrnil0e2ic28tr9qbv1sm4f7gkd5xhw6yzjau2";

/// What an SNS action publishes.
inline const std::string kNotification =
    R"json({"notificationType":"Received","mail":{
  "timestamp":"2026-11-27T11:50:00.123Z","source":"bob@sender.example","messageId":")json" +
    kId +
    R"json(",
  "destination":["team@elsewhere.example"],"headersTruncated":false,"headers":[
    {"name":"Return-Path","value":"<bob@sender.example>"},
    {"name":"Received","value":"from m.sender.example (m.sender.example [192.0.2.7]) by )json"
    R"json(inbound-smtp.eu-west-1.amazonaws.com with SMTP id )json" +
    kId +
    R"json( for ann@example.com; Fri, 27 Nov 2026 )json"
    R"json(11:50:00 +0000 (UTC)"},
    {"name":"From","value":"Bob <bob@sender.example>"}],
  "commonHeaders":{"messageId":"<m1@sender.example>","from":["Bob <bob@sender.example>"]}},
 "receipt":{"timestamp":"2026-11-27T11:50:00.123Z","processingTimeMillis":"612",
  "recipients":["ann@example.com"],"spamVerdict":{"status":"PASS"},"virusVerdict":{"status":"PASS"},
  "spfVerdict":{"status":"PASS"},"dkimVerdict":{"status":"PASS"},"dmarcVerdict":{"status":"PASS"},
  "action":{"type":"SNS","topicArn":"arn:aws:sns:us-west-2:123456789012:in","encoding":"UTF8"}}})json";

/// The header and body of a message as SES stores it.
inline const std::string kStored =
    "Return-Path: <bob@sender.example>\n"
    "Received: from m.sender.example (m.sender.example [192.0.2.7])\n"
    " by inbound-smtp.eu-west-1.amazonaws.com with SMTP id " +
    kId +
    "\n"
    " for ann@example.com;\n"
    " Fri, 27 Nov 2026 11:50:00 +0000 (UTC)\n"
    "X-SES-Spam-Verdict: PASS\n"
    "X-SES-Virus-Verdict: PASS\n"
    "Received-SPF: pass (spfCheck: domain of sender.example designates 192.0.2.7 as permitted "
    "sender)"
    " client-ip=192.0.2.7; envelope-from=bob@sender.example; helo=m.sender.example;\n"
    "Authentication-Results: amazonses.com;\n"
    " spf=pass (spfCheck: domain of sender.example) client-ip=192.0.2.7;"
    " envelope-from=bob@sender.example; helo=m.sender.example;\n"
    " dkim=pass header.i=@sender.example;\n"
    " dmarc=pass header.from=sender.example;\n"
    "X-SES-RECEIPT: AEFBQUFBQUFBQUFG\n"
    "Received: from desk.sender.example by m.sender.example with ESMTP id 4h9cwo60f5\n"
    " for <ann@example.com>; Fri, 27 Nov 2026 11:49:59 +0000\n"
    "From: Bob <bob@sender.example>\n"
    "To: team@elsewhere.example\n"
    "Message-ID: <m1@sender.example>\n"
    "\n"
    "Hello\n";

/// `text` with the first `old` in it replaced; a test whose `old` is not there fails.
inline std::string with(std::string text, std::string_view old, std::string_view replacement) {
  const std::size_t at = text.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  return at == std::string::npos ? text : text.replace(at, old.size(), replacement);
}

/// The same for every `old`.
inline std::string with_each(std::string text, std::string_view old, std::string_view replacement) {
  for (std::size_t at = 0; (at = text.find(old, at)) != std::string::npos; at += replacement.size())
    text.replace(at, old.size(), replacement);
  return text;
}

/// The text as a JSON string.
inline std::string in_json(const std::string& text) { return json_text(text, JsonSpacing::None); }

inline std::vector<ReceivedRecord> records_of(std::string_view input) {
  auto records = read_received(input);
  EXPECT_TRUE(records) << records.error().message;
  return records ? *std::move(records) : std::vector<ReceivedRecord>{};
}

/// The message of an input that has one.
inline ReceivedMessage message_of(std::string_view input) {
  const auto records = records_of(input);
  EXPECT_EQ(records.size(), 1U);
  if (records.size() != 1) return {};
  const auto& message = records.front().message;
  EXPECT_TRUE(message) << message.error().message;
  return message ? *message : ReceivedMessage{};
}

/// The error of an input that has nothing else: "code: message".
inline std::string refusal_of(std::string_view input) {
  const auto records = read_received(input);
  if (records && records->size() != 1) return std::to_string(records->size()) + " records";
  if (records && records->front().message) return "message " + records->front().message->message_id;
  const Error& error = records ? records->front().message.error() : records.error();
  EXPECT_EQ(error.kind, ErrorKind::NothingToBounce);
  EXPECT_EQ(error.message.find('\n'), std::string::npos);
  return error.code + ": " + error.message;
}

}  // namespace send_bounce
