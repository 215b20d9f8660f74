#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/capacity/units.hpp"
#include "sim/service/model.hpp"
#include "sim/table/table.hpp"

// Consumed capacity of a request, as its response reports it.
namespace ddbsim::service {

/// ReturnConsumedCapacity; absent means NONE.
enum class CapacityDetail : std::uint8_t { none, total, indexes };
[[nodiscard]] CapacityDetail capacity_detail(const Text& return_consumed_capacity) noexcept;

/// Transactions report their units twice: as such, and as read or write units.
enum class CapacityKind : std::uint8_t { plain, transactional_read, transactional_write };

/// Units that one request consumed on one table and its indexes. Add for each item; report once.
class ConsumedUnits {
 public:
  /// `shown`: what the response calls the table, its ARN if that is what the request has. Empty:
  /// its name. Outlives this object.
  explicit ConsumedUnits(const table::TableDefinition& definition, std::string_view shown = {})
      : shown_(shown.empty() ? definition.name : shown) {}

  void add_table(double units) noexcept { table_ += units; }
  void add_index(const table::IndexDefinition& index, double units);
  /// Units of one committed write, on the table and on every index that it reaches.
  void add_write(const table::Table& table, value::ItemBuilder& builder, const value::Item& before,
                 const value::Item& after, bool transactional);

  /// Table and indexes together.
  [[nodiscard]] double total() const noexcept;
  /// The member `ConsumedCapacity` (an element of it, in batches and transactions); `detail` is not
  /// none. Indexes that consumed nothing are left out.
  [[nodiscard]] ConsumedCapacity report(CapacityDetail detail,
                                        CapacityKind kind = CapacityKind::plain) const;

 private:
  std::string_view shown_;
  double table_ = 0;
  std::vector<std::pair<const table::IndexDefinition*, double>> indexes_;
};

}  // namespace ddbsim::service
