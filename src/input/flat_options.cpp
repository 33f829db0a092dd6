#include "send_bounce/input/flat_options.h"

#include <algorithm>
#include <array>
#include <utility>

#include "input/cli_input.h"
#include "send_bounce/input/param_file.h"

namespace send_bounce {
namespace {

constexpr std::string_view kReceivedWord = "received";

/// Which structure an option's member is part of.
enum class FlatPlace : std::uint8_t { Entry, DsnFields, MessageDsn };

struct FlatRow {
  std::string_view option;
  std::string_view member;
  FlatPlace place;
};

// The members in the model's order, which is the order on the wire.
constexpr FlatRow kFlatRows[] = {
    {"recipient-arn", "RecipientArn", FlatPlace::Entry},
    {"bounce-type", "BounceType", FlatPlace::Entry},
    {"final-recipient", "FinalRecipient", FlatPlace::DsnFields},
    {"action", "Action", FlatPlace::DsnFields},
    {"remote-mta", "RemoteMta", FlatPlace::DsnFields},
    {"status", "Status", FlatPlace::DsnFields},
    {"diagnostic-code", "DiagnosticCode", FlatPlace::DsnFields},
    {"last-attempt-date", "LastAttemptDate", FlatPlace::DsnFields},
    {"reporting-mta", "ReportingMta", FlatPlace::MessageDsn},
    {"arrival-date", "ArrivalDate", FlatPlace::MessageDsn},
};

/// Two options that cannot both be given, and why.
struct FlatConflict {
  std::string_view first;
  std::string_view second;
  std::string_view reason;
};

// Beside what kFlatRows say themselves.
constexpr FlatConflict kConflicts[] = {
    {"recipient", "all-recipients", "name the recipients or take all of them"},
    {"bounce-type", "status", "the type already implies a status. Give only one of them"},
    {"dry-run", "generate-cli-skeleton", "each replaces the normal output. Give only one of them"},
    {"batch", "received", "a batch reads all its messages from one file. Give only one of them"},
    {"batch", "recipient", "each item of a batch names its recipients. Leave out --recipient"},
    {"batch", "original-message-id",
     "each item of a batch names its message. Leave out --original-message-id"},
    {"batch", "generate-cli-skeleton", "a skeleton describes a single bounce. Leave out --batch"},
};

constexpr std::string_view kListSaysIt =
    "the list already says whom to bounce and why. Give only one of them";
constexpr std::string_view kStructureSaysIt =
    "the structure already has that member. Give only one of them";

/// What only means something beside one of some others, and why.
struct Companions {
  std::string_view option;
  std::array<std::string_view, 3> needs;  ///< one of them
  std::string_view reason;
};

constexpr Companions kCompanions[] = {
    {"all-recipients",
     {"received", "batch"},
     "without it, the recipients are not known. Name them with --recipient ADDRESS."},
    {"allow", {"received", "batch"}, "without it, no guard checks the message."},
    {"strict", {"received", "batch"}, "without it, no guard checks the message."},
    {"retry-unknown", {"once", "journal", "batch"}, "without it, earlier runs are not known."},
    {"rate", {"batch"}, "without it, there is only one call."},
};

bool has(const TypedValues& typed, std::string_view option) {
  return typed.find(option) != typed.end();
}

std::string with_dashes(std::string_view option) { return "--" + std::string(option); }

Result<void> check_conflict(const TypedValues& typed, const FlatConflict& conflict) {
  if (!has(typed, conflict.first) || !has(typed, conflict.second)) return {};
  return invalid_parameter(with_dashes(conflict.first) + " and " + with_dashes(conflict.second) +
                           " cannot be used together: " + std::string(conflict.reason) + ".");
}

Result<void> check_conflicts(const TypedValues& typed) {
  for (const std::string_view option : {"recipient", "all-recipients"}) {
    RETURN_IF_ERROR(check_conflict(typed, {option, "bounced-recipient-info-list", kListSaysIt}));
  }
  for (const FlatRow& row : kFlatRows) {
    RETURN_IF_ERROR(check_conflict(
        typed, row.place == FlatPlace::MessageDsn
                   ? FlatConflict{row.option, "message-dsn", kStructureSaysIt}
                   : FlatConflict{row.option, "bounced-recipient-info-list", kListSaysIt}));
  }
  for (const FlatConflict& conflict : kConflicts) RETURN_IF_ERROR(check_conflict(typed, conflict));
  return {};
}

// Details of a failure hang on its status: SES is not known to combine them with a type.
Result<void> check_status(const TypedValues& typed) {
  if (has(typed, "status")) return {};
  for (const FlatRow& row : kFlatRows) {
    if (row.place != FlatPlace::DsnFields || !has(typed, row.option)) continue;
    const std::string_view advice =
        has(typed, "bounce-type") ? "Give --status in place of --bounce-type" : "Add --status";
    return invalid_parameter(with_dashes(row.option) +
                             " needs --status, because it describes a status code. " +
                             std::string(advice) + ", for example --status 5.7.1.");
  }
  return {};
}

Result<void> check_companions(const TypedValues& typed) {
  for (const Companions& row : kCompanions) {
    const auto is_given = [&](std::string_view name) { return !name.empty() && has(typed, name); };
    if (!has(typed, row.option) || std::any_of(row.needs.begin(), row.needs.end(), is_given))
      continue;
    return invalid_parameter(with_dashes(row.option) + " needs " + with_dashes(row.needs.front()) +
                             ": " + std::string(row.reason));
  }
  return {};
}

class FlatReader {
 public:
  FlatReader(const TypedValues& typed, const FileSystem& files, const Variables& variables)
      : typed_(typed), files_(files), variables_(variables) {}

  Result<Value> text(std::string_view option, const std::string& word) const {
    auto content = load_param_file(word, files_, variables_);
    if (content) return content->value_or(Value(word));
    Error error = std::move(content).error();
    if (error.kind == ErrorKind::ParamValidation) {
      error.message = parsing_parameter(with_dashes(option), error.message);
    }
    return Failure(std::move(error));
  }

  Result<Map> members(FlatPlace place) const {
    Map map;
    for (const FlatRow& row : kFlatRows) {
      if (row.place != place) continue;
      const auto found = typed_.find(row.option);
      if (found == typed_.end() || found->second.empty()) continue;
      if (row.option == "arrival-date" && found->second.front() == kReceivedWord) continue;
      ASSIGN_OR_RETURN(Value value, text(row.option, found->second.front()));
      map.set(std::string(row.member), std::move(value));
    }
    return map;
  }

  Result<std::vector<std::string>> recipients() const {
    std::vector<std::string> addresses;
    const auto found = typed_.find("recipient");
    if (found == typed_.end()) return addresses;
    if (found->second.empty()) {
      return invalid_parameter(
          "--recipient needs at least one address, for example --recipient ann@example.com.");
    }
    for (const std::string& word : found->second) {
      if (word.empty()) {
        return invalid_parameter(
            "--recipient is empty. Give an address, for example --recipient ann@example.com.");
      }
      addresses.push_back(word);
    }
    return addresses;
  }

 private:
  const TypedValues& typed_;
  const FileSystem& files_;
  const Variables& variables_;
};

// Action is a required member, and what a bounce tells is a failure.
Map with_action(Map fields) {
  Map ordered;
  for (const FlatRow& row : kFlatRows) {
    if (row.place != FlatPlace::DsnFields) continue;
    if (const Value* value = fields.find(row.member)) {
      ordered.set(std::string(row.member), *value);
    } else if (row.member == "Action") {
      ordered.set("Action", "failed");
    }
  }
  return ordered;
}

}  // namespace

Result<FlatOptions> read_flat_options(const TypedValues& typed, const FileSystem& files,
                                      const Variables& variables) {
  RETURN_IF_ERROR(check_conflicts(typed));
  RETURN_IF_ERROR(check_status(typed));
  RETURN_IF_ERROR(check_companions(typed));
  const FlatReader reader(typed, files, variables);
  FlatOptions options;
  ASSIGN_OR_RETURN(options.recipients, reader.recipients());
  options.all_recipients = has(typed, "all-recipients");
  ASSIGN_OR_RETURN(options.entry, reader.members(FlatPlace::Entry));
  ASSIGN_OR_RETURN(Map fields, reader.members(FlatPlace::DsnFields));
  if (!fields.empty()) options.entry.set("RecipientDsnFields", with_action(std::move(fields)));
  ASSIGN_OR_RETURN(options.message_dsn, reader.members(FlatPlace::MessageDsn));
  const auto date = typed.find("arrival-date");
  options.dates_arrival = date != typed.end() && date->second.front() == kReceivedWord;
  if (options.dates_arrival && !has(typed, "received") && !has(typed, "batch")) {
    return invalid_parameter(
        "--arrival-date received needs --received, which says when the message arrived.");
  }
  return options;
}

Value recipient_entries(const FlatOptions& options, const std::vector<std::string>& recipients) {
  Value::List list;
  list.reserve(recipients.size());
  for (const std::string& recipient : recipients) {
    Map entry{{"Recipient", recipient}};
    for (const MapEntry& member : options.entry) entry.set(member.key, member.value);
    list.emplace_back(std::move(entry));
  }
  return list;
}

}  // namespace send_bounce
