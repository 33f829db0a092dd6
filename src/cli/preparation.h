#pragma once

#include <optional>

#include "send_bounce/cli/command_line.h"
#include "send_bounce/client/client.h"
#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/input/parameters.h"
#include "send_bounce/model/request.h"
#include "send_bounce/protocol/endpoint.h"
#include "send_bounce/settings/settings.h"
#include "send_bounce/words/error.h"
#include "send_bounce/words/timestamp.h"
#include "send_bounce/words/value.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// Everything that is settled before a request can be made; call.credentials come with redeem().
struct Prepared {
  Settings settings;
  CallSettings call;
  SendBounceRequest request;
  std::optional<CredentialOffer> offer;  ///< nullopt: nobody has any, or none are wanted
  SideCallSettings side_calls;
  std::string unread_files;  ///< advice where there is no offer, since a file could not be read
};

/// What credentials are made of. Refers to its arguments, so it lives no longer than they do.
CredentialWorld credential_world(const World& world, const FileSystem& files, Log& log);

/// What the settings say of where the call goes.
EndpointParameters endpoint_parameters(const Settings& settings);

/// Looks in the order in which the reference does (configuration-and-credentials.md §2.6), so that
/// of several faults the same one is told. `files` is where everything is read from. The offer
/// refers to `config` and to what credential_world() refers to.
Result<Prepared> prepare(const CommandLine& line, GivenParameters parameters,
                         const ConfigFiles& config, const World& world, const FileSystem& files,
                         Log& log);

/// The last check before anything goes out. Placeholders of the skeleton that a document still
/// holds are refused, unless the call only prints a sample answer.
Result<SendBounceRequest> check_request(const CommandLine& line, GivenParameters parameters,
                                        const World& world, Validation validation);

/// What timestamps without date or zone are read with.
TimestampContext timestamp_context(const World& world);

}  // namespace send_bounce
