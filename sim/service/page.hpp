#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/expression/compiled.hpp"
#include "sim/service/account.hpp"
#include "sim/service/bindings.hpp"
#include "sim/service/consumed.hpp"
#include "sim/service/legacy.hpp"
#include "sim/service/read_path.hpp"

// What Query and Scan have in common: what is read (table or index), what is shown of it, and one
// page of the answer.
namespace ddbsim::service {

/// Where a Query or Scan reads.
struct Source {
  table::Table* table = nullptr;
  const table::Index* index = nullptr;  ///< null: the table itself
  std::string_view shown = {};          ///< the table as the request calls it, by name or ARN

  [[nodiscard]] const table::KeySpace& entries() const noexcept {
    return index == nullptr ? table->items() : index->entries();
  }
  [[nodiscard]] bool is_global_index() const noexcept {
    return index != nullptr && !index->definition().local;
  }
  /// Is the attribute in the entries that are read?
  [[nodiscard]] bool shows(std::string_view attribute) const noexcept;
  /// Attributes of the key of an entry: those of the index and those of the table.
  [[nodiscard]] bool is_key(std::string_view attribute) const noexcept;
  [[nodiscard]] std::size_t key_count() const noexcept;
};

/// Table and index of a request, which outlives what it gets; `action` as for `locate_table`.
/// Refuses an unknown index and a consistent read of a global one.
[[nodiscard]] Result<Source> locate_source(const Account& account, std::string_view action,
                                           std::string_view table_name, const Text& index_name,
                                           bool consistent);

/// The combination of Select, IndexName, and ProjectionExpression or AttributesToGet; after the
/// expressions, as in DynamoDB Local and dynalite.
[[nodiscard]] Refusal check_select(const Text& select, const Text& projection_expression,
                                   const AttributesToGet& attributes_to_get,
                                   const Text& index_name);

/// What a page shows of the entries that it reads.
struct View {
  std::optional<expression::Condition> filter = {};
  MaybeProjection projection = {};
  bool count_only = false;  ///< Select COUNT
  bool fetch = false;       ///< a local index lacks what is asked for: read the items themselves
};

/// Parses and binds: filter before projection, the service's order. `legacy`: what the older
/// parameters say instead.
[[nodiscard]] Result<View> bind_view(Bindings& bindings, const Text& filter_expression,
                                     const Text& projection_expression, const Text& select,
                                     LegacyView& legacy);

/// Refuses paths into key attributes, in the filter or the projection.
[[nodiscard]] Refusal check_paths(const Source& source, const View& view);

/// Decides `view.fetch`; refuses such paths and what a global index does not hold: ALL_ATTRIBUTES,
/// projected attributes.
[[nodiscard]] Refusal check_shown(const Source& source, const Text& select, View& view);

/// The key that a page ended with, against the schema. Texts differ between Query and Scan.
enum class Reader : std::uint8_t { query, scan };
[[nodiscard]] Refusal check_start_key(const Source& source, const value::Item& start_key,
                                      Reader reader);

/// One page as it fills: `take` each entry in order until it says that the page is full.
class Page {
 public:
  Page(Account& account, const Source& source, const View& view, bool consistent,
       const Integer& limit);

  /// False: that was the last one. The page ends with the entry that reaches the limit or 1 MB,
  /// whether there are more or not, as the service's does.
  [[nodiscard]] bool take(const value::Item& entry);

  /// What was read so far.
  [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

  /// The response's members, from `QueryResponse` or `ScanResponse`.
  template <class Response>
  void answer(Response& response, const Text& return_consumed_capacity) {
    if (!view_.count_only) {
      response.items = std::move(items_);
    }
    response.count = count_;
    response.scanned_count = scanned_;
    response.last_evaluated_key = std::move(last_);
    const CapacityDetail detail = capacity_detail(return_consumed_capacity);
    if (detail != CapacityDetail::none) {
      response.consumed_capacity = consumed().report(detail);
    }
  }

 private:
  [[nodiscard]] value::Item shown(const value::Item& entry);
  [[nodiscard]] ConsumedUnits consumed() const;

  Account& account_;
  const Source& source_;
  const View& view_;
  capacity::Read read_;
  std::int64_t limit_;
  std::vector<value::Item> items_;
  std::int64_t count_ = 0;
  std::int64_t scanned_ = 0;
  std::uint64_t bytes_ = 0;
  double fetched_units_ = 0;
  value::Item last_;
};

}  // namespace ddbsim::service
