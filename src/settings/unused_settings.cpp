#include "settings/unused_settings.h"

#include <algorithm>
#include <cstdint>
#include <span>

#include "send_bounce/text/encoding.h"
#include "send_bounce/text/number_text.h"
#include "send_bounce/text/python_text.h"
#include "settings/lookup.h"

namespace send_bounce {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::string_view kTimestampFormats[] = {"wire", "iso8601"};
constexpr std::string_view kBinaryFormats[] = {"base64", "raw-in-base64-out"};
constexpr std::string_view kWhen[] = {"when_supported", "when_required"};
constexpr std::string_view kAccountIdModes[] = {"preferred", "disabled", "required"};
constexpr std::string_view kBooleans[] = {"true", "false"};
constexpr std::string_view kAddressingStyles[] = {"virtual", "auto", "path"};
constexpr std::int64_t kLargestCompressionSize = 1'048'576;

bool is_one_of_words(std::string_view value, Words choices) {
  return std::find(choices.begin(), choices.end(), value) != choices.end();
}

Failure refuse_unused(std::string message, const Origin& origin) {
  return fail(ErrorKind::General, std::move(message), "It comes from: " + describe(origin) + ".");
}

/// A setting that is one of some words, in any case of letters. The message is what stands before
/// the value and what stands behind it.
struct ChoiceRow {
  SettingRow setting;
  Words choices;
  std::string_view before;
  std::string_view behind;
  bool shown_in_lower_case = true;
  bool counts_unsigned = true;
};

// In the reference's order.
constexpr ChoiceRow kChoices[] = {
    {kRequestChecksumRow, kWhen,
     "Unsupported configuration value for request_checksum_calculation. Expected one of "
     "('when_supported', 'when_required') but got ",
     "."},
    {kResponseChecksumRow, kWhen,
     "Unsupported configuration value for response_checksum_validation. Expected one of "
     "('when_supported', 'when_required') but got ",
     "."},
    {.setting = kAccountIdModeRow,
     .choices = kAccountIdModes,
     .before = "The configured value '",
     .behind = "' for 'account_id_endpoint_mode' is invalid. Valid values are: ('preferred', "
               "'disabled', 'required').",
     .counts_unsigned = false},
    {.setting = kS3ExpressRow,
     .choices = kBooleans,
     .before = "Invalid value \"",
     .behind = "\" for s3_disable_express_session_auth. Value must be a boolean",
     .shown_in_lower_case = false},
};

Result<void> check_choice(const ChoiceRow& row, const SettingSources& sources,
                          std::string_view profile) {
  ASSIGN_OR_RETURN(const auto found,
                   look_up(row.setting, std::nullopt, sources.variables, sources.files, profile));
  if (!found) return {};
  const std::string lower = to_lower(found->value);
  if (is_one_of_words(lower, row.choices)) return {};
  return refuse_unused(std::string(row.before) + (row.shown_in_lower_case ? lower : found->value) +
                           std::string(row.behind),
                       found->origin);
}

Result<void> check_compression(const SettingSources& sources, std::string_view profile) {
  ASSIGN_OR_RETURN(const auto size, look_up_text(kCompressionSizeRow, sources, profile));
  const std::string start =
      "Invalid value \"" + size.value + "\" for request_min_compression_size_bytes. Value must be ";
  const auto number = read_python_int(size.value);
  if (!number) {
    return refuse_unused(start + "an integer. Received <class 'str'> instead.", size.origin);
  }
  if (*number < 1 || *number > kLargestCompressionSize) {
    return refuse_unused(start + "between 1 and 1048576.", size.origin);
  }
  return {};
}

// `s3 = x` without a block is ignored.
Result<void> check_s3_block(const SettingSources& sources, std::string_view profile) {
  const auto s3 = find_in_profile(sources.files, profile, "s3");
  if (!s3 || !s3->value->block) return {};
  const auto style = s3->value->block->find("addressing_style");
  if (style == s3->value->block->end() || is_one_of_words(style->second, kAddressingStyles))
    return {};
  return refuse_unused(
      "S3 addressing style " + style->second +
          " is invalid. Valid options are: 'auto', 'virtual', and 'path'",
      {Source::Profile, "s3: addressing_style", std::string(profile), std::string(s3->path)});
}

}  // namespace

Result<void> check_timestamp_format(const SettingSources& sources, const std::string& profile) {
  ASSIGN_OR_RETURN(const auto format, look_up_text(kTimestampFormatRow, sources, profile));
  if (is_one_of_words(format.value, kTimestampFormats)) return {};
  Error error;
  error.kind = ErrorKind::Configuration;
  error.code = "Configuration";
  error.message = "Unknown cli_timestamp_format value: " + format.value +
                  ", valid values are \"wire\" or \"iso8601\"";
  error.advice = "It comes from: " + describe(format.origin) + ".";
  return Failure(std::move(error));
}

// The reference's whole message is the value in quotes.
Result<void> check_binary_format(const SettingSources& sources, const std::string& profile) {
  ASSIGN_OR_RETURN(const auto format,
                   look_up_text(kBinaryFormatRow, sources, profile, sources.options.binary_format));
  if (is_one_of_words(format.value, kBinaryFormats)) return {};
  return fail(ErrorKind::General, python_repr(std::string_view(format.value)),
              "cli_binary_format must be base64 or raw-in-base64-out. It comes from: " +
                  describe(format.origin) + ".");
}

Result<void> check_unused_client_settings(const SettingSources& sources, std::string_view profile,
                                          bool is_signed) {
  RETURN_IF_ERROR(check_compression(sources, profile));
  for (const ChoiceRow& row : kChoices) {
    if (is_signed || row.counts_unsigned) RETURN_IF_ERROR(check_choice(row, sources, profile));
  }
  return check_s3_block(sources, profile);
}

}  // namespace send_bounce
