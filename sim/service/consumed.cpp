#include "sim/service/consumed.hpp"

#include <algorithm>

#include "sim/service/item_checks.hpp"

namespace ddbsim::service {

CapacityDetail capacity_detail(const Text& return_consumed_capacity) noexcept {
  if (is(return_consumed_capacity, "TOTAL")) {
    return CapacityDetail::total;
  }
  return is(return_consumed_capacity, "INDEXES") ? CapacityDetail::indexes : CapacityDetail::none;
}

void ConsumedUnits::add_index(const table::IndexDefinition& index, double units) {
  const auto at = std::ranges::find(indexes_, &index, &decltype(indexes_)::value_type::first);
  if (at != indexes_.end()) {
    at->second += units;
  } else {
    indexes_.emplace_back(&index, units);
  }
}

void ConsumedUnits::add_write(const table::Table& table, value::ItemBuilder& builder,
                              const value::Item& before, const value::Item& after,
                              bool transactional) {
  add_table(capacity::table_write_units(before, after, transactional));
  for (const auto& index : table.indexes()) {
    const value::Item old_entry = before ? index->entry_of(before, builder) : value::Item{};
    const value::Item new_entry = after ? index->entry_of(after, builder) : value::Item{};
    const bool same_key = old_entry && new_entry &&
                          index->entries().partition_bytes(old_entry) ==
                              index->entries().partition_bytes(new_entry) &&
                          index->entries().compare(old_entry, new_entry) == 0;
    const double units = capacity::index_write_units(old_entry, new_entry, same_key);
    if (units > 0) {
      add_index(index->definition(), units);
    }
  }
}

double ConsumedUnits::total() const noexcept {
  double sum = table_;
  for (const auto& [index, units] : indexes_) {
    sum += units;
  }
  return sum;
}

ConsumedCapacity ConsumedUnits::report(CapacityDetail detail, CapacityKind kind) const {
  const auto fill = [kind](auto& capacity, double units) {
    capacity.capacity_units = units;
    if (kind == CapacityKind::transactional_read) {
      capacity.read_capacity_units = units;
    } else if (kind == CapacityKind::transactional_write) {
      capacity.write_capacity_units = units;
    }
  };
  ConsumedCapacity consumed{.table_name = std::string(shown_)};
  fill(consumed, total());
  if (detail != CapacityDetail::indexes) {
    return consumed;
  }
  fill(consumed.table.emplace(), table_);
  for (const auto& [index, units] : indexes_) {
    auto& group =
        index->local ? consumed.local_secondary_indexes : consumed.global_secondary_indexes;
    if (!group) {
      group.emplace();
    }
    fill((*group)[index->name], units);
  }
  return consumed;
}

}  // namespace ddbsim::service
