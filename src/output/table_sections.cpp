#include "output/table_sections.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <type_traits>

#include "send_bounce/output/text_width.h"
#include "send_bounce/text/python_text.h"

namespace send_bounce {
namespace {

using List = Value::List;
using Keys = std::set<std::string>;
using Cells = std::vector<std::string>;

constexpr std::int64_t kPadding = 4;     // of a cell, its edge included
constexpr std::int64_t kFrameWidth = 2;  // both sides

Failure no_table() {
  return fail(ErrorKind::General,
              "--output table cannot show lists whose elements differ in kind or length. Use "
              "--output json");
}

bool is_nested(const Value& value) {
  return value.get<List>() != nullptr || value.get<Map>() != nullptr;
}

// What Python takes for false.
bool is_empty(const Value& value) {
  return std::visit(
      [](const auto& held) {
        using T = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<T, std::nullptr_t>) return true;
        if constexpr (std::is_arithmetic_v<T>) return held == T{};
        if constexpr (std::is_same_v<T, std::string>) return held.empty();
        if constexpr (std::is_same_v<T, List>) return held.empty();
        if constexpr (std::is_same_v<T, Map>) return held.empty();
        return false;
      },
      value.storage());
}

/// The keys under which maps hold scalars and those under which they hold more; a key of several
/// maps may be both.
struct KeysOfMaps {
  Keys scalar;
  Keys nested;

  void add(const Map& map) {
    for (const MapEntry& entry : map) (is_nested(entry.value) ? nested : scalar).insert(entry.key);
  }
};

Cells cells_of(const Map& map, const Keys& keys) {
  Cells cells;
  for (const std::string& key : keys) {
    const Value* value = map.find(key);
    cells.push_back(value == nullptr ? std::string() : python_str(*value));
  }
  return cells;
}

// The elements of a list that begins with a map. Beside maps without scalars the reference lets
// an empty list or string pass as one more of them.
Result<std::vector<Map>> maps_of(const List& list) {
  std::vector<Map> maps;
  bool has_other = false;
  bool has_scalars = false;
  for (const Value& element : list) {
    const auto* map = element.get<Map>();
    const bool passes = element == Value(List{}) || element == Value("");
    if (map == nullptr && !passes) return no_table();
    has_other = has_other || map == nullptr;
    maps.push_back(map == nullptr ? Map() : *map);
    has_scalars = has_scalars || std::any_of(maps.back().begin(), maps.back().end(),
                                             [](const auto& e) { return !is_nested(e.value); });
  }
  if (has_other && has_scalars) return no_table();
  return maps;
}

class SectionBuilder {
 public:
  std::vector<TableSection> take() { return std::move(sections_); }

  Result<void> add_titled(const std::string& title, const Value& value, int depth) {
    if (is_empty(value)) return {};
    sections_.emplace_back(title, depth);
    if (const auto* list = value.get<List>()) return add_list(*list, depth, title);
    if (const auto* map = value.get<Map>()) return add_map(*map, depth);
    return {};
  }

 private:
  Result<void> add_map(const Map& map, int depth) {
    KeysOfMaps keys;
    keys.add(map);
    if (keys.scalar.size() == 1) {
      const std::string& key = *keys.scalar.begin();
      RETURN_IF_ERROR(section().add_row({key, python_str(*map.find(key))}));
    } else if (!keys.scalar.empty()) {
      RETURN_IF_ERROR(section().add_header(Cells(keys.scalar.begin(), keys.scalar.end())));
      RETURN_IF_ERROR(section().add_row(cells_of(map, keys.scalar)));
    }
    return add_nested(map, keys.nested, depth);
  }

  Result<void> add_list(const List& list, int depth, const std::optional<std::string>& title) {
    if (list.front().get<Map>() != nullptr) return add_maps(list, depth, title);
    for (const Value& element : list) RETURN_IF_ERROR(add_element(element));
    return {};
  }

  Result<void> add_element(const Value& element) {
    // A map that is not its list's first element shows its keys: an accident that is kept.
    if (const auto* map = element.get<Map>()) {
      Cells keys;
      for (const MapEntry& entry : *map) keys.push_back(entry.key);
      return section().add_row(std::move(keys));
    }
    const auto* list = element.get<List>();
    if (list == nullptr) return section().add_row({python_str(element)});
    if (std::any_of(list->begin(), list->end(), is_nested)) {
      return add_list(*list, 0, std::nullopt);
    }
    Cells row;
    for (const Value& value : *list) row.push_back(python_str(value));
    return section().add_row(std::move(row));
  }

  Result<void> add_maps(const List& list, int depth, const std::optional<std::string>& title) {
    ASSIGN_OR_RETURN(const std::vector<Map> maps, maps_of(list));
    KeysOfMaps keys;
    for (const Map& map : maps) keys.add(map);
    const Cells header(keys.scalar.begin(), keys.scalar.end());
    RETURN_IF_ERROR(section().add_header(header));
    bool first = true;
    for (const Map& map : maps) {
      if (!first && !keys.nested.empty()) {
        sections_.emplace_back(title, depth);
        RETURN_IF_ERROR(section().add_header(header));
      }
      first = false;
      RETURN_IF_ERROR(section().add_row(cells_of(map, keys.scalar)));
      RETURN_IF_ERROR(add_nested(map, keys.nested, depth));
    }
    return {};
  }

  Result<void> add_nested(const Map& map, const Keys& keys, int depth) {
    for (const std::string& key : keys) {
      const Value* value = map.find(key);
      if (value != nullptr) RETURN_IF_ERROR(add_titled(key, *value, depth + 1));
    }
    return {};
  }

  TableSection& section() { return sections_.back(); }

  std::vector<TableSection> sections_;
};

}  // namespace

Result<void> TableSection::add_header(std::vector<std::string> header) {
  RETURN_IF_ERROR(note_widths(header));
  if (!columns_) columns_ = header.size();
  header_ = std::move(header);
  return {};
}

Result<void> TableSection::add_row(std::vector<std::string> row) {
  if (!columns_) columns_ = row.size();
  if (row.size() != *columns_) return no_table();
  RETURN_IF_ERROR(note_widths(row));
  rows_.push_back(std::move(row));
  return {};
}

Result<void> TableSection::note_widths(const std::vector<std::string>& cells) {
  if (widest_.empty()) widest_.resize(cells.size());
  if (cells.size() > widest_.size()) return no_table();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    widest_[i] = std::max(widest_[i], display_width(cells[i]));
  }
  return {};
}

TableSection TableSection::turned() const {
  TableSection section(title_, depth_);
  const Cells& row = rows_.front();
  for (std::size_t i = 0; i < std::min(header_.size(), row.size()); ++i) {
    static_cast<void>(section.add_row({header_[i], row[i]}));
  }
  return section;
}

std::int64_t TableSection::least_width() const {
  std::int64_t columns = 0;
  for (const std::int64_t width : widest_) columns += width + kPadding;
  const std::int64_t title = display_width(title_.value_or("None"));
  return std::max(title, columns) + kFrameWidth * (depth_ + 1);
}

std::vector<std::int64_t> TableSection::column_widths(std::int64_t total) const {
  std::int64_t unscaled = 0;
  for (const std::int64_t width : widest_) unscaled += width + kPadding;
  const double scale = static_cast<double>(total) / static_cast<double>(unscaled);

  std::vector<std::int64_t> widths;
  std::int64_t surplus = -total;
  for (const std::int64_t width : widest_) {
    // Halves to the even number, as Python's round does.
    widths.push_back(std::llrint(scale * static_cast<double>(width + kPadding)));
    surplus += widths.back();
  }
  // What rounding left over is taken from the first columns on, or given to the last ones.
  for (std::size_t i = 0; surplus != 0 && !widths.empty(); i = (i + 1) % widths.size()) {
    std::int64_t& width = surplus > 0 ? widths[i] : widths[widths.size() - 1 - i];
    width += surplus > 0 ? -1 : 1;
    surplus += surplus > 0 ? -1 : 1;
  }
  return widths;
}

Result<std::vector<TableSection>> table_sections(const Value& value, const std::string& title) {
  SectionBuilder builder;
  RETURN_IF_ERROR(builder.add_titled(title, value, 0));
  return builder.take();
}

}  // namespace send_bounce
