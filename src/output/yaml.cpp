#include "output/yaml.h"

#include <yaml.h>

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <vector>

#include "send_bounce/text/encoding.h"
#include "send_bounce/text/json_text.h"
#include "send_bounce/text/python_text.h"
#include "send_bounce/text/yaml_scalar.h"

namespace send_bounce {
namespace {

constexpr int kWidth = 80;

int append_to_string(void* out, unsigned char* bytes, std::size_t count) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), count);
  return 1;
}

std::string yaml_float(double number) {
  if (std::isnan(number)) return ".nan";
  if (std::isinf(number)) return number < 0 ? "-.inf" : ".inf";
  return python_float(number);
}

bool is_collection(const Value& value) {
  return value.get<Value::List>() != nullptr || value.get<Map>() != nullptr;
}

/// libyaml's emitter, which is the reference's too. After a failure further events do nothing.
class YamlDocument {
 public:
  YamlDocument() : sound_(yaml_emitter_initialize(&emitter_) != 0) {
    yaml_emitter_set_output(&emitter_, append_to_string, &out_);
    yaml_emitter_set_unicode(&emitter_, 1);
    yaml_emitter_set_width(&emitter_, kWidth);
    emit([](yaml_event_t* event) {
      return yaml_stream_start_event_initialize(event, YAML_UTF8_ENCODING);
    });
    emit([](yaml_event_t* event) {
      return yaml_document_start_event_initialize(event, nullptr, nullptr, nullptr, 1);
    });
  }
  ~YamlDocument() { yaml_emitter_delete(&emitter_); }
  YamlDocument(const YamlDocument&) = delete;
  YamlDocument& operator=(const YamlDocument&) = delete;

  void write(const Value& value) {
    std::visit([this](const auto& held) { write_held(held); }, value.storage());
  }

  Result<std::string> finish() {
    emit([](yaml_event_t* event) { return yaml_document_end_event_initialize(event, 1); });
    emit(yaml_stream_end_event_initialize);
    if (!sound_) return fail(ErrorKind::General, "The result could not be written as YAML.");
    return std::move(out_);
  }

 private:
  template <class T>
  void write_held(const T& held) {
    if constexpr (std::is_same_v<T, std::nullptr_t>) write_word("null");
    if constexpr (std::is_same_v<T, bool>) write_word(held ? "true" : "false");
    if constexpr (std::is_same_v<T, std::int64_t>) write_word(std::to_string(held));
    if constexpr (std::is_same_v<T, double>) write_word(yaml_float(held));
    if constexpr (std::is_same_v<T, std::string>) write_text(held);
    if constexpr (std::is_same_v<T, Bytes>) write_text(held.data);
    if constexpr (std::is_same_v<T, Instant>) write_text(format_iso8601(held));
    if constexpr (std::is_same_v<T, Foreign>) write_word(held.text);
    if constexpr (std::is_same_v<T, Value::List>) write_list(held);
    if constexpr (std::is_same_v<T, Map>) write_map(held);
  }

  void write_list(const Value::List& list) {
    emit([](yaml_event_t* event) {
      return yaml_sequence_start_event_initialize(event, nullptr, nullptr, 1,
                                                  YAML_BLOCK_SEQUENCE_STYLE);
    });
    for (const Value& element : list) write(element);
    emit(yaml_sequence_end_event_initialize);
  }

  void write_map(const Map& map) {
    std::vector<const MapEntry*> sorted;
    for (const MapEntry& entry : map) sorted.push_back(&entry);
    std::sort(sorted.begin(), sorted.end(),
              [](const MapEntry* a, const MapEntry* b) { return a->key < b->key; });
    emit([](yaml_event_t* event) {
      return yaml_mapping_start_event_initialize(event, nullptr, nullptr, 1,
                                                 YAML_BLOCK_MAPPING_STYLE);
    });
    for (const MapEntry* entry : sorted) {
      write_text(entry->key);
      write(entry->value);
    }
    emit(yaml_mapping_end_event_initialize);
  }

  void write_word(const std::string& word) { write_scalar(word, true); }

  // libyaml takes nothing but UTF-8. Plain is what a reader will take for text again.
  void write_text(const std::string& text) {
    write_scalar(replace_invalid_utf8(text),
                 plain_scalar_type(text, YamlVersion::V1_2) == YamlType::Text);
  }

  void write_scalar(const std::string& text, bool may_be_plain) {
    emit([&text, may_be_plain](yaml_event_t* event) {
      return yaml_scalar_event_initialize(
          event, nullptr, nullptr, reinterpret_cast<const yaml_char_t*>(text.data()),
          static_cast<int>(text.size()), may_be_plain ? 1 : 0, 1, YAML_ANY_SCALAR_STYLE);
    });
  }

  template <class Initialize>
  void emit(Initialize initialize) {
    yaml_event_t event;
    sound_ = sound_ && initialize(&event) != 0 && yaml_emitter_emit(&emitter_, &event) != 0;
  }

  yaml_emitter_t emitter_{};
  std::string out_;
  bool sound_;
};

}  // namespace

Result<std::string> format_yaml(const Value& value) {
  if (!is_collection(value)) return json_text(value, JsonSpacing::Indented) + "\n";
  YamlDocument document;
  document.write(value);
  return document.finish();
}

}  // namespace send_bounce
