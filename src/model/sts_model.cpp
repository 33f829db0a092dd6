#include "send_bounce/model/sts_model.h"

namespace send_bounce {
namespace {

constexpr bool kStsRequired = true;
constexpr bool kStsOptional = false;

constexpr Shape kRoleArn{.name = "arnType", .least = 20};
constexpr Shape kRoleSessionName{.name = "roleSessionNameType", .least = 2};
constexpr Shape kExternalId{.name = "externalIdType", .least = 2};
constexpr Shape kSerialNumber{.name = "serialNumberType", .least = 9};
constexpr Shape kDurationSeconds{.name = "roleDurationSecondsType", .least = 900};
constexpr Shape kTokenCode{.name = "tokenCodeType", .least = 6};
constexpr Shape kWebIdentityToken{.name = "clientTokenType", .least = 4};

constexpr Member kAssumeRoleMembers[] = {
    {"RoleArn", &kRoleArn, kStsRequired, ""},
    {"RoleSessionName", &kRoleSessionName, kStsRequired, ""},
    {"DurationSeconds", &kDurationSeconds, kStsOptional, ""},
    {"ExternalId", &kExternalId, kStsOptional, ""},
    {"SerialNumber", &kSerialNumber, kStsOptional, ""},
    {"TokenCode", &kTokenCode, kStsOptional, ""},
};
constexpr Shape kAssumeRoleRequest{
    .name = "AssumeRoleRequest", .type = ShapeType::Structure, .members = kAssumeRoleMembers};

constexpr Member kWebIdentityMembers[] = {
    {"RoleArn", &kRoleArn, kStsRequired, ""},
    {"RoleSessionName", &kRoleSessionName, kStsRequired, ""},
    {"WebIdentityToken", &kWebIdentityToken, kStsRequired, ""},
};
constexpr Shape kWebIdentityRequest{.name = "AssumeRoleWithWebIdentityRequest",
                                    .type = ShapeType::Structure,
                                    .members = kWebIdentityMembers};

constexpr Shape kText{.name = "string"};
constexpr Shape kTime{.name = "dateType", .type = ShapeType::Timestamp};

constexpr Member kCredentialsMembers[] = {
    {"AccessKeyId", &kText, kStsRequired, ""},
    {"SecretAccessKey", &kText, kStsRequired, ""},
    {"SessionToken", &kText, kStsRequired, ""},
    {"Expiration", &kTime, kStsRequired, ""},
};
constexpr Shape kCredentials{
    .name = "Credentials", .type = ShapeType::Structure, .members = kCredentialsMembers};

constexpr Member kAssumedRoleUserMembers[] = {
    {"AssumedRoleId", &kText, kStsRequired, ""},
    {"Arn", &kText, kStsRequired, ""},
};
constexpr Shape kAssumedRoleUser{
    .name = "AssumedRoleUser", .type = ShapeType::Structure, .members = kAssumedRoleUserMembers};

constexpr Member kRoleResponseMembers[] = {
    {"Credentials", &kCredentials, kStsOptional, ""},
    {"AssumedRoleUser", &kAssumedRoleUser, kStsOptional, ""},
};
constexpr Shape kRoleResponse{
    .name = "AssumeRoleResponse", .type = ShapeType::Structure, .members = kRoleResponseMembers};

// configuration-and-credentials.md §3.5, row 141.
constexpr ErrorShape kWebIdentityErrors[] = {
    {.code = "IDPCommunicationError", .is_transient = true},
};

}  // namespace

constexpr Operation kAssumeRole{.name = "AssumeRole",
                                .api_version = "2011-06-15",
                                .result_wrapper = "AssumeRoleResult",
                                .input = &kAssumeRoleRequest,
                                .output = &kRoleResponse};

constexpr Operation kAssumeRoleWithWebIdentity{.name = "AssumeRoleWithWebIdentity",
                                               .api_version = "2011-06-15",
                                               .result_wrapper = "AssumeRoleWithWebIdentityResult",
                                               .input = &kWebIdentityRequest,
                                               .output = &kRoleResponse,
                                               .errors = kWebIdentityErrors};

}  // namespace send_bounce
