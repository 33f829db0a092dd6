#include "cli/configure_list.h"

#include <algorithm>
#include <array>
#include <vector>

#include "cli/plan.h"
#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/protocol/proxy.h"
#include "send_bounce/protocol/trust_store.h"
#include "send_bounce/settings/side_calls.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/redaction.h"

namespace send_bounce {
namespace {

constexpr const char* kNotSet = "<not set>";
constexpr const char* kNotAsked = "<not asked>";
constexpr const char* kNobody = "None";
constexpr const char* kMask = "****************";
constexpr std::size_t kColumns = 4;

/// One line of the list. The type is the reference's word for the kind of source.
using Row = std::array<std::string, kColumns>;  // name, value, type, location
constexpr Row::size_type kValue = 1;

Row unset(const std::string& name) { return {name, kNotSet, kNobody, kNobody}; }

std::string location_of(const Origin& origin) {
  if (origin.source != Source::Profile) return origin.name;
  return origin.path + " [" + origin.profile + "] " + origin.name;
}

class Listing {
 public:
  Listing(const ConfigFiles& config, const World& world) : config_(config), world_(world) {}

  void add(const std::string& name, const std::string& value, const Origin& origin) {
    rows_.push_back(
        {name, without_url_secrets(value), origin_type(origin, config_), location_of(origin)});
  }
  void add(Row row) { rows_.push_back(std::move(row)); }

  void add_file(const std::string& name, const ProfileFile& file, const char* variable) {
    const bool is_named = world_.variables.get(variable).has_value();
    std::string location = is_named ? variable : "";
    if (is_unreadable(file)) {
      location += " (cannot be read: " + file.fault->text + ")";
    } else if (file.fault) {
      location += " (no such file)";
    }
    rows_.push_back({name, file.path.empty() ? kNotSet : file.path, is_named ? "env" : "default",
                     std::string(trim(location))});
  }

  const std::vector<Row>& rows() const { return rows_; }

 private:
  const ConfigFiles& config_;
  const World& world_;
  std::vector<Row> rows_;
};

// Where a call would look for its region, which the metadata service is asked for last.
Result<void> add_region(Listing& list, const SettingSources& sources, const Route& route) {
  if (!route.region_stands_in) {
    list.add("region", route.settings.region.value, route.settings.region.origin);
    return {};
  }
  ASSIGN_OR_RETURN(const auto metadata,
                   resolve_metadata_settings(sources, route.scope.profile.value));
  if (metadata.is_disabled.value) {
    list.add(unset("region"));
  } else {
    list.add({"region", kNotAsked, "imds", metadata.endpoint.value});
  }
  return {};
}

Result<void> add_proxy(Listing& list, const Endpoint& endpoint, const Variables& variables) {
  HttpRequest request;
  request.scheme = endpoint.scheme;
  request.host = endpoint.host;
  ASSIGN_OR_RETURN(const auto proxy, proxy_for(request, variables));
  if (!proxy) {
    list.add(unset("proxy"));
  } else {
    list.add({"proxy", proxy->shown, "env", proxy->variable});
  }
  return {};
}

// The store that a call would use; nothing of it is read.
void add_trust(Listing& list, const Settings& settings, const World& world) {
  if (!settings.ca_bundle.value.empty()) {
    return list.add("ca_bundle", settings.ca_bundle.value, settings.ca_bundle.origin);
  }
  const TrustStore store = default_trust_store(world.variables, world.files, world.directories);
  list.add(
      {"ca_bundle", place_of(store), store.variable.empty() ? "default" : "env",
       store.is_built_in() ? "(no store on this machine; for AWS hosts only)" : store.variable});
}

Result<void> add_connection(Listing& list, const Route& route, const World& world) {
  const Settings& settings = route.settings;
  if (route.region_stands_in && !settings.endpoint_url) {
    list.add(unset("endpoint"));
    list.add(unset("proxy"));
  } else {
    const Endpoint& endpoint = route.call.endpoint;
    Origin origin = settings.endpoint_url ? settings.endpoint_url->origin : Origin{};
    if (!settings.endpoint_url && settings.use_dual_stack.value) {
      origin = settings.use_dual_stack.origin;
    }
    if (!settings.endpoint_url && settings.use_fips.value) origin = settings.use_fips.origin;
    list.add("endpoint", url_of(endpoint), origin);
    RETURN_IF_ERROR(add_proxy(list, endpoint, world.variables));
  }
  if (!settings.verify_tls.value) {
    list.add("ca_bundle", "<not verified>", settings.verify_tls.origin);
  } else {
    add_trust(list, settings, world);
  }
  return {};
}

// The last four characters of a key id that is long enough to spare them.
std::string masked(const std::string& key_id) {
  constexpr std::size_t kShown = 4;
  const std::string shown = last_four(key_id);
  return kMask + (shown.size() > kShown ? shown.substr(shown.size() - kShown) : std::string());
}

void add_credentials(Listing& list, const Signer& signer, bool is_signed) {
  if (!is_signed) {
    list.add({"credentials", "<unsigned>", "manual", "--no-sign-request"});
    return;
  }
  const auto& expected = signer.expected;
  if (!expected) {
    list.add(unset("credentials"));
    return;
  }
  list.add("credentials", expected->provider, expected->cause);
  const std::string& provider = expected->provider;
  if (!expected->keys) {
    list.add({"access_key", kNotAsked, provider, ""});
    list.add({"secret_key", kNotAsked, provider, ""});
    return;
  }
  const Credentials& keys = *expected->keys;
  list.add({"access_key", masked(keys.access_key_id), provider, ""});
  list.add({"secret_key", keys.secret_access_key.empty() ? "" : kMask, provider, ""});
  if (keys.session_token) list.add({"session_token", kMask, provider, ""});
}

std::string as_lines(const std::vector<Row>& rows) {
  std::vector<Row> all = {{"NAME", "VALUE", "TYPE", "LOCATION"}};
  all.insert(all.end(), rows.begin(), rows.end());
  std::array<std::size_t, kColumns> widths{};
  for (const Row& row : all) {
    for (std::size_t i = 0; i < kColumns; ++i) {
      widths[i] = std::max(widths[i], code_point_count(row[i]));
    }
  }
  std::string text;
  for (const Row& row : all) {
    std::string line;
    for (std::size_t i = 0; i < kColumns; ++i) {
      if (i > 0) line += " : ";
      line += row[i] + std::string(widths[i] - code_point_count(row[i]), ' ');
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

Value as_value(const std::vector<Row>& rows) {
  Value::List list;
  for (const Row& row : rows) {
    const auto cell = [&](std::size_t i) {
      return row[i] == kNotSet || row[i] == kNobody ? Value(nullptr) : Value(row[i]);
    };
    list.emplace_back(
        Map{{"Name", row[0]}, {"Value", cell(kValue)}, {"Type", cell(2)}, {"Location", cell(3)}});
  }
  return list;
}

}  // namespace

std::string origin_type(const Origin& origin, const ConfigFiles& config) {
  switch (origin.source) {
    case Source::Default:
      return "default";
    case Source::Option:
      return "manual";
    case Source::Variable:
      return "env";
    case Source::Profile:
      return origin.path == config.credentials.path ? "shared-credentials-file" : "config-file";
    case Source::Metadata:
      return "imds";
    case Source::Received:
      return "received";
  }
  return kNobody;
}

Result<Presented> configure_list(const Session& session) {
  const World& world = session.world;
  const ConfigFiles& config = session.config;
  // Where there is no region, the other settings can be told all the same.
  ASSIGN_OR_RETURN(const Route route,
                   plan_route(session, credential_world(session), OfflineLookups(true)));
  Listing list(config, world);
  list.add("profile", route.scope.profile.value, route.scope.profile.origin);
  list.add_file("config_file", config.config, "AWS_CONFIG_FILE");
  list.add_file("credentials_file", config.credentials, "AWS_SHARED_CREDENTIALS_FILE");
  RETURN_IF_ERROR(add_region(list, session.sources(), route));
  RETURN_IF_ERROR(add_connection(list, route, world));
  add_credentials(list, route.signer, !session.options.no_sign_request);

  ASSIGN_OR_RETURN(const Presentation how, choose_presentation(route.settings, world));
  if (!session.options.output && !session.line.query) {
    ASSIGN_OR_RETURN(auto text, encode_text(as_lines(list.rows()), how.encoding));
    return Presented{std::move(text), {}};
  }
  return present(as_value(list.rows()), how, session.line, world);
}

}  // namespace send_bounce
