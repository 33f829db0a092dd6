#include "input/cli_input.h"

#include <string>
#include <utility>

#include "send_bounce/input/json_reader.h"
#include "send_bounce/input/param_file.h"
#include "send_bounce/input/word_hints.h"
#include "send_bounce/input/yaml_reader.h"
#include "send_bounce/text/charset.h"
#include "send_bounce/text/python_text.h"

namespace send_bounce {
namespace {

struct Language {
  std::string_view option;
  std::string_view name;
  tl::expected<std::string, DecodingFault> (*decode)(std::string_view bytes);
  Result<Value> (*read)(std::string_view text);
};

constexpr Language kLanguages[] = {
    {"cli-input-json", "JSON", decode_json, read_json},
    {"cli-input-yaml", "YAML", decode_yaml, read_yaml},
};

std::string dashed(const Language& language) { return "--" + std::string(language.option); }

// The typed word, or what is in the file that it names.
Result<Value> content_of(const Language& language, const std::string& word, const FileSystem& files,
                         const Variables& variables) {
  auto content = load_param_file(word, files, variables);
  if (content) return content->value_or(Value(word));
  Error error = std::move(content).error();
  if (error.kind != ErrorKind::ParamValidation) return Failure(std::move(error));
  return invalid_parameter(parsing_parameter(dashed(language), error.message));
}

// The reference keeps to itself what is wrong and where, and writes no dashes before the option.
Failure not_readable(const Language& language, std::string why) {
  return invalid_parameter(
      parsing_parameter(language.option, "Invalid " + std::string(language.name) + " received."),
      std::move(why));
}

Result<Value> read_document(const Language& language, const Value& content) {
  std::string text;
  if (const auto* bytes = content.get<Bytes>()) {
    auto decoded = language.decode(bytes->data);
    if (!decoded) return not_readable(language, "The file is not text in a Unicode encoding");
    text = *std::move(decoded);
  } else {
    text = *content.get<std::string>();
  }
  auto value = language.read(text);
  if (value) return value;
  if (value.error().kind == ErrorKind::ParamValidation) {
    return not_readable(language, std::move(value).error().message);
  }
  return fail(value.error().kind, parsing_parameter(dashed(language), value.error().message));
}

Result<std::optional<Map>> read_map(const Language& language, const Value& content) {
  ASSIGN_OR_RETURN(Value document, read_document(language, content));
  if (auto* map = document.get<Map>()) return std::move(*map);
  return invalid_parameter(parsing_parameter(
      dashed(language),
      "Invalid type: expecting map, received <class '" + python_type_name(document) + "'>"));
}

}  // namespace

std::string parsing_parameter(std::string_view option, std::string_view fault) {
  return "Error parsing parameter '" + std::string(option) + "': " + std::string(fault);
}

Result<std::optional<Map>> read_cli_input(const TypedValues& typed, const FileSystem& files,
                                          const Variables& variables) {
  const Language* chosen = nullptr;
  Value content;
  bool both = false;
  for (const Language& language : kLanguages) {
    const auto words = typed.find(language.option);
    if (words == typed.end() || words->second.empty()) continue;
    // A file that cannot be loaded is reported before the choice of one of the two is.
    ASSIGN_OR_RETURN(content, content_of(language, words->second.front(), files, variables));
    both = chosen != nullptr;
    chosen = &language;
  }
  if (chosen == nullptr) return std::nullopt;
  if (both) return invalid_parameter("Only one --cli-input- parameter may be specified.");
  auto map = read_map(*chosen, content);
  if (map) return map;
  return with_hint(std::move(map).error(), {dashed(*chosen), typed.find(chosen->option)->second,
                                            is_file_in(files, variables)});
}

}  // namespace send_bounce
