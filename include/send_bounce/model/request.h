#pragma once

#include <span>
#include <string>
#include <vector>

#include "send_bounce/dates/timestamp.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"

namespace send_bounce {

/// Which checks a request passes before it exists. Off is the config key parameter_validation =
/// false: the reference's checks and ours are both skipped, and the service decides.
enum class Validation : bool { Off, On };

/// The parameters of one SendBounce call. An object of this type exists only when the checks asked
/// for have passed, so whoever is handed one need not look again.
class SendBounceRequest {
 public:
  /// Takes parameters by their API names, in the order in which they are to go on the wire.
  /// `from_document` names the members in which placeholders of the skeleton are faults.
  ///
  /// On success every timestamp has become an Instant. On failure the message lists the faults of
  /// the reference's report (missing, unknown, wrong type) or, where there are none, those of the
  /// limits that the service documents (model/limits.h). A document that still holds placeholders
  /// is told all of both at once. ErrorKind::ParamValidation, or General for a timestamp out of the
  /// calendar's reach and for text that is not UTF-8.
  static Result<SendBounceRequest> check(Map parameters, const TimestampContext& context,
                                         Validation validation = Validation::On,
                                         std::span<const std::string> from_document = {});

  const Map& parameters() const { return parameters_; }

  /// Zone abbreviations that were not understood, for a warning; usually empty.
  const std::vector<std::string>& ignored_zones() const { return ignored_zones_; }

 private:
  SendBounceRequest(Map parameters, std::vector<std::string> ignored_zones)
      : parameters_(std::move(parameters)), ignored_zones_(std::move(ignored_zones)) {}

  Map parameters_;
  std::vector<std::string> ignored_zones_;
};

}  // namespace send_bounce
