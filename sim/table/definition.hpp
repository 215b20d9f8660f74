#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/choice/clock.hpp"
#include "sim/value/item.hpp"

// What a table is, as data. Checked by whoever makes it (the service); this room believes it.
namespace ddbsim::table {

struct KeyAttribute {
  std::string name;
  value::Type type = value::Type::S;  ///< S, N or B
  friend bool operator==(const KeyAttribute&, const KeyAttribute&) = default;
};

/// Key of a table (one hash attribute, none or one range attribute) or of an index (a global one:
/// up to 4 + 4).
struct KeySchema {
  std::vector<KeyAttribute> hash;
  std::vector<KeyAttribute> range;
  friend bool operator==(const KeySchema&, const KeySchema&) = default;
  [[nodiscard]] bool has(std::string_view attribute) const noexcept;
};

enum class ProjectionKind : std::uint8_t { all, keys_only, include };
struct Projection {
  ProjectionKind kind = ProjectionKind::all;
  std::vector<std::string> include;  ///< non-key attributes, as given
  friend bool operator==(const Projection&, const Projection&) = default;
};

struct Throughput {
  std::int64_t read_units = 0;
  std::int64_t write_units = 0;
  friend bool operator==(const Throughput&, const Throughput&) = default;
};
/// What the service tells, and limits, of changes of a throughput.
struct ThroughputHistory {
  std::optional<choice::Instant> last_increase;
  std::optional<choice::Instant> last_decrease;
  std::int64_t decreases = 0;  ///< on the UTC day of the last one
};
/// Maximum request units of an on-demand table; absent: no maximum.
struct OnDemandLimit {
  std::optional<std::int64_t> read_units;
  std::optional<std::int64_t> write_units;
  friend bool operator==(const OnDemandLimit&, const OnDemandLimit&) = default;
};

struct IndexDefinition {
  std::string name;
  KeySchema key;
  Projection projection;
  bool local = false;
  Throughput throughput;  ///< global indexes of provisioned tables
  ThroughputHistory throughput_history;
  std::optional<OnDemandLimit> on_demand;
  std::optional<Throughput> warm;  ///< asked for; absent: what throughput or mode imply
};

enum class StreamView : std::uint8_t { keys_only, new_image, old_image, new_and_old_images };
enum class BillingMode : std::uint8_t { provisioned, pay_per_request };
enum class TableClass : std::uint8_t { standard, standard_infrequent_access };

struct TableDefinition {
  std::string name;
  std::vector<KeyAttribute> attributes;  ///< AttributeDefinitions, in the order given
  KeySchema key;
  std::vector<IndexDefinition> indexes;  ///< local ones first, each kind in order of creation
  BillingMode billing = BillingMode::provisioned;
  bool billing_was_set = false;  ///< BillingModeSummary is described only then
  /// When it became PAY_PER_REQUEST: creation or switches, oldest first.
  std::vector<choice::Instant> on_demand_since;
  Throughput throughput;
  ThroughputHistory throughput_history;
  std::optional<OnDemandLimit> on_demand;
  std::optional<Throughput> warm;  ///< asked for; absent: what throughput or mode imply
  std::optional<TableClass> table_class;
  std::optional<choice::Instant> table_class_changed;  ///< by an update
  std::optional<StreamView> stream;                    ///< absent: off
  std::string stream_label;  ///< of the latest stream, on or off; empty: never had one
  bool deletion_protection = false;
  std::string ttl_attribute;                   ///< empty: TTL is off
  std::optional<choice::Instant> ttl_changed;  ///< when it was last turned on or off
  std::optional<bool> sse_enabled;
  std::string kms_key;  ///< ARN, while encryption with a KMS key is on
  choice::Instant created{};
  std::string id;  ///< UUID

  [[nodiscard]] const IndexDefinition* index(std::string_view wanted) const noexcept;
};

/// The attributes of `item` that make its key in the table, in one item.
[[nodiscard]] value::Item key_of(const KeySchema& key, const value::Item& item,
                                 value::Layouts* layouts = nullptr);
/// "MSG#1|2026-03-01": key values joined, numbers as text, binary as base64. For names of choices
/// and for people.
[[nodiscard]] std::string key_text(const KeySchema& key, const value::Item& item);

}  // namespace ddbsim::table
