#include "sim/service/operations/restore.hpp"

#include <algorithm>

#include "sim/service/control_state.hpp"
#include "sim/service/operations/describe.hpp"
#include "sim/service/operations/table_checks.hpp"
#include "sim/service/operations/table_options.hpp"
#include "sim/service/operations/table_texts.hpp"
#include "sim/service/resource.hpp"
#include "sim/service/times.hpp"
#include "sim/service/transitions.hpp"

namespace ddbsim::service {

namespace {

using table::BillingMode;
using table::IndexDefinition;
using table::TableDefinition;

/// "You can choose to exclude some or all of the indexes": what is named must be there, with the
/// same key and projection. The service's words are not published.
template <class Spec>
Refusal keep_indexes(const std::vector<Spec>& wanted, bool local, TableDefinition& definition) {
  std::vector<IndexDefinition> kept;
  for (const Spec& spec : wanted) {
    const IndexDefinition* const before = definition.index(*spec.index_name);
    const IndexDefinition made = make_index(spec, definition.attributes);
    if (before == nullptr || before->local != local || before->key != made.key ||
        before->projection != made.projection) {
      return invalid_parameters("Indexes of a restore must be those of its source: " + made.name)
          .error();
    }
    kept.push_back(made);
  }
  std::erase_if(definition.indexes,
                [&](const IndexDefinition& index) { return index.local == local; });
  definition.indexes.insert(local ? definition.indexes.begin() : definition.indexes.end(),
                            kept.begin(), kept.end());
  return {};
}

/// Keys of an override may name what the source does not define: an index of no source.
template <class Spec>
Refusal check_keys(const std::vector<Spec>& wanted, const TableDefinition& definition) {
  for (const Spec& spec : wanted) {
    const bool defined = std::ranges::all_of(*spec.key_schema, [&](const KeySchemaElement& key) {
      return std::ranges::find(definition.attributes, *key.attribute_name,
                               &table::KeyAttribute::name) != definition.attributes.end();
    });
    if (!defined || !spec.projection->projection_type) {
      return invalid_parameters("Indexes of a restore must be those of its source: " +
                                *spec.index_name)
          .error();
    }
  }
  return {};
}

template <class Request>
Refusal override_indexes(const Request& request, TableDefinition& definition) {
  if (request.global_secondary_index_override) {
    const auto& wanted = *request.global_secondary_index_override;
    if (Refusal refusal = check_keys(wanted, definition).or_else([&] {
          return keep_indexes(wanted, /*local=*/false, definition);
        })) {
      return refusal;
    }
  }
  if (!request.local_secondary_index_override) {
    return {};
  }
  const auto& wanted = *request.local_secondary_index_override;
  return check_keys(wanted, definition).or_else([&] {
    return keep_indexes(wanted, /*local=*/true, definition);
  });
}

template <class Request>
Refusal override_units(const Request& request, TableDefinition& definition) {
  if (request.billing_mode_override) {
    definition.billing = billing_mode(*request.billing_mode_override);
  }
  if (request.provisioned_throughput_override) {
    if (definition.billing == BillingMode::pay_per_request) {
      return invalid_parameters(
                 "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when "
                 "BillingMode is PAY_PER_REQUEST")
          .error();
    }
    definition.throughput = make_throughput(*request.provisioned_throughput_override);
  }
  if (definition.billing == BillingMode::pay_per_request) {
    definition.throughput = {};
    for (IndexDefinition& index : definition.indexes) {
      index.throughput = {};
    }
  } else if (definition.throughput == table::Throughput{}) {
    return invalid_parameters(
               "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode "
               "is PROVISIONED")
        .error();
  }
  if (request.on_demand_throughput_override) {
    if (Refusal refusal =
            check_on_demand(*request.on_demand_throughput_override, definition.billing,
                            "table BillingMode is PROVISIONED.")) {
      return refusal;
    }
    definition.on_demand = make_limit(*request.on_demand_throughput_override);
  }
  return {};
}

/// What does not come along.
void strip(TableDefinition& definition, choice::Instant now) {
  definition.id.clear();
  definition.created = now;
  definition.stream.reset();
  definition.stream_label.clear();
  definition.ttl_attribute.clear();
  definition.ttl_changed.reset();
  definition.deletion_protection = false;
  definition.throughput_history = {};
  definition.table_class_changed.reset();
  for (IndexDefinition& index : definition.indexes) {
    index.throughput_history = {};
  }
  const bool on_demand = definition.billing == BillingMode::pay_per_request;
  definition.billing_was_set = on_demand;
  definition.on_demand_since =
      on_demand ? std::vector<choice::Instant>{now} : std::vector<choice::Instant>{};
}

void put_items(Account& account, table::Table& table, const std::vector<value::Item>& items) {
  std::vector<Write> writes;
  writes.reserve(items.size());
  for (const value::Item& item : items) {
    writes.push_back({.table = &table, .before = {}, .after = item});
  }
  account.commit(writes);
}

}  // namespace

template <class Request>
Result<TableDescription> restore(Account& account, const Request& request,
                                 Restoration restoration) {
  if (account.find_table(restoration.target) != nullptr) {
    return fail(ErrorType::table_already_exists, "Table already exists: " + restoration.target);
  }
  TableDefinition& definition = restoration.definition;
  definition.name = restoration.target;
  if (Refusal refusal = override_indexes(request, definition).or_else([&] {
        return override_units(request, definition);
      })) {
    return std::unexpected(std::move(*refusal));
  }
  if (request.sse_specification_override) {
    set_encryption(account, *request.sse_specification_override, definition);
  }
  strip(definition, account.now());
  definition.attributes = used_attributes(definition);
  table::Table& table = account.add_table(std::move(definition));
  put_items(account, table, restoration.items);
  restoration.summary.restore_date_time = epoch_seconds(account.now());
  restoration.summary.restore_in_progress = false;
  account.control().change_settings(restoration.target, [&](TableSettings& settings) {
    settings.restored = restoration.summary;
  });
  begin_transition(account, restoration.target, TableState::creating);
  TableDescription description = describe(account, table);
  set_status(description, "CREATING");
  description.restore_summary->restore_in_progress = true;
  description.item_count = 0;
  description.table_size_bytes = 0;
  return description;
}

template Result<TableDescription> restore(Account&, const RestoreTableFromBackupRequest&,
                                          Restoration);
template Result<TableDescription> restore(Account&, const RestoreTableToPointInTimeRequest&,
                                          Restoration);

}  // namespace ddbsim::service
