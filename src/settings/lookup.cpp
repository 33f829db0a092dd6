#include "settings/lookup.h"

#include "send_bounce/words/encoding.h"

namespace send_bounce {
namespace {

Setting<std::string> from_variable(std::string_view name, std::string value) {
  return {std::move(value), Origin{Source::Variable, std::string(name), {}, {}}};
}

FoundText first_variable(const SettingRow& row, const Variables& variables) {
  for (const std::string_view name : row.variables) {
    if (name.empty()) continue;
    auto value = variables.get(std::string(name));
    if (value && (row.empty_value_counts || !value->empty())) {
      return from_variable(name, *std::move(value));
    }
  }
  return std::nullopt;
}

FoundText default_of(const SettingRow& row) {
  if (row.fallback.empty()) return std::nullopt;
  return Setting<std::string>{std::string(row.fallback), {}};
}

}  // namespace

FoundText look_up_outside_profile(const SettingRow& row, const std::optional<std::string>& typed,
                                  const Variables& variables) {
  if (typed && (row.empty_option_counts || !typed->empty())) {
    return Setting<std::string>{*typed, Origin{Source::Option, std::string(row.option), {}, {}}};
  }
  if (auto found = first_variable(row, variables)) return found;
  return row.key.empty() ? default_of(row) : std::nullopt;
}

Result<FoundText> look_up(const SettingRow& row, const std::optional<std::string>& typed,
                          const Variables& variables, const ConfigFiles& files,
                          std::string_view profile) {
  if (auto found = look_up_outside_profile(row, typed, variables)) return found;
  if (!row.key.empty()) {
    ASSIGN_OR_RETURN(auto found, text_in_profile(files, profile, row.key));
    if (found && (row.empty_value_counts || !found->text.empty())) {
      return Setting<std::string>{std::move(found->text),
                                  Origin{Source::Profile, std::string(row.key),
                                         std::string(profile), std::move(found->path)}};
    }
  }
  if (!row.last_variable.empty()) {
    if (auto value = variables.get(std::string(row.last_variable))) {
      return from_variable(row.last_variable, *std::move(value));
    }
  }
  return default_of(row);
}

Result<Setting<std::string>> look_up_text(const SettingRow& row, const SettingSources& sources,
                                          std::string_view profile,
                                          const std::optional<std::string>& typed) {
  ASSIGN_OR_RETURN(auto found, look_up(row, typed, sources.variables, sources.files, profile));
  return found ? *std::move(found) : Setting<std::string>{};
}

Result<Setting<bool>> look_up_switch(const SettingRow& row, const SettingSources& sources,
                                     std::string_view profile) {
  ASSIGN_OR_RETURN(const auto found, look_up_text(row, sources, profile));
  return Setting<bool>{to_lower(found.value) == "true", found.origin};
}

}  // namespace send_bounce
