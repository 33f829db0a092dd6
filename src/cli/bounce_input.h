#pragma once

#include <optional>
#include <string>
#include <vector>

#include "send_bounce/cli/command_line.h"
#include "send_bounce/input/flat_options.h"
#include "send_bounce/input/parameters.h"
#include "send_bounce/received/guards.h"
#include "send_bounce/received/received_message.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"
#include "send_bounce/world/world.h"

/// From what was typed and what was received to the parameters of one bounce. Where each member
/// comes from, the first that has it: options, --cli-input-json or -yaml, variable and profile,
/// what was received.
namespace send_bounce {

/// One bounce as it was asked for, before anything is looked up.
struct BounceInput {
  GivenParameters given;
  FlatOptions flat;
  std::optional<ReceivedMessage> received;  ///< evidence for the guards
  GuardChoice choice;
  /// An option of ours lifted the required ones: what is missing in the end is told in our words.
  bool is_completed_here = false;
  /// An item of a batch: what is missing is told by the names of members.
  bool is_item = false;
};

/// The file that a word names: "-" for stdin, a path, file://PATH.
std::string input_path(std::string_view word, const FileSystem& files, const Variables& variables);

/// What the options say for all items of a batch.
struct ItemDefaults {
  GivenParameters given;
  FlatOptions flat;
  GuardChoice choice;
};

/// Errors as of read_bounce_input().
Result<ItemDefaults> read_item_defaults(const CommandLine& line, const FileSystem& files,
                                        const Variables& variables);

/// The bounces that one value of a batch asks for, or why there is none: records of an envelope, or
/// members as in --cli-input-json, beside which `Received` is an envelope of one record. What the
/// options say counts where the item says nothing; a type or status only for entries that have
/// neither.
struct Item {
  Result<BounceInput> input;
  SqsReference sqs;
};
std::vector<Item> items_of(const Value& value, const ItemDefaults& defaults);

/// Reads options, documents and what --received names. ParamValidation for options that contradict
/// each other and for a file that cannot be read; NothingToBounce for what holds no message, or
/// more than one; else as build_parameters().
Result<BounceInput> read_bounce_input(const CommandLine& line, const FileSystem& files,
                                      const Variables& variables);

/// The same parameters with what was left open, in the model's order.
struct CompletedBounce {
  GivenParameters given;
  std::vector<std::string> warnings;  ///< sentences without their ends
};

/// Takes the parameters out of the input, and nothing else.
/// `region` is where the call goes to, `sender` the configured BounceSender, if there is one.
/// ParamValidation for what is still missing and for recipients that nobody chose;
/// NothingToBounce where no recipient is known.
Result<CompletedBounce> complete(BounceInput& input, const std::string& region,
                                 const std::optional<std::string>& sender);

}  // namespace send_bounce
