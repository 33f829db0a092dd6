#include "send_bounce/dsn/preview.h"

#include "dsn/mime_text.h"
#include "send_bounce/dsn/dsn.h"

namespace send_bounce {
namespace {

constexpr std::string_view kPreviewField = "X-Send-Bounce-Preview";
constexpr std::string_view kUnknownRegion = "REGION";
constexpr std::string_view kNoUuid = "00000000-0000-0000-0000-000000000000";
constexpr std::string_view kUnknownHeader =
    "The header of the original message is unknown.\nSES puts it in this part.";

/// A sentence a line; header_field() makes folding of the line ends.
std::string preview_text(const BounceContent& content, const OriginalFacts& original,
                         std::string_view region, bool is_region_known) {
  std::string text =
      "This is a preview by send-bounce. SES writes the real message\n"
      "and adds DKIM-Signature, Feedback-ID and X-SES-Outgoing.\n"
      "Layout and codes follow the bounces of SES's receipt rules.\n"
      "From may be " +
      mailer_daemon(region) + " instead.";
  if (!is_region_known) text += "\nThe region is unknown, so this preview shows REGION.";
  if (!original.return_path)
    text += "\nThe envelope sender of the original is unknown. SES puts it in To.";
  if (!original.received && !(content.message_dsn && content.message_dsn->arrival_date))
    text += "\nThe time of receipt is unknown. SES puts it in Arrival-Date.";
  if (original.header_block.empty())
    text += "\nThe header of the original is unknown. SES puts it in the third part.";
  return text;
}

}  // namespace

Result<std::string> preview_dsn(const BounceContent& content, const OriginalFacts& original,
                                std::string_view region, Instant now) {
  DsnEnvelope envelope;
  envelope.region = region.empty() ? kUnknownRegion : region;
  envelope.outbound_message_id = outbound_message_id(envelope.region, now, kNoUuid);
  envelope.recipient = original.return_path;
  envelope.original_received = original.received;
  envelope.now = now;
  const std::string header = original.header_block.empty()
                                 ? header_field(kPreviewField, kUnknownHeader)
                                 : original.header_block;
  ASSIGN_OR_RETURN(const std::string dsn, render_dsn(content, header, envelope));
  return header_field(kPreviewField,
                      preview_text(content, original, envelope.region, !region.empty())) +
         dsn;
}

}  // namespace send_bounce
