#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/bounce_input.h"
#include "cli/session.h"
#include "send_bounce/client/attempt_request.h"
#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/input/parameters.h"
#include "send_bounce/model/bounce.h"
#include "send_bounce/model/request.h"
#include "send_bounce/received/guards.h"
#include "send_bounce/settings/settings.h"
#include "send_bounce/values/error.h"
#include "send_bounce/world/world.h"

/// What a bounce is made of before a byte goes out. Whatever is done with a bounce, or shown of it,
/// is a function of its plan: a check that stands here holds for all of them.
namespace send_bounce {

/// Where a call goes to. A region that only stands in for one lets the rest be settled.
struct RegionFound {
  std::optional<Setting<std::string>> region;
  bool stands_in = false;
};

/// Who signs: an offer to redeem, or, where nobody may be asked, who would be. Neither: nobody.
struct Signer {
  std::optional<CredentialOffer> offer;
  std::optional<ExpectedProvider> expected;
};

/// Who may be asked while a plan is made.
class Lookups {
 public:
  virtual ~Lookups() = default;
  /// `scope` has the region of option, variable or profile, if there is one.
  virtual Result<RegionFound> region(const SettingSources& sources,
                                     const ProfileScope& scope) const = 0;
  virtual Result<Signer> signer(const CredentialSources& sources) const = 0;
};

/// The machine's metadata service may be asked for the region, providers that act at once for
/// credentials. Refers to the surroundings.
class OnlineLookups : public Lookups {
 public:
  explicit OnlineLookups(const CredentialWorld& surroundings) : surroundings_(surroundings) {}
  Result<RegionFound> region(const SettingSources& sources,
                             const ProfileScope& scope) const override;
  Result<Signer> signer(const CredentialSources& sources) const override;

 private:
  const CredentialWorld& surroundings_;
};

/// Nobody is asked: no server, no program. Where the machine would be asked for its region, one
/// stands in, and with `region_may_be_missing` where there is none at all, too.
class OfflineLookups : public Lookups {
 public:
  explicit OfflineLookups(bool region_may_be_missing)
      : region_may_be_missing_(region_may_be_missing) {}
  Result<RegionFound> region(const SettingSources& sources,
                             const ProfileScope& scope) const override;
  Result<Signer> signer(const CredentialSources& sources) const override;

 private:
  bool region_may_be_missing_;
};

/// Where a call goes, how, and who signs it: all but the request.
struct Route {
  ProfileScope scope;
  bool region_stands_in = false;
  Settings settings;
  CallSettings call;            ///< its credentials come with redeem()
  Signer signer;                ///< nobody also where the call is not to be signed
  SideCallSettings side_calls;  ///< for redeem()
};

/// One bounce.
struct Plan {
  Route route;
  SendBounceRequest request;
  BounceContent content;              ///< the request's members
  std::vector<std::string> warnings;  ///< sentences without their ends
  std::optional<ReceivedMessage> received;
  GuardChoice choice;
  bool is_judged = false;         ///< else there are no findings
  std::vector<Finding> findings;  ///< as they count under --allow and --strict

  bool is_refused() const;  ///< by a guard
  Error refusal() const;    ///< REQUIRES: is_refused()
};

/// `warnings`, and a line for each finding that only warns.
std::vector<std::string> all_warnings(std::vector<std::string> warnings,
                                      const std::vector<Finding>& findings);

/// What ends a dry run if the region would have to be asked for over the network.
Failure no_region_in_dry_run();

/// Of a request that was refused for its recipients: what is probably wrong with the words of
/// --bounced-recipient-info-list; empty if nothing is, or if it was not given.
std::string hint_on_typed_recipients(const CommandLine& line);

/// What credentials are made of. Refers to the session.
CredentialWorld credential_world(const Session& session);

/// In the reference's order (configuration-and-credentials.md §2.6), so that of several faults the
/// same one is told. What signs refers to the session's AWS files and to the surroundings.
/// Evidence of where the message was received comes before the settings, since its id is known
/// nowhere else; evidence of where it passed by comes after them.
Result<Route> plan_route(const Session& session, const CredentialWorld& surroundings,
                         const Lookups& lookups, const ReceivedMessage* received = nullptr);

/// The request, completed and checked: ParamValidation with all of its faults. Placeholders of the
/// skeleton that a document still holds are refused, unless only a sample answer is printed. Guards
/// are asked last; what they find is no error here.
Result<Plan> plan_bounce(const Session& session, BounceInput input, Route route);

/// The route, then the request.
Result<Plan> make_plan(const Session& session, BounceInput input,
                       const CredentialWorld& surroundings, const Lookups& lookups);

/// The same bounce for some of its recipients, judged anew.
Result<Plan> narrowed(const Session& session, Plan plan,
                      const std::vector<std::string>& recipients);

}  // namespace send_bounce
