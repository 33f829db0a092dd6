#pragma once

#include <map>
#include <string>
#include <vector>

#include "send_bounce/model/shape.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// Option name without dashes → the words typed after it, the last occurrence only. An option given
/// without a value (the list option may be) has no words.
using TypedValues = std::map<std::string, std::vector<std::string>, std::less<>>;

/// The parameters of a call, and where they come from.
struct GivenParameters {
  Map values;
  /// The members that only the document gave. An option replaces a member of the document whole,
  /// so each member has one source.
  std::vector<std::string> from_document;
};

/// From typed words to parameters by their API names (command-line.md §2 and §3): loads file://
/// and fileb://, reads JSON or shorthand by shape, and merges what --cli-input-json or
/// --cli-input-yaml give underneath. Options in model order, then what only the document has, in
/// its order. Nothing is validated against the model beyond its use for reading.
/// Errors carry the option's name; the first faulty option in model order is reported.
Result<GivenParameters> build_parameters(const TypedValues& typed, const Operation& operation,
                                         const FileSystem& files, const Variables& variables);

/// "OriginalMessageId" → "original-message-id", as options spell members.
std::string option_name(std::string_view member_name);

}  // namespace send_bounce
