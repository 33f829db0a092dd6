#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "send_bounce/values/value.h"

/// Limits that the API's documentation states and its model does not: the service refuses what
/// breaks them, after a round trip. They are, per API reference of SendBounce and its data types:
/// the values of enumerations, 1 to 50 letters, digits and dashes in an extension field's name, at
/// most 2,048 characters and no line break in its value, at least one recipient, BounceType or
/// RecipientDsnFields for each recipient, and no "rfc822;" before a FinalRecipient.
///
/// A member that a document gave is also refused where it still holds what the skeleton printed for
/// it: an empty text that cannot be meant (Shape::empty_is_unfilled), or the epoch for a date. An
/// extension field with an empty name and value that no document gave passes, as in the reference.
namespace send_bounce {

struct LimitFault {
  std::string path;                  ///< "BouncedRecipientInfoList[0].BounceType"
  std::optional<std::string> value;  ///< quoted and shortened; absent where a member is missing
  std::string problem;               ///< "not a value of BounceType"
  std::string remedy;                ///< "Use one of: DoesNotExist, MessageTooLarge"
  bool is_unfilled = false;          ///< a placeholder of the skeleton
};

/// All faults, in the order of the parameters; `from_document` names the members that a document
/// gave. Looks only at values of the modelled types, timestamps being Instants by then, so that it
/// can be used on any map; what is of another type is the validator's matter.
std::vector<LimitFault> check_limits(const Map& parameters,
                                     std::span<const std::string> from_document = {});

/// One line of a report: "Invalid value for parameter BouncedRecipientInfoList[0].BounceType,
/// value: 'Nope': not a value of BounceType. Use one of: …."
std::string limit_line(const LimitFault& fault);

}  // namespace send_bounce
