#include "send_bounce/model/ses_model.h"

namespace send_bounce {
namespace {

using enum ShapeType;

constexpr bool kRequired = true;
constexpr bool kOptional = false;

constexpr Shape kMessageId{.name = "MessageId", .empty_is_unfilled = true};
constexpr Shape kAddress{.name = "Address", .empty_is_unfilled = true};
constexpr Shape kFinalRecipient{
    .name = "Address", .limit = TextLimit::FinalRecipient, .empty_is_unfilled = true};
constexpr Shape kExplanation{.name = "Explanation"};
constexpr Shape kAmazonResourceName{.name = "AmazonResourceName"};
constexpr Shape kReportingMta{.name = "ReportingMta"};
constexpr Shape kRemoteMta{.name = "RemoteMta", .empty_is_unfilled = true};
constexpr Shape kDsnStatus{.name = "DsnStatus", .empty_is_unfilled = true};
constexpr Shape kDiagnosticCode{.name = "DiagnosticCode", .empty_is_unfilled = true};
constexpr Shape kArrivalDate{.name = "ArrivalDate", .type = Timestamp};
constexpr Shape kLastAttemptDate{.name = "LastAttemptDate", .type = Timestamp};
constexpr Shape kBounceType{.name = "BounceType", .enumeration = kBounceTypes};
constexpr Shape kDsnAction{.name = "DsnAction", .enumeration = kDsnActions};
constexpr Shape kExtensionFieldName{
    .name = "ExtensionFieldName", .limit = TextLimit::ExtensionName, .empty_is_unfilled = true};
constexpr Shape kExtensionFieldValue{.name = "ExtensionFieldValue",
                                     .limit = TextLimit::ExtensionValue};

constexpr Member kExtensionFieldMembers[] = {
    {"Name", &kExtensionFieldName, kRequired,
     "The name of the header field to add. One to fifty letters, digits and dashes; RFC 3464 asks "
     "that it begin with \"X-\"."},
    {"Value", &kExtensionFieldValue, kRequired,
     "The text of the header field to add. At most 2,048 characters, without line breaks."},
};
constexpr std::string_view kExtensionFieldRequired[] = {"Name", "Value"};
constexpr Shape kExtensionField{.name = "ExtensionField",
                                .type = Structure,
                                .members = kExtensionFieldMembers,
                                .required = kExtensionFieldRequired};
constexpr Shape kExtensionFieldList{
    .name = "ExtensionFieldList", .type = List, .element = &kExtensionField};

constexpr Member kMessageDsnMembers[] = {
    {"ReportingMta", &kReportingMta, kRequired,
     "The mail server that tried to deliver the message, as \"dns; host\". It becomes the "
     "Reporting-MTA field of RFC 3464; without this structure SES names its own inbound server."},
    {"ArrivalDate", &kArrivalDate, kOptional,
     "When the bounced message arrived at the reporting server. Write it as ISO 8601 or RFC 5322, "
     "or as seconds since 1970; it is sent in UTC."},
    {"ExtensionFields", &kExtensionFieldList, kOptional,
     "Further fields for the part of the notice that speaks of the message as a whole."},
};
constexpr std::string_view kMessageDsnRequired[] = {"ReportingMta"};
constexpr Shape kMessageDsn{.name = "MessageDsn",
                            .type = Structure,
                            .members = kMessageDsnMembers,
                            .required = kMessageDsnRequired};

constexpr Member kRecipientDsnFieldsMembers[] = {
    {"FinalRecipient", &kFinalRecipient, kOptional,
     "The address to which delivery finally failed, if it is not the one first addressed. Give "
     "the bare address, without \"rfc822;\" in front: SES adds that."},
    {"Action", &kDsnAction, kRequired,
     "What the reporting server did with the message because of the failure."},
    {"RemoteMta", &kRemoteMta, kOptional,
     "The server to which delivery was tried, as \"dns; host\". It is usually the MX host of the "
     "recipient's domain."},
    {"Status", &kDsnStatus, kRequired,
     "The enhanced status code of RFC 3463 that says what happened, such as 5.1.1."},
    {"DiagnosticCode", &kDiagnosticCode, kOptional,
     "The error text of the last attempt as the other server gave it, such as \"smtp; 550 5.1.1 "
     "No such user\"."},
    {"LastAttemptDate", &kLastAttemptDate, kOptional,
     "When delivery to this recipient was last tried. Write it as ISO 8601 or RFC 5322, or as "
     "seconds since 1970; it is sent in UTC."},
    {"ExtensionFields", &kExtensionFieldList, kOptional,
     "Further fields for the part of the notice that speaks of this recipient."},
};
constexpr std::string_view kRecipientDsnFieldsRequired[] = {"Action", "Status"};
constexpr Shape kRecipientDsnFields{.name = "RecipientDsnFields",
                                    .type = Structure,
                                    .members = kRecipientDsnFieldsMembers,
                                    .required = kRecipientDsnFieldsRequired};

constexpr Member kBouncedRecipientInfoMembers[] = {
    {"Recipient", &kAddress, kRequired,
     "The address that is bounced. It must be one to which the original message was sent."},
    {"RecipientArn", &kAmazonResourceName, kOptional,
     "The ARN of the identity whose sending authorization policy covers the recipient's address. "
     "Only for cross-account sending authorization."},
    {"BounceType", &kBounceType, kOptional,
     "Why the message bounces, from which SES derives the status code and diagnostic text. Every "
     "recipient needs this or RecipientDsnFields."},
    {"RecipientDsnFields", &kRecipientDsnFields, kOptional,
     "The delivery status fields of this recipient, one by one. Every recipient needs this or "
     "BounceType."},
};
constexpr std::string_view kBouncedRecipientInfoRequired[] = {"Recipient"};
constexpr Shape kBouncedRecipientInfo{.name = "BouncedRecipientInfo",
                                      .type = Structure,
                                      .members = kBouncedRecipientInfoMembers,
                                      .required = kBouncedRecipientInfoRequired};
constexpr Shape kBouncedRecipientInfoList{
    .name = "BouncedRecipientInfoList", .type = List, .element = &kBouncedRecipientInfo};

constexpr Member kSendBounceRequestMembers[] = {
    {"OriginalMessageId", &kMessageId, kRequired,
     "The id that SES gave the message when it arrived. It is mail.messageId of the receipt "
     "notification, not the Message-ID header, and SES accepts it for 24 hours."},
    {"BounceSender", &kAddress, kRequired,
     "The address that the bounce names as its sender. It must be an identity that is verified in "
     "the region called."},
    {"Explanation", &kExplanation, kOptional,
     "The text that people read in the bounce. Without it SES writes one from the recipients' "
     "bounce types."},
    {"MessageDsn", &kMessageDsn, kOptional,
     "The delivery status fields of the message as a whole. Without it SES fills them in."},
    {"BouncedRecipientInfoList", &kBouncedRecipientInfoList, kRequired,
     "The recipients whose delivery failed, at least one, each with the reason."},
    {"BounceSenderArn", &kAmazonResourceName, kOptional,
     "The ARN of the identity whose sending authorization policy covers the bounce sender. Only "
     "for cross-account sending authorization."},
};
constexpr std::string_view kSendBounceRequestRequired[] = {"OriginalMessageId", "BounceSender",
                                                           "BouncedRecipientInfoList"};
constexpr Shape kSendBounceRequest{.name = "SendBounceRequest",
                                   .type = Structure,
                                   .members = kSendBounceRequestMembers,
                                   .required = kSendBounceRequestRequired};

constexpr Member kSendBounceResponseMembers[] = {
    {"MessageId", &kMessageId, kOptional, "The id of the bounce message itself."},
};
constexpr Shape kSendBounceResponse{
    .name = "SendBounceResponse", .type = Structure, .members = kSendBounceResponseMembers};

// The errors of the SES model whose members the reference prints (wire-protocol.md §1).
constexpr std::string_view kName[] = {"Name"};
constexpr std::string_view kConfigurationSetName[] = {"ConfigurationSetName"};
constexpr std::string_view kEventDestination[] = {"ConfigurationSetName", "EventDestinationName"};
constexpr std::string_view kCustomTemplateName[] = {"CustomVerificationEmailTemplateName"};
constexpr std::string_view kFromEmailAddress[] = {"FromEmailAddress"};
constexpr std::string_view kFunctionArn[] = {"FunctionArn"};
constexpr std::string_view kBucket[] = {"Bucket"};
constexpr std::string_view kTopic[] = {"Topic"};
constexpr std::string_view kTemplateName[] = {"TemplateName"};

constexpr ErrorShape kErrorShapes[] = {
    {"AlreadyExists", kName},
    {"CannotDelete", kName},
    {"ConfigurationSetAlreadyExists", kConfigurationSetName},
    {"ConfigurationSetDoesNotExist", kConfigurationSetName},
    {"ConfigurationSetSendingPausedException", kConfigurationSetName},
    {"CustomVerificationEmailTemplateAlreadyExists", kCustomTemplateName},
    {"CustomVerificationEmailTemplateDoesNotExist", kCustomTemplateName},
    {"EventDestinationAlreadyExists", kEventDestination},
    {"EventDestinationDoesNotExist", kEventDestination},
    {"FromEmailAddressNotVerified", kFromEmailAddress},
    {"InvalidCloudWatchDestination", kEventDestination},
    {"InvalidFirehoseDestination", kEventDestination},
    {"InvalidLambdaFunction", kFunctionArn},
    {"InvalidRenderingParameter", kTemplateName},
    {"InvalidS3Configuration", kBucket},
    {"InvalidSNSDestination", kEventDestination},
    {"InvalidSnsTopic", kTopic},
    {"InvalidTemplate", kTemplateName},
    {"MissingRenderingAttribute", kTemplateName},
    {"RuleDoesNotExist", kName},
    {"RuleSetDoesNotExist", kName},
    {"TemplateDoesNotExist", kTemplateName},
    {"TrackingOptionsAlreadyExistsException", kConfigurationSetName},
    {"TrackingOptionsDoesNotExistException", kConfigurationSetName},
};

}  // namespace

constexpr Operation kSendBounce{.name = "SendBounce",
                                .api_version = "2010-12-01",
                                .result_wrapper = "SendBounceResult",
                                .input = &kSendBounceRequest,
                                .output = &kSendBounceResponse,
                                .errors = kErrorShapes,
                                .may_quote_answer = true};

}  // namespace send_bounce
