#include "sim/service/operations/describe.hpp"

#include "sim/service/control_state.hpp"
#include "sim/service/operations/replicas.hpp"
#include "sim/service/operations/table_options.hpp"
#include "sim/service/operations/table_texts.hpp"
#include "sim/service/times.hpp"
#include "sim/service/transitions.hpp"

namespace ddbsim::service {

namespace {

using table::IndexDefinition;
using table::TableDefinition;

std::int64_t as_count(std::uint64_t count) { return static_cast<std::int64_t>(count); }

std::vector<AttributeDefinition> attributes_of(const TableDefinition& definition) {
  std::vector<AttributeDefinition> out;
  out.reserve(definition.attributes.size());
  for (const table::KeyAttribute& attribute : definition.attributes) {
    out.push_back({.attribute_name = attribute.name,
                   .attribute_type = std::string(value::name_of(attribute.type))});
  }
  return out;
}

std::vector<KeySchemaElement> elements_of(const table::KeySchema& key) {
  std::vector<KeySchemaElement> out;
  out.reserve(key.hash.size() + key.range.size());
  for (const table::KeyAttribute& attribute : key.hash) {
    out.push_back({.attribute_name = attribute.name, .key_type = "HASH"});
  }
  for (const table::KeyAttribute& attribute : key.range) {
    out.push_back({.attribute_name = attribute.name, .key_type = "RANGE"});
  }
  return out;
}

ProjectionSpec projection_of(const table::Projection& projection) {
  ProjectionSpec out{.projection_type = std::string(text_of(projection.kind))};
  if (projection.kind == table::ProjectionKind::include) {
    out.non_key_attributes = projection.include;
  }
  return out;
}

ThroughputDescription throughput_of(const table::Throughput& throughput,
                                    const table::ThroughputHistory& history, choice::Instant now) {
  using std::chrono::days;
  using std::chrono::floor;
  const bool today =
      history.last_decrease && floor<days>(*history.last_decrease) == floor<days>(now);
  return {.last_increase_date_time = epoch_seconds(history.last_increase),
          .last_decrease_date_time = epoch_seconds(history.last_decrease),
          .number_of_decreases_today = today ? history.decreases : 0,
          .read_capacity_units = throughput.read_units,
          .write_capacity_units = throughput.write_units};
}

std::optional<OnDemandThroughput> limit_of(const std::optional<table::OnDemandLimit>& limit) {
  if (!limit) {
    return std::nullopt;
  }
  return OnDemandThroughput{.max_read_request_units = limit->read_units.value_or(-1),
                            .max_write_request_units = limit->write_units.value_or(-1)};
}

/// `Warm`: the description of a table's or of an index's.
template <class Warm, class Definition>
Warm warm_of(const Definition& definition, table::BillingMode billing) {
  const table::Throughput warm = warm_throughput(definition.warm, billing, definition.throughput);
  return {.read_units_per_second = warm.read_units,
          .write_units_per_second = warm.write_units,
          .status = "ACTIVE"};
}

GlobalSecondaryIndexDescription describe_global(const Account& account, const table::Table& table,
                                                const IndexDefinition& index) {
  const table::KeySpace& entries = table.index(index.name)->entries();
  return {.index_name = index.name,
          .key_schema = elements_of(index.key),
          .projection = projection_of(index.projection),
          .index_status = "ACTIVE",
          .provisioned_throughput =
              throughput_of(index.throughput, index.throughput_history, account.now()),
          .index_size_bytes = as_count(entries.size_bytes()),
          .item_count = as_count(entries.count()),
          .index_arn = account.table_arn(table.definition().name) + "/index/" + index.name,
          .on_demand_throughput = limit_of(index.on_demand),
          .warm_throughput = warm_of<GlobalSecondaryIndexWarmThroughputDescription>(
              index, table.definition().billing)};
}

LocalSecondaryIndexDescription describe_local(const Account& account, const table::Table& table,
                                              const IndexDefinition& index) {
  const table::KeySpace& entries = table.index(index.name)->entries();
  return {.index_name = index.name,
          .key_schema = elements_of(index.key),
          .projection = projection_of(index.projection),
          .index_size_bytes = as_count(entries.size_bytes()),
          .item_count = as_count(entries.count()),
          .index_arn = account.table_arn(table.definition().name) + "/index/" + index.name};
}

void add_indexes(const Account& account, const table::Table& table, TableDescription& out) {
  for (const IndexDefinition& index : table.definition().indexes) {
    if (index.local) {
      auto& indexes = out.local_secondary_indexes ? *out.local_secondary_indexes
                                                  : out.local_secondary_indexes.emplace();
      indexes.push_back(describe_local(account, table, index));
    } else {
      auto& indexes = out.global_secondary_indexes ? *out.global_secondary_indexes
                                                   : out.global_secondary_indexes.emplace();
      indexes.push_back(describe_global(account, table, index));
    }
  }
}

void add_stream(const Account& account, const TableDefinition& definition, TableDescription& out) {
  if (definition.stream) {
    out.stream_specification = StreamSpecification{
        .stream_enabled = true, .stream_view_type = std::string(text_of(*definition.stream))};
  }
  if (!definition.stream_label.empty()) {
    out.latest_stream_label = definition.stream_label;
    out.latest_stream_arn =
        account.table_arn(definition.name) + "/stream/" + definition.stream_label;
  }
}

std::optional<BillingModeSummary> billing_of(const TableDefinition& definition) {
  if (!definition.billing_was_set) {
    return std::nullopt;
  }
  BillingModeSummary out{.billing_mode = std::string(text_of(definition.billing))};
  if (!definition.on_demand_since.empty()) {
    out.last_update_to_pay_per_request_date_time = epoch_seconds(definition.on_demand_since.back());
  }
  return out;
}

/// Statuses of a table that is not ACTIVE, and of its indexes.
void add_state(const Account& account, const std::string& name, TableDescription& out) {
  const TableState state = state_of(account, name);
  if (state == TableState::creating) {
    set_status(out, text_of(state));
    if (out.restore_summary) {
      out.restore_summary->restore_in_progress = true;
    }
    return;
  }
  out.table_status = std::string(text_of(state));
  if (out.global_secondary_indexes) {
    for (GlobalSecondaryIndexDescription& index : *out.global_secondary_indexes) {
      if (is_backfilling(account, name, *index.index_name)) {
        index.index_status = "CREATING";
        index.backfilling = true;
      }
    }
  }
}

/// What is said of a table in any state.
TableDescription describe_core(const Account& account, const table::Table& table) {
  const TableDefinition& definition = table.definition();
  return {.table_name = definition.name,
          .provisioned_throughput =
              throughput_of(definition.throughput, definition.throughput_history, account.now()),
          .table_size_bytes = as_count(table.items().size_bytes()),
          .item_count = as_count(table.items().count()),
          .table_arn = account.table_arn(definition.name),
          .table_id = definition.id,
          .billing_mode_summary = billing_of(definition),
          .deletion_protection_enabled = definition.deletion_protection};
}

}  // namespace

TableDescription describe(const Account& account, const table::Table& table) {
  const TableDefinition& definition = table.definition();
  TableDescription out = describe_core(account, table);
  out.attribute_definitions = attributes_of(definition);
  out.key_schema = elements_of(definition.key);
  out.table_status = "ACTIVE";
  out.creation_date_time = epoch_seconds(definition.created);
  add_indexes(account, table, out);
  add_stream(account, definition, out);
  if (definition.sse_enabled.value_or(false)) {
    out.sse_description = SseDescription{
        .status = "ENABLED", .sse_type = "KMS", .kms_master_key_arn = definition.kms_key};
  }
  if (definition.table_class) {
    out.table_class_summary =
        TableClassSummary{.table_class = std::string(text_of(*definition.table_class)),
                          .last_update_date_time = epoch_seconds(definition.table_class_changed)};
  }
  out.on_demand_throughput = limit_of(definition.on_demand);
  describe_replicas(account, definition.name, out);
  out.restore_summary = account.control().settings(definition.name).restored;
  add_state(account, definition.name, out);
  out.warm_throughput = warm_of<TableWarmThroughputDescription>(definition, definition.billing);
  return out;
}

TableDescription describe_deleted(const Account& account, const table::Table& table) {
  TableDescription out = describe_core(account, table);
  out.table_status = "DELETING";
  return out;
}

void set_status(TableDescription& description, std::string_view status) {
  description.table_status = std::string(status);
  if (description.global_secondary_indexes) {
    for (GlobalSecondaryIndexDescription& index : *description.global_secondary_indexes) {
      index.index_status = std::string(status);
    }
  }
}

}  // namespace ddbsim::service
