// Writes notifications for dsn_reader_test.py to read: render_dsn_samples DIRECTORY

#include <cstdio>
#include <functional>
#include <string>

#include "send_bounce/dsn/dsn.h"
#include "send_bounce/dsn/preview.h"

namespace send_bounce {
namespace {

constexpr const char* kOriginal =
    "Return-Path: <bob@example.net>\r\n"
    "Received: from mail.example.net (mail.example.net [192.0.2.1])\r\n"
    " by inbound-smtp.eu-west-1.amazonaws.com with SMTP id abc123\r\n"
    " for ann@example.com;\r\n"
    " Sun, 22 Nov 2026 18:33:09 +0000 (UTC)\r\n"
    "From: bob@example.net\r\n"
    "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n"
    "Message-ID: <original@mail.example.net>\r\n";

struct Sample {
  const char* name;
  std::function<void(BounceContent&)> change;
  std::string original = kOriginal;
};

RecipientDsnFields fields(const std::string& status) {
  RecipientDsnFields result;
  result.action = "failed";
  result.status = status;
  return result;
}

void use_every_field(BounceContent& bounce) {
  bounce.message_dsn = MessageDsn{"dns; mta.example.com",
                                  instant_from_civil({2026, 11, 22, 18, 30, 0, 0}),
                                  {{"X-Trace", "t-1"}, {"X-Site", "north"}}};
  RecipientDsnFields all = fields("5.7.1");
  all.final_recipient = "ann@store.example.com";
  all.remote_mta = "dns; mx.example.com";
  all.diagnostic_code = "smtp; 550 5.7.1 Not accepted";
  all.last_attempt_date = instant_from_civil({2026, 11, 22, 18, 31, 0, 0});
  all.extension_fields = {{"X-Queue", "q1"}};
  bounce.recipients[0].dsn_fields = all;
}

void use_foreign_text(BounceContent& bounce) {
  bounce.bounce_sender = "\"Jörg, Poststelle\" <mailer-daemon@example.com>";
  bounce.explanation = "Grüße!\n\n\"Ann\" ist fort = 日本語 𝄞 \n.\nFrom here on\n";
  RecipientDsnFields foreign = fields("5.1.1");
  foreign.diagnostic_code = "smtp; 550 5.1.1 Kein Postfach für Ann übrig";
  foreign.extension_fields = {{"X-Reason", "日本語"}};
  bounce.recipients[0].dsn_fields = foreign;
}

void use_hostile_text(BounceContent& bounce) {
  bounce.explanation = "a\r\n------=_Part_0_7.1795372399000--\r\nb";
  RecipientDsnFields hostile = fields("5.0.0\r\nAction: delivered");
  hostile.diagnostic_code = "smtp; 550-one\r\n550 two\r\n\r\nFinal-Recipient: rfc822; x@y.z";
  hostile.extension_fields = {{"X-Long", std::string(2048, 'x')}};
  bounce.recipients[0].dsn_fields = hostile;
}

const Sample kSamples[] = {
    {"plain", [](BounceContent&) {}},
    {"two_recipients",
     [](BounceContent& bounce) {
       bounce.recipients.push_back(
           {"carl@example.com", std::nullopt, "TemporaryFailure", std::nullopt});
     }},
    {"every_field", use_every_field},
    {"foreign_text", use_foreign_text},
    {"hostile_text", use_hostile_text},
    {"eight_bit_original", [](BounceContent&) {},
     "From: J\xC3\xB6rg <bob@example.net>\nSubject: \xE9\nX-Long: " + std::string(2000, 'y') +
         "\n"},
};

constexpr const char* kRegion = "eu-west-1";
const Instant kReceived = instant_from_civil({2026, 11, 22, 18, 33, 9, 0});
const Instant kNow = instant_from_civil({2026, 11, 22, 18, 33, 19, 0});

BounceContent plain_content() {
  BounceContent bounce;
  bounce.original_message_id = "abc123";
  bounce.bounce_sender = "mailer-daemon@example.com";
  bounce.recipients.push_back({"ann@example.com", std::nullopt, "DoesNotExist", std::nullopt});
  return bounce;
}

std::string render(const Sample& sample) {
  BounceContent bounce = plain_content();
  sample.change(bounce);
  DsnEnvelope envelope;
  envelope.region = kRegion;
  envelope.outbound_message_id = "0102019aac87d8b3-50e76a13-a681-4aff-9ef3-63360127adc0-000000";
  envelope.recipient = "bob@example.net";
  envelope.original_received = kReceived;
  envelope.now = kNow;
  envelope.boundary_hash = 7;
  return render_dsn(bounce, sample.original, envelope).value_or(std::string());
}

std::string render_preview(const OriginalFacts& facts) {
  return preview_dsn(plain_content(), facts, kRegion, kNow).value_or(std::string());
}

bool write(const std::string& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr || text.empty()) return false;
  const bool is_written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  return std::fclose(file) == 0 && is_written;
}

int write_all(const std::string& directory) {
  bool is_written = true;
  for (const Sample& sample : kSamples)
    is_written = is_written && write(directory + "/" + sample.name + ".eml", render(sample));
  return is_written &&
                 write(directory + "/preview.eml",
                       render_preview({"bob@example.net", kReceived, kOriginal})) &&
                 write(directory + "/preview_without_facts.eml", render_preview({}))
             ? 0
             : 1;
}

}  // namespace
}  // namespace send_bounce

int main(int count, char** arguments) {
  return count == 2 ? send_bounce::write_all(arguments[1]) : 2;
}
