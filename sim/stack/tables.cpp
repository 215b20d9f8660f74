#include <algorithm>

#include <fmt/format.h>

#include "sim/stack/workshop.hpp"

// AWS::DynamoDB::Table and GlobalTable: the input of CreateTable, and time to live.
namespace ddbsim::stack {

namespace {

Shape throughput() {
  return object_shape("ProvisionedThroughput",
                      {integer_shape("ReadCapacityUnits"), integer_shape("WriteCapacityUnits")});
}

Shape on_demand() {
  return object_shape("OnDemandThroughput", {integer_shape("MaxReadRequestUnits"),
                                             integer_shape("MaxWriteRequestUnits")});
}

Shape warm() {
  return object_shape("WarmThroughput",
                      {integer_shape("ReadUnitsPerSecond"), integer_shape("WriteUnitsPerSecond")});
}

Shape key_schema() {
  return list_shape("KeySchema",
                    object_shape("", {text_shape("AttributeName"), text_shape("KeyType")}));
}

Shape projection() {
  return object_shape(
      "Projection", {text_shape("ProjectionType"), list_shape("NonKeyAttributes", text_shape(""))});
}

std::vector<Shape> keys_and_indexes() {
  return {list_shape("AttributeDefinitions",
                     object_shape("", {text_shape("AttributeName"), text_shape("AttributeType")})),
          key_schema(),
          list_shape("LocalSecondaryIndexes",
                     object_shape("", {text_shape("IndexName"), key_schema(), projection()})),
          list_shape("GlobalSecondaryIndexes",
                     object_shape("", {text_shape("IndexName"), key_schema(), projection(),
                                       throughput(), on_demand(), warm()})),
          text_shape("BillingMode")};
}

Shape tags() {
  return list_shape("Tags", object_shape("", {text_shape("Key"), text_shape("Value")}));
}

void add_stream(Json& table, Properties& properties) {
  // There is no StreamEnabled in templates: a stream that is specified is on.
  const auto stream =
      properties.shaped(object_shape("StreamSpecification", {text_shape("StreamViewType")}));
  if (stream && stream->is_object()) {
    Json& specification = table["StreamSpecification"];
    specification["StreamEnabled"] = true;
    specification.update(*stream);
  }
}

void add_time_to_live(Workshop& workshop, const std::string& table, Properties& properties) {
  const auto given = properties.shaped(object_shape(
      "TimeToLiveSpecification", {text_shape("AttributeName"), boolean_shape("Enabled")}));
  if (!given || !given->is_object() || !given->value("Enabled", Json(false)).is_boolean()) {
    return;
  }
  if (given->value("Enabled", false) && given->contains("AttributeName")) {
    workshop.time_to_live[table] = (*given)["AttributeName"];
  }
}

/// What a table and a global table say alike. The table's place in the fragment is its return.
Json begin_table(Properties& properties) {
  properties.require("KeySchema");
  properties.ignore({"TableName"});
  Json table;
  table["TableName"] = properties.evaluator().physical_name(properties.resource());
  properties.copy(table, keys_and_indexes());
  return table;
}

void finish_table(Workshop& workshop, Properties& properties, Json table) {
  add_stream(table, properties);
  add_time_to_live(workshop, table["TableName"], properties);
  workshop.tables.push_back(std::move(table));
}

/// The replica of a global table in this region: what it says of its own.
void add_replica(Json& table, Properties& properties) {
  const auto replicas = properties.take("Replicas");
  const Node here = properties.evaluator().evaluate(
      call_node("Ref", text_node(properties.resource(), "AWS::Region")));
  if (!replicas || !replicas->is_list()) {
    return;
  }
  for (const Node& replica : replicas->items) {
    const Node* region = replica.find("Region");
    if (region == nullptr || region->text != here.text) {
      properties.pass_over(fmt::format("the replica in {} is not simulated",
                                       region == nullptr ? "no region" : region->text));
      continue;
    }
    for (const std::string_view name : {"TableClass", "DeletionProtectionEnabled", "Tags"}) {
      if (const Node* value = replica.find(name)) {
        table[std::string(name)] =
            name == "DeletionProtectionEnabled" ? Json(value->text == "true") : to_json(*value);
      }
    }
  }
}

}  // namespace

void add_table(Workshop& workshop, Properties& properties) {
  Json table = begin_table(properties);
  properties.copy(table, {throughput(), on_demand(), warm(), text_shape("TableClass"),
                          boolean_shape("DeletionProtectionEnabled"), tags()});
  if (const auto policy = properties.take("ResourcePolicy");
      policy && policy->find("PolicyDocument") != nullptr) {
    table["ResourcePolicy"] = to_json(*policy->find("PolicyDocument")).dump();
  }
  finish_table(workshop, properties, std::move(table));
}

void add_global_table(Workshop& workshop, Properties& properties) {
  Json table = begin_table(properties);
  add_replica(table, properties);
  finish_table(workshop, properties, std::move(table));
}

}  // namespace ddbsim::stack
