#include "received/envelope.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "received/notification.h"
#include "received/wrong_input.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/json_document.h"

namespace send_bounce {
namespace {

/// Where envelopes keep what they hold. The first that an object has is opened.
constexpr std::string_view kKeys[] = {"Records", "Messages", "ses",  "Sns",
                                      "detail",  "Message",  "body", "Body"};

/// What names a region on the way, the best evidence first: SES wants its topic in its own region,
/// queues and buses may be anywhere.
constexpr std::string_view kWeakSources[] = {"TopicArn", "awsRegion", "eventSourceARN", "region"};

/// What the envelopes around a value have told.
struct Trail {
  int depth = 0;           ///< envelopes that were opened
  bool is_record = false;  ///< an element of a list: both together are one envelope
  std::string_view key;    ///< that was opened last; empty at the top
  std::array<std::optional<RegionEvidence>, std::size(kWeakSources)> regions;
  std::vector<std::string> ignored_evidence;
  SqsReference sqs;
  std::optional<std::string> ses_event;  ///< detail-type of an event that SES sent to EventBridge
};

bool is_text_of_json(std::string_view text) {
  return !text.empty() && (text.front() == '{' || text.front() == '[' || text.front() == '"');
}

/// The outermost counts: that is the queue in which the user's message waits.
void note_sqs(const Map& object, SqsReference& sqs) {
  if (!sqs.message_id.empty() || !sqs.receipt_handle.empty()) return;
  const bool is_printed = object.has("Body");  // by receive-message; else an event's record
  if (!is_printed && !object.has("body")) return;
  const auto text_at = [&](std::string_view key) {
    return text_of(object.find(key)).value_or(std::string());
  };
  sqs.message_id = text_at(is_printed ? "MessageId" : "messageId");
  sqs.receipt_handle = text_at(is_printed ? "ReceiptHandle" : "receiptHandle");
  sqs.queue_arn = text_at("eventSourceARN");
}

/// The innermost of each kind counts: it is the nearest to SES.
void note_regions(const Map& object, Trail& trail) {
  for (std::size_t i = 0; i < std::size(kWeakSources); ++i) {
    const std::string_view key = kWeakSources[i];
    if (key == "region" && !object.has("detail")) continue;
    std::optional<RegionEvidence> evidence;
    if (key.ends_with("Arn") || key.ends_with("ARN")) {
      evidence = arn_evidence(object, key, key, trail.ignored_evidence);
    } else if (const auto* region = object.get<std::string>(key); region && !region->empty()) {
      evidence = region_evidence(*region, *region, key, trail.ignored_evidence);
    }
    if (evidence) trail.regions[i] = std::move(evidence);
  }
}

class Opener {
 public:
  void visit(const Value& value, Trail trail);
  Result<std::vector<ReceivedRecord>> take();

 private:
  void visit_object(const Map& object, Trail trail);
  void visit_list(const List& list, const Trail& trail);
  void visit_text(std::string_view text, const Trail& trail);
  void add_kernel(const Map& object, Trail trail);
  void refuse(Error error, const Trail& trail);

  std::vector<ReceivedRecord> records_;
  bool is_full_ = false;
};

void Opener::refuse(Error error, const Trail& trail) {
  if (trail.ses_event) error = refuse_ses_event(*trail.ses_event).value();
  records_.push_back({tl::make_unexpected(std::move(error)), trail.sqs});
}

void Opener::add_kernel(const Map& object, Trail trail) {
  auto message = read_kernel(object);
  if (!message) {
    records_.push_back({tl::make_unexpected(std::move(message).error()), std::move(trail.sqs)});
    return;
  }
  for (std::optional<RegionEvidence>& evidence : trail.regions) {
    if (!message->weak_region) message->weak_region = std::move(evidence);
  }
  message->ignored_evidence.insert(message->ignored_evidence.end(),
                                   std::make_move_iterator(trail.ignored_evidence.begin()),
                                   std::make_move_iterator(trail.ignored_evidence.end()));
  records_.push_back({std::move(message), std::move(trail.sqs)});
}

void Opener::visit(const Value& value, Trail trail) {
  if (records_.size() >= kMaxRecords) {
    is_full_ = true;
  } else if (trail.depth > kMaxEnvelopeDepth) {
    refuse(nothing_to_bounce(kMalformed, "The notification is wrapped in more than " +
                                             std::to_string(kMaxEnvelopeDepth) +
                                             " envelopes. Give the innermost one.")
               .value(),
           trail);
  } else if (const auto* object = value.get<Map>()) {
    visit_object(*object, std::move(trail));
  } else if (const auto* list = value.get<List>()) {
    visit_list(*list, trail);
  } else if (const auto* text = value.get<std::string>()) {
    visit_text(*text, trail);
  } else {
    refuse(refuse_scalar(trail.key).value(), trail);
  }
}

void Opener::visit_object(const Map& object, Trail trail) {
  if (object.has("mail") && object.has("receipt")) return add_kernel(object, std::move(trail));
  if (auto error = refuse_unopened(object)) return refuse(*std::move(error), trail);
  note_sqs(object, trail.sqs);
  note_regions(object, trail);
  if (const auto* source = object.get<std::string>("source"); source && *source == "aws.ses")
    trail.ses_event = text_of(object.find("detail-type")).value_or(std::string());

  for (const std::string_view key : kKeys) {
    const Value* inner = object.find(key);
    if (inner == nullptr || inner->is_null()) continue;
    // A list counts itself, and makes one envelope with its key and its elements.
    trail.depth += trail.is_record || inner->get<List>() != nullptr ? 0 : 1;
    trail.is_record = false;
    trail.key = key;
    return visit(*inner, std::move(trail));
  }
  refuse(refuse_object(object).value(), trail);
}

void Opener::visit_list(const List& list, const Trail& trail) {
  if (list.empty()) {
    const std::string name = trail.key.empty() ? "The list" : "\"" + std::string(trail.key) + "\"";
    return refuse(
        nothing_to_bounce(kWrongEvent, name + " is empty: there is no notification in it.").value(),
        trail);
  }
  Trail inner = trail;
  ++inner.depth;
  inner.is_record = true;
  for (const Value& element : list) {
    if (is_full_) return;
    visit(element, inner);
  }
}

void Opener::visit_text(std::string_view text, const Trail& trail) {
  text = trim(without_byte_order_mark(text));
  if (!is_text_of_json(text)) return refuse(refuse_text(text, trail.key).value(), trail);
  const auto value = parse_json_document(text);
  if (!value) return refuse(refuse_json(value.error(), text, trail.key).value(), trail);
  Trail inner = trail;
  inner.depth += value->get<std::string>() != nullptr ? 1 : 0;  // a text in a text
  visit(*value, std::move(inner));
}

Result<std::vector<ReceivedRecord>> Opener::take() {
  if (is_full_) {
    return nothing_to_bounce(kMalformed, "The input holds more than " +
                                             std::to_string(kMaxRecords) +
                                             " records. Give fewer at a time.");
  }
  return std::move(records_);
}

}  // namespace

Result<std::vector<ReceivedRecord>> open_envelopes(const Value& value) {
  Opener opener;
  opener.visit(value, {});
  return opener.take();
}

}  // namespace send_bounce
