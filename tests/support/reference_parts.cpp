#include "tests/support/reference_parts.hpp"

#include <algorithm>

namespace ddbsim::testing::reference {

std::vector<KeyAttribute> attributes_of(const KeySchema& schema) {
  std::vector<KeyAttribute> all = schema.hash;
  all.insert(all.end(), schema.range.begin(), schema.range.end());
  return all;
}

std::optional<Key> values_of(const std::vector<KeyAttribute>& attributes, const Attributes& item) {
  Key key;
  for (const KeyAttribute& attribute : attributes) {
    const auto at = item.find(attribute.name);
    if (at == item.end() || at->second.type() != attribute.type || size_of(at->second) == 0) {
      return std::nullopt;
    }
    key.push_back(at->second);
  }
  return key;
}

std::optional<Key> key_in(const Table& table, const Attributes& item) {
  return values_of(attributes_of(table.definition.key), item);
}

bool is_key(const Table& table, const Attributes& key) {
  return key_in(table, key) && key.size() == attributes_of(table.definition.key).size();
}

Fault index_fault(const Table& table, const Attributes& item) {
  for (const bool local : {false, true}) {
    for (const IndexDefinition& index : table.definition.indexes) {
      for (const KeyAttribute& attribute : attributes_of(index.key)) {
        const auto at = item.find(attribute.name);
        if (index.local != local || at == item.end()) {
          continue;
        }
        const bool is_hash = std::ranges::count(index.key.hash, attribute) != 0;
        if (at->second.type() != attribute.type ||
            size_of(at->second) > (is_hash ? 2048U : 1024U)) {
          return Fault::wrong;
        }
        if (size_of(at->second) == 0) {
          return Fault::empty;
        }
      }
    }
  }
  return Fault::none;
}

std::set<std::string> key_names(const table::TableDefinition& definition,
                                const IndexDefinition* index) {
  std::set<std::string> names;
  for (const KeyAttribute& attribute : attributes_of(definition.key)) {
    names.insert(attribute.name);
  }
  if (index != nullptr) {
    for (const KeyAttribute& attribute : attributes_of(index->key)) {
      names.insert(attribute.name);
    }
  }
  return names;
}

Attributes only(const Attributes& item, const std::set<std::string>& names) {
  Attributes kept;
  for (const std::string& name : names) {
    const auto at = item.find(name);
    if (at != item.end()) {
      kept.insert(*at);
    }
  }
  return kept;
}

Attributes entry_of(const table::TableDefinition& definition, const IndexDefinition& index,
                    const Attributes& item) {
  if (index.projection.kind == table::ProjectionKind::all) {
    return item;
  }
  std::set<std::string> names = key_names(definition, &index);
  if (index.projection.kind == table::ProjectionKind::include) {
    names.insert(index.projection.include.begin(), index.projection.include.end());
  }
  return only(item, names);
}

// ---- Units --------------------------------------------------------------------------------------

namespace {

double blocks(std::size_t bytes, std::size_t block) {
  const std::size_t started = (bytes + block - 1) / block;
  return started == 0 ? 1.0 : static_cast<double>(started);
}
double write_units(std::size_t bytes) { return blocks(bytes, 1024); }

}  // namespace

bool has_key(const Table& table, const std::set<std::string>& names) {
  std::set<std::string> keys = key_names(table.definition, nullptr);
  for (const IndexDefinition& index : table.definition.indexes) {
    keys.merge(key_names(table.definition, &index));
  }
  return std::ranges::any_of(names, [&](const std::string& name) { return keys.contains(name); });
}

bool enters_key(const Table& table, const Meaning& meaning) {
  return (meaning.condition && has_key(table, entered(*meaning.condition))) ||
         (meaning.projection && has_key(table, entered(*meaning.projection)));
}

double read_units(std::size_t bytes, double each) { return each * blocks(bytes, 4096); }

void add_write_units(Units& units, const Table& table, const Attributes& before,
                     const Attributes& after, double factor) {
  units.table += factor * write_units(std::max(size_of(before), size_of(after)));
  for (const IndexDefinition& index : table.definition.indexes) {
    const auto old_key = values_of(attributes_of(index.key), before);
    const auto new_key = values_of(attributes_of(index.key), after);
    const Attributes old_entry = old_key ? entry_of(table.definition, index, before) : Attributes{};
    const Attributes new_entry = new_key ? entry_of(table.definition, index, after) : Attributes{};
    double cost = 0;
    if (old_key && new_key && *old_key == *new_key) {
      cost = old_entry == new_entry ? 0
                                    : write_units(std::max(size_of(old_entry), size_of(new_entry)));
    } else {
      cost = (old_key ? write_units(size_of(old_entry)) : 0) +
             (new_key ? write_units(size_of(new_entry)) : 0);
    }
    if (cost > 0) {
      units.indexes[index.name] += cost;
    }
  }
}

void report(Answer& answer, const service::Text& wanted,
            const std::map<std::string, Units>& units) {
  if (!wanted || *wanted == "NONE") {
    return;
  }
  for (const auto& [table, consumed] : units) {
    double total = consumed.table;
    for (const auto& [index, part] : consumed.indexes) {
      total += part;
    }
    answer.totals[table] = total;
    if (*wanted == "INDEXES") {
      answer.units[table] = consumed;
    }
  }
}

}  // namespace ddbsim::testing::reference
