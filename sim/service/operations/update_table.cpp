#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "sim/service/operations/describe.hpp"
#include "sim/service/operations/replicas.hpp"
#include "sim/service/operations/table_checks.hpp"
#include "sim/service/operations/table_options.hpp"
#include "sim/service/operations/table_texts.hpp"
#include "sim/service/operations/throughput_changes.hpp"
#include "sim/service/resource.hpp"
#include "sim/service/shapes.hpp"
#include "sim/service/transitions.hpp"

namespace ddbsim::service {

namespace {

using table::BillingMode;
using table::IndexDefinition;
using table::TableDefinition;
using Updates = std::vector<GlobalSecondaryIndexUpdate>;

const Updates& updates_of(const UpdateTableRequest& request) {
  static const Updates kNone;
  return request.global_secondary_index_updates ? *request.global_secondary_index_updates : kNone;
}

const std::string& index_name(const GlobalSecondaryIndexUpdate& update) {
  return *(update.update   ? update.update->index_name
           : update.create ? update.create->index_name
                           : update.remove->index_name);
}

// ---- Without the table

Refusal check_not_empty(const UpdateTableRequest& request) {
  if (request.provisioned_throughput || request.billing_mode || request.stream_specification ||
      request.sse_specification || request.table_class || request.deletion_protection_enabled ||
      request.on_demand_throughput || request.warm_throughput || changes_replicas(request) ||
      !updates_of(request).empty()) {
    return {};
  }
  return invalid(
             "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
             "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required")
      .error();
}

Refusal check_update(const GlobalSecondaryIndexUpdate& update) {
  const int actions = static_cast<int>(update.update.has_value()) +
                      static_cast<int>(update.create.has_value()) +
                      static_cast<int>(update.remove.has_value());
  if (actions == 0) {
    return invalid_parameters(
               "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
               "GlobalSecondaryIndexUpdate.Delete must not be null")
        .error();
  }
  if (actions > 1) {  // refused by the service; its text is not published
    return invalid_parameters(
               "Only one of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
               "GlobalSecondaryIndexUpdate.Delete can be specified")
        .error();
  }
  return {};
}

Refusal check_updates(const Updates& updates) {
  std::set<std::string_view> names;
  int online = 0;
  for (const GlobalSecondaryIndexUpdate& update : updates) {
    if (Refusal refusal = check_update(update)) {
      return refusal;
    }
    if (!names.insert(index_name(update)).second) {
      return invalid_parameters(
                 "Only one global secondary index update per index is allowed simultaneously. "
                 "Index: " +
                 index_name(update))
          .error();
    }
    online += update.update ? 0 : 1;
  }
  if (online > 1) {
    return fail(ErrorType::limit_exceeded,
                "Subscriber limit exceeded: Only 1 online index can be created or deleted "
                "simultaneously per table")
        .error();
  }
  return {};
}

Refusal check_request_alone(const UpdateTableRequest& request) {
  if (Refusal refusal = check_shape(request)) {
    return refusal;
  }
  if (Refusal refusal = check_not_empty(request)) {
    return refusal;
  }
  if (request.billing_mode == "PROVISIONED" && !request.provisioned_throughput) {
    return invalid_parameters(
               "ProvisionedThroughput must be specified when BillingMode is PROVISIONED")
        .error();
  }
  if (request.provisioned_throughput) {
    if (Refusal refusal = check_bounds(*request.provisioned_throughput)) {
      return refusal;
    }
  }
  return check_updates(updates_of(request));
}

// ---- The change

/// One UpdateTable: checks against the table as it is, and builds the definition that it becomes.
/// Nothing is changed before everything was checked.
class Update {
 public:
  Update(Account& account, table::Table& table, const UpdateTableRequest& request)
      : account_(account), table_(table), request_(request), next_(table.definition()) {
    if (request.billing_mode) {
      next_.billing = billing_mode(*request.billing_mode);
    }
  }

  Refusal check() {
    using Step = Refusal (Update::*)();
    for (const Step step :
         {&Update::billing, &Update::throughput, &Update::indexes, &Update::on_demand,
          &Update::warm, &Update::stream, &Update::options, &Update::replicas}) {
      if (Refusal refusal = (this->*step)()) {
        return refusal;
      }
    }
    return {};
  }

  TableDescription apply();

 private:
  [[nodiscard]] const TableDefinition& now_is() const { return table_.definition(); }
  [[nodiscard]] bool switches_billing() const { return next_.billing != now_is().billing; }

  Refusal billing();
  Refusal throughput();
  Refusal indexes();
  [[nodiscard]] Refusal check_all_updated(const std::set<std::string_view>& updated) const;
  Refusal create_index(const GlobalSecondaryIndexSpec& index);
  Refusal update_index(const UpdateGlobalSecondaryIndexAction& action);
  Refusal delete_index(const std::string& name);
  Refusal add_attributes();
  Refusal on_demand();
  Refusal warm();
  Refusal stream();
  Refusal options();
  Refusal replicas();
  void describe_transition(TableDescription& description, const TableDescription& before) const;
  [[nodiscard]] std::string status_of(const std::string& index) const;

  Account& account_;
  table::Table& table_;
  const UpdateTableRequest& request_;
  TableDefinition next_;
  std::optional<IndexDefinition> created_;
  std::string deleted_;
  std::optional<bool> stream_on_;
};

Refusal Update::billing() {
  if (!switches_billing()) {
    return {};
  }
  next_.billing_was_set = true;
  if (next_.billing == BillingMode::provisioned) {
    next_.on_demand.reset();
    return {};
  }
  next_.throughput = {};
  for (IndexDefinition& index : next_.indexes) {
    index.throughput = {};
  }
  return switch_to_on_demand(next_.on_demand_since, account_.now());
}

Refusal Update::throughput() {
  if (!request_.provisioned_throughput) {
    return {};
  }
  if (next_.billing == BillingMode::pay_per_request) {
    return invalid_parameters(
               "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when "
               "BillingMode is PAY_PER_REQUEST")
        .error();
  }
  return change_throughput(make_throughput(*request_.provisioned_throughput), "table",
                           account_.now(), next_.throughput, next_.throughput_history);
}

Refusal Update::indexes() {
  if (Refusal refusal = add_attributes()) {
    return refusal;
  }
  std::set<std::string_view> updated;
  for (const GlobalSecondaryIndexUpdate& update : updates_of(request_)) {
    Refusal refusal = update.update   ? update_index(*update.update)
                      : update.create ? create_index(*update.create)
                                      : delete_index(*update.remove->index_name);
    if (refusal) {
      return refusal;
    }
    updated.insert(index_name(update));
  }
  return switches_billing() ? check_all_updated(updated) : Refusal();
}

/// A table that becomes PROVISIONED needs units for each of its indexes.
Refusal Update::check_all_updated(const std::set<std::string_view>& updated) const {
  std::string missing;
  for (const IndexDefinition& index : next_.indexes) {
    if (!index.local && !updated.contains(index.name)) {
      missing += (missing.empty() ? "" : ",") + index.name;
    }
  }
  return missing.empty() ? Refusal() : check_index_throughput(missing, false, next_.billing);
}

/// AttributeDefinitions of the request come beside those that the table has.
Refusal Update::add_attributes() {
  if (!request_.attribute_definitions) {
    return {};
  }
  for (const table::KeyAttribute& added : attributes_of(*request_.attribute_definitions)) {
    const auto known = std::ranges::find(next_.attributes, added.name, &table::KeyAttribute::name);
    if (known == next_.attributes.end()) {
      next_.attributes.push_back(added);
    } else if (known->type != added.type) {
      return invalid(
                 "invalid attribute, SchemaElement redefined should be of same type as previously "
                 "defined")
          .error();
    }
  }
  return {};
}

Refusal Update::create_index(const GlobalSecondaryIndexSpec& index) {
  if (next_.index(*index.index_name) != nullptr) {
    return invalid_parameters("Index already exists: " + *index.index_name).error();
  }
  // The request must define the new key itself, also where the table has the attribute already.
  const auto given =
      attributes_of(request_.attribute_definitions.value_or(std::vector<AttributeDefinition>{}));
  if (Refusal refusal = check_global_index(index, next_.billing, given)) {
    return refusal;
  }
  created_ = make_index(index, next_.attributes);
  std::vector<IndexDefinition> all = next_.indexes;
  all.push_back(*created_);
  return check_index_counts(all);
}

Refusal Update::update_index(const UpdateGlobalSecondaryIndexAction& action) {
  const auto index = std::ranges::find_if(next_.indexes, [&](const IndexDefinition& candidate) {
    return candidate.name == *action.index_name && !candidate.local;
  });
  if (index == next_.indexes.end()) {
    return invalid(
               "This operation cannot be performed with given input values. Please contact "
               "DynamoDB "
               "service team for more info: Action Blocked: IndexUpdate")
        .error();
  }
  if (action.on_demand_throughput) {
    if (Refusal refusal = check_on_demand(*action.on_demand_throughput, next_.billing,
                                          "the table BillingMode is PROVISIONED")) {
      return refusal;
    }
    index->on_demand = make_limit(*action.on_demand_throughput);
  }
  if (action.warm_throughput) {
    const table::Throughput current =
        warm_throughput(index->warm, next_.billing, index->throughput);
    if (Refusal refusal = check_warm(*action.warm_throughput, current, "index " + index->name)) {
      return refusal;
    }
    index->warm = make_warm(*action.warm_throughput, current);
  }
  if (!action.provisioned_throughput) {
    return {};
  }
  if (Refusal refusal = check_bounds(*action.provisioned_throughput)) {
    return refusal;
  }
  if (Refusal refusal = check_index_throughput(index->name, true, next_.billing)) {
    return refusal;
  }
  return change_throughput(make_throughput(*action.provisioned_throughput), "index " + index->name,
                           account_.now(), index->throughput, index->throughput_history);
}

Refusal Update::delete_index(const std::string& name) {
  const IndexDefinition* const index = next_.index(name);
  if (index == nullptr || index->local) {
    return fail(ErrorType::resource_not_found, "Requested resource not found").error();
  }
  deleted_ = name;
  return {};
}

Refusal Update::on_demand() {
  if (!request_.on_demand_throughput) {
    return {};
  }
  if (Refusal refusal = check_on_demand(*request_.on_demand_throughput, next_.billing,
                                        "the table BillingMode is PROVISIONED")) {
    return refusal;
  }
  const table::OnDemandLimit limit = make_limit(*request_.on_demand_throughput);
  next_.on_demand =
      limit == table::OnDemandLimit{} ? std::nullopt : std::optional<table::OnDemandLimit>(limit);
  return {};
}

/// After all that moves units: it rises from what is warm by then.
Refusal Update::warm() {
  keep_warm(now_is(), next_);
  if (!request_.warm_throughput) {
    return {};
  }
  const table::Throughput current = warm_throughput(next_.warm, next_.billing, next_.throughput);
  next_.warm = make_warm(*request_.warm_throughput, current);
  return check_warm(*request_.warm_throughput, current, "table");
}

Refusal Update::stream() {
  if (!request_.stream_specification) {
    return {};
  }
  const StreamSpecification& wanted = *request_.stream_specification;
  if (request_.provisioned_throughput) {
    return invalid("Cannot change IOPS and Streams at the same time.").error();
  }
  if (*wanted.stream_enabled && !wanted.stream_view_type) {
    return invalid(
               "Invalid StreamViewType: Stream ViewType must not be null or empty when enabling "
               "streams.")
        .error();
  }
  if (!*wanted.stream_enabled && wanted.stream_view_type) {
    return invalid(
               "Invalid StreamViewType: Stream StreamEnabled was false but a StreamViewType was "
               "present.")
        .error();
  }
  if (*wanted.stream_enabled == now_is().stream.has_value()) {
    return invalid(*wanted.stream_enabled ? "Table already has an enabled stream"
                                          : "Table has no stream to disable")
        .error();
  }
  stream_on_ = wanted.stream_enabled;
  return {};
}

Refusal Update::options() {
  if (request_.table_class) {
    next_.table_class = table_class(*request_.table_class);
    next_.table_class_changed = account_.now();
  }
  if (request_.deletion_protection_enabled) {
    next_.deletion_protection = *request_.deletion_protection_enabled;
  }
  if (request_.sse_specification) {
    set_encryption(account_, *request_.sse_specification, next_);
  }
  return {};
}

Refusal Update::replicas() { return check_replicas(account_, table_, request_); }

TableDescription Update::apply() {
  const TableDescription before = describe(account_, table_);
  table_.set_definition(next_);
  if (created_) {
    table_.add_index(*created_);
  }
  if (!deleted_.empty()) {
    table_.remove_index(deleted_);
  }
  TableDefinition definition = table_.definition();
  definition.attributes = used_attributes(definition);
  table_.set_definition(std::move(definition));
  if (stream_on_ == true) {
    account_.open_stream(table_, stream_view(*request_.stream_specification->stream_view_type));
  } else if (stream_on_ == false) {
    account_.close_stream(table_);
  }
  apply_replicas(account_, table_.definition().name, request_);
  TableDescription description = describe(account_, table_);
  describe_transition(description, before);
  if (description.table_status == "UPDATING") {
    begin_transition(account_, table_.definition().name, TableState::updating,
                     created_ ? std::vector{created_->name} : std::vector<std::string>());
  }
  return description;
}

/// The service answers while it is still at it: old units, indexes that come and go.
void Update::describe_transition(TableDescription& description,
                                 const TableDescription& before) const {
  UpdateTableRequest rest = request_;
  rest.deletion_protection_enabled.reset();
  if (!check_not_empty(rest)) {  // deletion protection alone changes at once
    description.table_status = "UPDATING";
  }
  describe_replica_changes(request_, description);
  if (request_.provisioned_throughput) {
    ThroughputDescription& units = *description.provisioned_throughput;
    units.read_capacity_units = before.provisioned_throughput->read_capacity_units;
    units.write_capacity_units = before.provisioned_throughput->write_capacity_units;
  }
  std::vector<GlobalSecondaryIndexDescription> indexes =
      description.global_secondary_indexes.value_or(std::vector<GlobalSecondaryIndexDescription>());
  if (!deleted_.empty()) {
    const auto& old = *before.global_secondary_indexes;
    indexes.push_back(
        *std::ranges::find(old, deleted_, &GlobalSecondaryIndexDescription::index_name));
  }
  for (GlobalSecondaryIndexDescription& index : indexes) {
    index.index_status = status_of(*index.index_name);
    if (index.index_status == "CREATING") {
      index.backfilling = false;
    }
  }
  if (!indexes.empty()) {
    description.global_secondary_indexes = std::move(indexes);
  }
}

std::string Update::status_of(const std::string& index) const {
  const Updates& updates = updates_of(request_);
  const auto update = std::ranges::find(updates, index, index_name);
  if (update == updates.end()) {
    return "ACTIVE";
  }
  return update->create ? "CREATING" : update->remove ? "DELETING" : "UPDATING";
}

}  // namespace

Result<UpdateTableResponse> execute(Account& account, const UpdateTableRequest& request,
                                    const CallContext& /*context*/) {
  if (Refusal refusal = check_request_alone(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto table = find_named_table(account, *request.table_name, "UpdateTable");
  if (!table) {
    return std::unexpected(table.error());
  }
  if (Refusal refusal = check_settled(account, (*table)->definition().name)) {
    return std::unexpected(std::move(*refusal));
  }
  Update update(account, **table, request);
  if (Refusal refusal = update.check()) {
    return std::unexpected(std::move(*refusal));
  }
  return UpdateTableResponse{.table_description = update.apply()};
}

}  // namespace ddbsim::service
