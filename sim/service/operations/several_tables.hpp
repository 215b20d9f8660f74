#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/service/consumed.hpp"
#include "sim/service/write_path.hpp"

// What the responses of batches and transactions tell of several tables.
namespace ddbsim::service {

/// Consumed units by table, reported in order of table name (the service promises none).
class ConsumedByTable {
 public:
  /// `shown` as for ConsumedUnits; of a table with two names in one request, the first.
  [[nodiscard]] ConsumedUnits& of(const table::Table& table, std::string_view shown = {}) {
    return units_.try_emplace(table.definition().name, table.definition(), shown).first->second;
  }
  /// The member `ConsumedCapacity`; absent unless the request wants it.
  [[nodiscard]] Optional<std::vector<ConsumedCapacity>> report(
      const Text& return_consumed_capacity, CapacityKind kind = CapacityKind::plain) const {
    const CapacityDetail detail = capacity_detail(return_consumed_capacity);
    if (detail == CapacityDetail::none) {
      return std::nullopt;
    }
    std::vector<ConsumedCapacity> reports;
    reports.reserve(units_.size());
    for (const auto& [table, units] : units_) {
      reports.push_back(units.report(detail, kind));
    }
    return reports;
  }

 private:
  std::map<std::string, ConsumedUnits> units_;
};

/// The item collections that a request wrote to, each once, by the name that the request gives to
/// the table.
class TouchedCollections {
 public:
  void add(const std::string& name, const table::Table& table, const value::Item& key) {
    touched_.push_back({&name, &table, key});
  }
  /// The member `ItemCollectionMetrics`, as things stand now; absent unless the request wants it
  /// and a table has local indexes.
  [[nodiscard]] Optional<std::map<std::string, std::vector<ItemCollectionMetrics>>> report(
      const Text& return_item_collection_metrics) const {
    Optional<std::map<std::string, std::vector<ItemCollectionMetrics>>> report;
    for (const Touched& touched : touched_) {
      auto metrics =
          collection_metrics(return_item_collection_metrics, *touched.table, touched.key);
      if (!metrics) {
        continue;
      }
      if (!report) {
        report.emplace();
      }
      std::vector<ItemCollectionMetrics>& of_table = (*report)[*touched.name];
      const auto same = [&](const ItemCollectionMetrics& other) {
        return other.item_collection_key == metrics->item_collection_key;
      };
      if (std::ranges::none_of(of_table, same)) {
        of_table.push_back(std::move(*metrics));
      }
    }
    return report;
  }

 private:
  struct Touched {
    const std::string* name;
    const table::Table* table;
    value::Item key;
  };
  std::vector<Touched> touched_;
};

}  // namespace ddbsim::service
