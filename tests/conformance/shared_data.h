#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

/// Public test vectors, read where they lie: beside the project, in the folder "shared". Where that
/// folder is absent the tests that need it say so and are skipped.
namespace send_bounce::conformance {

using Json = nlohmann::ordered_json;

/// The file below the shared folder; null where it is not there. Ends the test program if it is
/// there but cannot be read.
const Json& shared_json(const std::string& path);

/// What GTEST_SKIP says where shared_json is null.
std::string why_absent(const std::string& path);

/// Letters, digits and underscores only, as the names of tests must be.
std::string test_name(const std::string& text);

}  // namespace send_bounce::conformance

/// Skips the test, with the reason, where the data is not there.
#define SKIP_UNLESS_SHARED(path)                             \
  if (send_bounce::conformance::shared_json(path).is_null()) \
  GTEST_SKIP() << send_bounce::conformance::why_absent(path)
