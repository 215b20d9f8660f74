#include <algorithm>

#include <fmt/format.h>

#include "sim/service/operations/describe.hpp"
#include "sim/service/operations/policies.hpp"
#include "sim/service/operations/table_checks.hpp"
#include "sim/service/operations/table_options.hpp"
#include "sim/service/operations/table_texts.hpp"
#include "sim/service/operations/tags.hpp"
#include "sim/service/resource.hpp"
#include "sim/service/shapes.hpp"
#include "sim/service/transitions.hpp"

namespace ddbsim::service {

namespace {

using table::BillingMode;
using table::TableDefinition;

/// Documented, soft: tables of an account in a region.
constexpr std::size_t kMaxTables = 2500;

BillingMode billing_of(const CreateTableRequest& request) {
  return request.billing_mode ? billing_mode(*request.billing_mode) : BillingMode::provisioned;
}

Refusal check_throughput(const CreateTableRequest& request) {
  const bool on_demand = billing_of(request) == BillingMode::pay_per_request;
  if (on_demand && request.provisioned_throughput) {
    return invalid_parameters(
               "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when "
               "BillingMode is PAY_PER_REQUEST")
        .error();
  }
  if (!on_demand && !request.provisioned_throughput) {
    return invalid_parameters(
               "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode "
               "is PROVISIONED")
        .error();
  }
  return on_demand ? Refusal() : check_bounds(*request.provisioned_throughput);
}

Refusal check_local_indexes(const CreateTableRequest& request, const Attributes& attributes) {
  if (!request.local_secondary_indexes) {
    return {};
  }
  if (request.local_secondary_indexes->empty()) {
    return invalid_parameters("List of LocalSecondaryIndexes is empty").error();
  }
  if (request.key_schema->size() < 2) {
    return invalid_parameters(
               "Table KeySchema does not have a range key, which is required when specifying a "
               "LocalSecondaryIndex")
        .error();
  }
  for (const LocalSecondaryIndexSpec& index : *request.local_secondary_indexes) {
    if (Refusal refusal = check_local_index(index, *request.key_schema, attributes)) {
      return refusal;
    }
  }
  return {};
}

Refusal check_global_indexes(const CreateTableRequest& request, const Attributes& attributes) {
  if (!request.global_secondary_indexes) {
    return {};
  }
  if (request.global_secondary_indexes->empty()) {
    return invalid_parameters("List of GlobalSecondaryIndexes is empty").error();
  }
  for (const GlobalSecondaryIndexSpec& index : *request.global_secondary_indexes) {
    if (Refusal refusal = check_global_index(index, billing_of(request), attributes)) {
      return refusal;
    }
  }
  return {};
}

/// A table without indexes must define its key attributes and no others.
Refusal check_attribute_count(const CreateTableRequest& request) {
  if (request.local_secondary_indexes || request.global_secondary_indexes ||
      request.key_schema->size() == request.attribute_definitions->size()) {
    return {};
  }
  return invalid_parameters(
             "Number of attributes in KeySchema does not exactly match number of attributes "
             "defined in AttributeDefinitions")
      .error();
}

Refusal check_stream(const CreateTableRequest& request) {
  if (!request.stream_specification) {
    return {};
  }
  const bool enabled = *request.stream_specification->stream_enabled;
  const bool has_view = request.stream_specification->stream_view_type.has_value();
  if (enabled && !has_view) {
    return invalid(
               "Invalid StreamViewType: Stream ViewType must not be null or empty when enabling "
               "streams.")
        .error();
  }
  if (!enabled && has_view) {
    return invalid_parameters(
               "Table is being created with a stream disabled, UpdateViewType should not be "
               "specified")
        .error();
  }
  return {};
}

Refusal check_options(const CreateTableRequest& request) {
  if (request.on_demand_throughput) {
    if (Refusal refusal = check_on_demand(*request.on_demand_throughput, billing_of(request),
                                          "table BillingMode is PROVISIONED.")) {
      return refusal;
    }
  }
  if (request.warm_throughput) {
    const table::Throughput provisioned = request.provisioned_throughput
                                              ? make_throughput(*request.provisioned_throughput)
                                              : table::Throughput{};
    if (Refusal refusal =
            check_warm(*request.warm_throughput,
                       warm_throughput({}, billing_of(request), provisioned), "table")) {
      return refusal;
    }
  }
  if (Refusal refusal = check_stream(request)) {
    return refusal;
  }
  if (request.resource_policy) {
    if (Refusal refusal = check_policy(*request.resource_policy)) {
      return refusal;
    }
  }
  return request.tags ? check_tags(*request.tags) : Refusal();
}

/// What can be said before the definition is made.
Refusal check_parts(const CreateTableRequest& request, const Attributes& attributes) {
  if (Refusal refusal = check_throughput(request)) {
    return refusal;
  }
  if (Refusal refusal = check_table_key(*request.key_schema, attributes)) {
    return refusal;
  }
  if (Refusal refusal = check_attribute_count(request)) {
    return refusal;
  }
  if (Refusal refusal = check_local_indexes(request, attributes)) {
    return refusal;
  }
  return check_global_indexes(request, attributes);
}

Refusal check_attributes_used(const TableDefinition& definition) {
  const Attributes used = used_attributes(definition);
  if (used.size() == definition.attributes.size()) {
    return {};
  }
  const auto names = [](const Attributes& attributes) {
    std::string out;
    for (const table::KeyAttribute& attribute : attributes) {
      out += (out.empty() ? "" : ", ") + attribute.name;
    }
    return out;
  };
  return invalid_parameters(
             fmt::format("Some AttributeDefinitions are not used. AttributeDefinitions: [{}], keys "
                         "used: [{}]",
                         names(definition.attributes), names(used)))
      .error();
}

Refusal check_whole(const TableDefinition& definition) {
  if (Refusal refusal = check_index_names(definition.indexes)) {
    return refusal;
  }
  if (Refusal refusal = check_index_counts(definition.indexes)) {
    return refusal;
  }
  return check_attributes_used(definition);
}

void add_options(const Account& account, const CreateTableRequest& request,
                 TableDefinition& definition) {
  if (request.provisioned_throughput) {
    definition.throughput = make_throughput(*request.provisioned_throughput);
  }
  if (request.on_demand_throughput) {
    definition.on_demand = make_limit(*request.on_demand_throughput);
  }
  if (request.table_class) {
    definition.table_class = table_class(*request.table_class);
  }
  if (request.stream_specification && *request.stream_specification->stream_enabled) {
    definition.stream = stream_view(*request.stream_specification->stream_view_type);
  }
  if (request.warm_throughput) {
    definition.warm = make_warm(*request.warm_throughput,
                                warm_throughput({}, definition.billing, definition.throughput));
  }
  if (request.sse_specification) {
    set_encryption(account, *request.sse_specification, definition);
  }
}

/// Keys and indexes; options come later.
TableDefinition make_definition(const Account& account, const CreateTableRequest& request,
                                std::string_view name, Attributes attributes) {
  const bool on_demand = billing_of(request) == BillingMode::pay_per_request;
  TableDefinition definition{
      .name = std::string(name),
      .key = make_key(*request.key_schema, attributes),
      .billing = billing_of(request),
      .billing_was_set = on_demand,  // the service says nothing of PROVISIONED, asked for or not
      .deletion_protection = request.deletion_protection_enabled.value_or(false),
      .created = account.now()};
  if (request.local_secondary_indexes) {
    for (const LocalSecondaryIndexSpec& index : *request.local_secondary_indexes) {
      definition.indexes.push_back(make_index(index, attributes));
    }
  }
  if (request.global_secondary_indexes) {
    for (const GlobalSecondaryIndexSpec& index : *request.global_secondary_indexes) {
      definition.indexes.push_back(make_index(index, attributes));
    }
  }
  if (on_demand) {
    definition.on_demand_since = {account.now()};
  }
  definition.attributes = std::move(attributes);
  return definition;
}

}  // namespace

Result<CreateTableResponse> execute(Account& account, const CreateTableRequest& request,
                                    const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto name = table_name_of(account, *request.table_name, "CreateTable");
  if (!name) {
    return std::unexpected(name.error());
  }
  Attributes attributes = attributes_of(*request.attribute_definitions);
  if (Refusal refusal = check_parts(request, attributes)) {
    return std::unexpected(std::move(*refusal));
  }
  TableDefinition definition = make_definition(account, request, *name, std::move(attributes));
  if (Refusal refusal = check_whole(definition).or_else([&] { return check_options(request); })) {
    return std::unexpected(std::move(*refusal));
  }
  add_options(account, request, definition);
  if (account.find_table(definition.name) != nullptr) {
    if (state_of(account, definition.name) == TableState::deleting) {
      return std::unexpected(std::move(*check_settled(account, definition.name)));
    }
    return fail(ErrorType::resource_in_use, "Table already exists: " + definition.name);
  }
  if (account.tables().size() >= kMaxTables) {
    return fail(
        ErrorType::limit_exceeded,
        fmt::format("Subscriber limit exceeded: There is a limit of {} tables per subscriber",
                    kMaxTables));
  }
  const table::Table& table = account.add_table(std::move(definition));
  if (request.tags) {
    add_tags(account, table.definition().name, *request.tags);
  }
  if (request.resource_policy) {
    set_policy(account, account.table_arn(table.definition().name), *request.resource_policy);
  }
  begin_transition(account, table.definition().name, TableState::creating);
  CreateTableResponse response{.table_description = describe(account, table)};
  set_status(*response.table_description, "CREATING");
  return response;
}

}  // namespace ddbsim::service
