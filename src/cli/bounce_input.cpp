#include "cli/bounce_input.h"

#include <algorithm>
#include <utility>

#include "send_bounce/dsn/dsn.h"
#include "send_bounce/mail/address.h"
#include "send_bounce/model/ses_model.h"
#include "send_bounce/text/shell_words.h"
#include "send_bounce/values/instant.h"
#include "send_bounce/world/paths.h"

namespace send_bounce {
namespace {

constexpr std::string_view kList = "BouncedRecipientInfoList";

// Reading.

bool is_inline_json(std::string_view word) {
  return word.starts_with('{') || word.starts_with('[');
}

Result<std::string> received_bytes(const std::string& word, const FileSystem& files,
                                   const Variables& variables) {
  if (is_inline_json(word)) return word;
  auto bytes = files.read_start(input_path(word, files, variables), kMaxNotificationBytes + 1);
  if (bytes) return *std::move(bytes);
  const std::string what = word == "-" ? "stdin" : word;
  return invalid_parameter("--received: " + what + " cannot be read: " + bytes.error().text + ".");
}

Failure several(std::size_t count) {
  return nothing_to_bounce(kSeveral, "The input holds " + std::to_string(count) +
                                         " messages, but one call bounces one message. To bounce "
                                         "all of them, use --batch FILE. Nothing was sent.");
}

Result<ReceivedMessage> read_one(const std::string& word, const FileSystem& files,
                                 const Variables& variables) {
  ASSIGN_OR_RETURN(const std::string bytes, received_bytes(word, files, variables));
  ASSIGN_OR_RETURN(std::vector<ReceivedRecord> records, read_received(bytes));
  if (records.size() > 1) return several(records.size());
  return std::move(records.front().message);
}

// Completing.

const Value::List* entries_of(const Map& parameters) { return parameters.get<Value::List>(kList); }

std::string first_recipient(const Map& parameters) {
  const auto* list = entries_of(parameters);
  if (list == nullptr || list->empty()) return "";
  const auto* entry = list->begin()->get<Map>();
  const auto* recipient = entry == nullptr ? nullptr : entry->get<std::string>("Recipient");
  return recipient == nullptr ? "" : *recipient;
}

// Two of the messages below name addresses of a stranger's choice.
std::string shown_list(const std::vector<std::string>& addresses) {
  constexpr std::size_t kMost = 50;
  std::string text;
  for (std::size_t i = 0; i < std::min(addresses.size(), kMost); ++i) {
    text += "\n  --recipient " + quote_shell_word(addresses[i]);
  }
  if (addresses.size() > kMost) {
    text += "\n  and " + std::to_string(addresses.size() - kMost) + " more";
  }
  return text;
}

/// Fills in what is missing. Every step looks at what the steps before it have set.
class Completion {
 public:
  Completion(BounceInput& input, const std::string& region,
             const std::optional<std::string>& sender)
      : input_(input), map_(input.given.values), region_(region), sender_(sender) {}

  Result<CompletedBounce> complete() {
    if (input_.received) set_message_id(*input_.received);
    RETURN_IF_ERROR(set_recipients());
    set_sender();
    RETURN_IF_ERROR(set_message_dsn());
    RETURN_IF_ERROR(check_missing());
    CompletedBounce completed;
    completed.given.values = in_model_order();
    completed.given.from_document = std::move(input_.given.from_document);
    completed.warnings = std::move(warnings_);
    return completed;
  }

 private:
  // A member that replaces one of the document is not the document's any more.
  void set(std::string_view member, Value value) {
    std::erase(input_.given.from_document, member);
    is_filled_in_ = true;
    map_.set(std::string(member), std::move(value));
  }

  void set_message_id(const ReceivedMessage& message) {
    const auto* given = map_.get<std::string>("OriginalMessageId");
    if (!map_.has("OriginalMessageId")) {
      set("OriginalMessageId", message.message_id);
    } else if (given != nullptr && *given != message.message_id) {
      warnings_.push_back("the message id " + quote_shell_word(*given) +
                          " is used, but the received message has the id " +
                          quote_shell_word(message.message_id));
    }
  }

  Result<void> set_recipients() {
    const FlatOptions& flat = input_.flat;
    if (input_.is_item && map_.has(kList)) return complete_entries();
    if (!flat.names_recipients() && (!input_.received || map_.has(kList))) return {};
    ASSIGN_OR_RETURN(const auto recipients, choose_recipients());
    if (!flat.entry.has("BounceType") && !flat.entry.has("RecipientDsnFields")) {
      return invalid_parameter(
          "The bounce has no reason. Give a bounce type or a status, for example --bounce-type "
          "DoesNotExist or --status 5.7.1.");
    }
    const Map* fields = flat.entry.get<Map>("RecipientDsnFields");
    if (recipients.size() > 1 && fields != nullptr && fields->has("FinalRecipient")) {
      return invalid_parameter("--final-recipient applies to one recipient, but the bounce has " +
                               std::to_string(recipients.size()) + ".");
    }
    set(kList, recipient_entries(flat, recipients));
    return {};
  }

  // Entries without a reason take that of the options; what else they lack, too.
  Result<void> complete_entries() {
    const Map& defaults = input_.flat.entry;
    const auto* entries = entries_of(map_);
    if (entries == nullptr || defaults.empty()) return {};
    List completed;
    for (const Value& entry : *entries) completed.push_back(with_defaults(entry, defaults));
    map_.set(std::string(kList), std::move(completed));
    return {};
  }

  static Value with_defaults(const Value& entry, const Map& defaults) {
    const auto* given = entry.get<Map>();
    if (given == nullptr) return entry;
    const bool has_reason = given->has("BounceType") || given->has("RecipientDsnFields");
    Map map = *given;
    for (const MapEntry& member : defaults) {
      const bool is_reason = member.key == "BounceType" || member.key == "RecipientDsnFields";
      if (!map.has(member.key) && !(is_reason && has_reason)) map.set(member.key, member.value);
    }
    return map;
  }

  // Several are never bounced by accident: one of them may be a mailbox that got the message.
  Result<std::vector<std::string>> choose_recipients() const {
    const FlatOptions& flat = input_.flat;
    if (!flat.recipients.empty()) return flat.recipients;
    if (input_.is_item && !input_.received) {
      return invalid_parameter(
          "The item does not say whom to bounce. Add BouncedRecipientInfoList, or Received, which "
          "names the recipients.");
    }
    if (!input_.received) {
      return invalid_parameter(
          "The bounce has no recipient. Give --recipient ADDRESS, or --received FILE, which names "
          "the recipients.");
    }
    const std::vector<std::string>& known = input_.received->recipients;
    if (known.empty()) {
      return nothing_to_bounce(
          kNoRecipient,
          "The Received field from SES names no recipient, and To, Cc and Bcc do not prove one. "
          "Name it with --recipient ADDRESS. Nothing was sent.");
    }
    if (known.size() == 1 || flat.all_recipients) return known;
    return invalid_parameter(
        "The message has " + std::to_string(known.size()) +
        " recipients. Name the ones to bounce, or use --all-recipients:" + shown_list(known));
  }

  void set_sender() {
    if (map_.has("BounceSender") || !input_.is_completed_here) return;
    if (sender_) {
      set("BounceSender", *sender_);
    } else if (input_.received) {
      const std::string domain(domain_of(first_recipient(map_)));
      if (!domain.empty()) set("BounceSender", "mailer-daemon@" + domain);
    }
  }

  Result<void> set_message_dsn() {
    const FlatOptions& flat = input_.flat;
    if (flat.message_dsn.empty() && !flat.dates_arrival) return {};
    Map dsn{{"ReportingMta", default_reporting_mta(region_)}};
    for (const MapEntry& member : flat.message_dsn) dsn.set(member.key, member.value);
    const auto* of_item = input_.is_item ? map_.get<Map>("MessageDsn") : nullptr;
    const bool dates_arrival =
        flat.dates_arrival && (of_item == nullptr || !of_item->has("ArrivalDate"));
    if (dates_arrival) {
      if (!input_.received || !input_.received->time) {
        return invalid_parameter(
            "--arrival-date received: the received message has no time of receipt. Give a time, or "
            "leave the option out, because SES knows it.");
      }
      dsn.set("ArrivalDate", format_iso8601(*input_.received->time));
    }
    if (of_item != nullptr) {
      for (const MapEntry& member : *of_item) dsn.set(member.key, member.value);
    }
    set("MessageDsn", std::move(dsn));
    return {};
  }

  Result<void> check_missing() const {
    if (!input_.is_completed_here) return {};
    const std::pair<std::string_view, std::string_view> kNeeded[] = {
        {"OriginalMessageId", "--original-message-id ID"},
        {"BounceSender", "--bounce-sender ADDRESS"},
        {kList, "--recipient ADDRESS"},
    };
    std::string missing;
    for (const auto& [member, option] : kNeeded) {
      const std::string_view name = input_.is_item ? member : option;
      if (!map_.has(member)) missing += (missing.empty() ? "" : ", ") + std::string(name);
    }
    if (missing.empty()) return {};
    if (input_.is_item) return invalid_parameter("The item needs " + missing + ".");
    const char* source =
        input_.received ? "" : " Or give --received FILE, which provides all of them.";
    return invalid_parameter("The bounce needs " + missing + "." + source);
  }

  Map in_model_order() const {
    if (!is_filled_in_) return map_;
    Map ordered;
    for (const Member& member : kSendBounce.input->members) {
      if (const Value* value = map_.find(member.name))
        ordered.set(std::string(member.name), *value);
    }
    for (const MapEntry& entry : map_) {
      if (!ordered.has(entry.key)) ordered.set(entry.key, entry.value);
    }
    return ordered;
  }

  BounceInput& input_;
  Map& map_;
  const std::string& region_;
  const std::optional<std::string>& sender_;
  bool is_filled_in_ = false;
  std::vector<std::string> warnings_;
};

// Items.

constexpr std::string_view kEvidence = "Received";

bool has_members(const Map& map) {
  if (map.has(kEvidence)) return true;
  return std::any_of(kSendBounce.input->members.begin(), kSendBounce.input->members.end(),
                     [&](const Member& member) { return map.has(member.name); });
}

BounceInput item_input(Map members, std::optional<ReceivedMessage> received,
                       const ItemDefaults& defaults) {
  BounceInput input;
  input.flat = defaults.flat;
  input.choice = defaults.choice;
  input.received = std::move(received);
  input.is_completed_here = true;
  input.is_item = true;
  for (MapEntry& entry : members) {
    input.given.from_document.push_back(entry.key);
    input.given.values.set(std::move(entry.key), std::move(entry.value));
  }
  for (const MapEntry& entry : defaults.given.values) {
    if (!input.given.values.has(entry.key)) input.given.values.set(entry.key, entry.value);
  }
  return input;
}

Result<BounceInput> item_of_members(const Map& map, const ItemDefaults& defaults) {
  std::optional<ReceivedMessage> received;
  Map members;
  for (const MapEntry& entry : map) {
    if (entry.key != kEvidence) {
      members.set(entry.key, entry.value);
      continue;
    }
    ASSIGN_OR_RETURN(std::vector<ReceivedRecord> records, read_received_json(entry.value));
    if (records.size() > 1) return several(records.size());
    ASSIGN_OR_RETURN(received, std::move(records.front().message));
  }
  return item_input(std::move(members), std::move(received), defaults);
}

}  // namespace

std::string input_path(std::string_view word, const FileSystem& files, const Variables& variables) {
  constexpr std::string_view kScheme = "file://";
  if (word == "-") return kStandardInput;
  if (word.starts_with(kScheme)) {
    return expand_variables(expand_home(word.substr(kScheme.size()), variables, files), variables);
  }
  return std::string(word);
}

Result<BounceInput> read_bounce_input(const CommandLine& line, const FileSystem& files,
                                      const Variables& variables) {
  ASSIGN_OR_RETURN(ItemDefaults options, read_item_defaults(line, files, variables));
  BounceInput input{
      std::move(options.given), std::move(options.flat), {}, std::move(options.choice)};
  const std::string* received = line.text("received");
  input.is_completed_here = received != nullptr || line.has("recipient");
  if (received != nullptr) {
    ASSIGN_OR_RETURN(input.received, read_one(*received, files, variables));
  }
  return input;
}

Result<ItemDefaults> read_item_defaults(const CommandLine& line, const FileSystem& files,
                                        const Variables& variables) {
  ItemDefaults defaults;
  ASSIGN_OR_RETURN(defaults.given, build_parameters(line.values, kSendBounce, files, variables));
  ASSIGN_OR_RETURN(defaults.flat, read_flat_options(line.values, files, variables));
  if (const auto allowed = line.values.find("allow"); allowed != line.values.end()) {
    RETURN_IF_ERROR(check_allowed(allowed->second));
    defaults.choice.allow = allowed->second;
  }
  defaults.choice.strict = line.has("strict");
  return defaults;
}

std::vector<Item> items_of(const Value& value, const ItemDefaults& defaults) {
  std::vector<Item> items;
  const auto* map = value.get<Map>();
  if (map != nullptr && has_members(*map)) {
    items.push_back({item_of_members(*map, defaults), {}});
    return items;
  }
  auto records = read_received_json(value);
  if (!records) {
    items.push_back({tl::make_unexpected(std::move(records).error()), {}});
    return items;
  }
  for (ReceivedRecord& record : *records) {
    auto input = std::move(record.message).map([&](ReceivedMessage&& message) {
      return item_input({}, std::move(message), defaults);
    });
    items.push_back({std::move(input), std::move(record.sqs)});
  }
  return items;
}

Result<CompletedBounce> complete(BounceInput& input, const std::string& region,
                                 const std::optional<std::string>& sender) {
  return Completion(input, region, sender).complete();
}

}  // namespace send_bounce
