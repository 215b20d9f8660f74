#include <algorithm>

#include "sim/table/table.hpp"

namespace ddbsim::table {
namespace {

std::vector<std::string> projected_names(const IndexDefinition& index, const KeySchema& table_key) {
  std::vector<std::string> names = index.projection.include;
  for (const auto* attributes :
       {&index.key.hash, &index.key.range, &table_key.hash, &table_key.range}) {
    for (const KeyAttribute& attribute : *attributes) {
      names.push_back(attribute.name);
    }
  }
  std::ranges::sort(names);
  const auto duplicates = std::ranges::unique(names);
  names.erase(duplicates.begin(), duplicates.end());
  return names;
}

}  // namespace

Index::Index(state::Journal& journal, std::uint64_t slot, IndexDefinition definition,
             const KeySchema& table_key)
    : definition_(journal, slot, std::move(definition)),
      projected_(projected_names(definition_.get(), table_key)),
      entries_(journal, slot, definition_.get().key, table_key, false) {}

bool Index::holds(const value::Item& item) const {
  if (!item) {
    return false;
  }
  const auto has = [&item](const KeyAttribute& attribute) {
    return item.find(attribute.name).is(attribute.type);
  };
  const KeySchema& key = definition_.get().key;
  return std::ranges::all_of(key.hash, has) && std::ranges::all_of(key.range, has);
}

value::Item Index::entry_of(const value::Item& item, value::ItemBuilder& builder) const {
  if (!holds(item)) {
    return {};
  }
  if (definition_.get().projection.kind == ProjectionKind::all) {
    return item;
  }
  // Both lists of names are sorted: one walk over both.
  auto next = projected_.begin();
  return builder.project(item, [&](std::string_view name) {
    while (next != projected_.end() && *next < name) {
      ++next;
    }
    return next != projected_.end() && *next == name;
  });
}

void Index::fill(const KeySpace& items, value::ItemBuilder& builder) {
  items.scan({}, [&](const value::Item& item) {
    if (const value::Item entry = entry_of(item, builder)) {
      entries_.load(entry);
    }
    return true;
  });
}

bool Index::same_entry(const value::Item& a, const value::Item& b) const {
  if (a.is_same_as(b)) {
    return true;
  }
  const bool there = holds(a);
  if (there != holds(b) || !there) {
    return there == holds(b);
  }
  if (definition_.get().projection.kind == ProjectionKind::all) {
    return a == b;
  }
  return std::ranges::all_of(projected_,
                             [&](const std::string& name) { return a.find(name) == b.find(name); });
}

}  // namespace ddbsim::table
