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
     "The name of the extra field in the bounce. Use 1 to 50 letters, digits and dashes. RFC 3464 "
     "asks that the name begin with `X-`."},
    {"Value", &kExtensionFieldValue, kRequired,
     "The text of the extra field in the bounce. Use at most 2,048 characters and no line breaks."},
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
     "The mail server that reports the failure. It becomes the Reporting-MTA field of RFC 3464. If "
     "the request has no MessageDsn, SES names its own inbound server. Example: `dns; "
     "mx.example.com`."},
    {"ArrivalDate", &kArrivalDate, kOptional,
     "When the bounced message arrived at the reporting server. Give ISO 8601, RFC 5322 or seconds "
     "since 1970. It is sent in UTC."},
    {"ExtensionFields", &kExtensionFieldList, kOptional,
     "Extra fields for the part of the bounce that describes the whole message."},
};
constexpr std::string_view kMessageDsnRequired[] = {"ReportingMta"};
constexpr Shape kMessageDsn{.name = "MessageDsn",
                            .type = Structure,
                            .members = kMessageDsnMembers,
                            .required = kMessageDsnRequired};

constexpr Member kRecipientDsnFieldsMembers[] = {
    {"FinalRecipient", &kFinalRecipient, kOptional,
     "The address where delivery failed, if it is not the recipient's address. Give the address "
     "alone, because SES adds `rfc822;` in front of it."},
    {"Action", &kDsnAction, kRequired,
     "What the reporting server did with the message. Give `failed` for a bounce."},
    {"RemoteMta", &kRemoteMta, kOptional,
     "The mail server that did not accept the message. It is usually the MX host of the "
     "recipient's domain. Example: `dns; mx.example.com`."},
    {"Status", &kDsnStatus, kRequired,
     "The enhanced status code (RFC 3463) of the failure, such as 5.1.1."},
    {"DiagnosticCode", &kDiagnosticCode, kOptional,
     "The reply of the mail server that refused the message. Example: `smtp; 550 5.1.1 No such "
     "user`."},
    {"LastAttemptDate", &kLastAttemptDate, kOptional,
     "When delivery to this recipient was last tried. Give ISO 8601, RFC 5322 or seconds since "
     "1970. It is sent in UTC."},
    {"ExtensionFields", &kExtensionFieldList, kOptional,
     "Extra fields for the part of the bounce that describes this recipient."},
};
constexpr std::string_view kRecipientDsnFieldsRequired[] = {"Action", "Status"};
constexpr Shape kRecipientDsnFields{.name = "RecipientDsnFields",
                                    .type = Structure,
                                    .members = kRecipientDsnFieldsMembers,
                                    .required = kRecipientDsnFieldsRequired};

constexpr Member kBouncedRecipientInfoMembers[] = {
    {"Recipient", &kAddress, kRequired,
     "The address to bounce. The original message must have been sent to it."},
    {"RecipientArn", &kAmazonResourceName, kOptional,
     "The ARN of the identity whose policy lets you receive email for the recipient. Only needed "
     "if that identity belongs to another AWS account (sending authorization)."},
    {"BounceType", &kBounceType, kOptional,
     "Why the message bounces. SES derives the status code and the text from the type. Every "
     "recipient needs BounceType or RecipientDsnFields."},
    {"RecipientDsnFields", &kRecipientDsnFields, kOptional,
     "The delivery status fields of one recipient. Use them to give the status code and the "
     "details yourself. Every recipient needs BounceType or RecipientDsnFields."},
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
     "The id that SES gave the message when it arrived. Use mail.messageId from the receipt "
     "notification, not the Message-ID header. SES accepts the id for 24 hours."},
    {"BounceSender", &kAddress, kRequired,
     "The sender address of the bounce. SES must have verified the address or its domain in the "
     "region that is called."},
    {"Explanation", &kExplanation, kOptional,
     "The text that people read in the bounce. Without it, SES writes a text that fits the bounce "
     "types of the recipients."},
    {"MessageDsn", &kMessageDsn, kOptional,
     "The delivery status fields of the whole message. Without them, SES fills in its own."},
    {"BouncedRecipientInfoList", &kBouncedRecipientInfoList, kRequired,
     "The recipients whose delivery failed, each with the reason. Give at least one."},
    {"BounceSenderArn", &kAmazonResourceName, kOptional,
     "The ARN of the identity whose policy lets you send from the bounce sender's address. Only "
     "needed if that identity belongs to another AWS account (sending authorization)."},
};
constexpr std::string_view kSendBounceRequestRequired[] = {"OriginalMessageId", "BounceSender",
                                                           "BouncedRecipientInfoList"};
constexpr Shape kSendBounceRequest{.name = "SendBounceRequest",
                                   .type = Structure,
                                   .members = kSendBounceRequestMembers,
                                   .required = kSendBounceRequestRequired};

constexpr Member kSendBounceResponseMembers[] = {
    {"MessageId", &kMessageId, kOptional, "The id that SES gave the bounce."},
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
