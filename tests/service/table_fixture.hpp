#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "sim/service/operations/control_plane.hpp"

// Short ways to write requests of the control plane, and to look at its answers.
namespace ddbsim::service {

/// Attributes of type S: `strings({"pk", "sk"})`.
inline std::vector<AttributeDefinition> strings(std::initializer_list<std::string_view> names) {
  std::vector<AttributeDefinition> definitions;
  for (const std::string_view name : names) {
    definitions.push_back({.attribute_name = std::string(name), .attribute_type = "S"});
  }
  return definitions;
}

/// Key elements with their kinds: "H:pk R:sk".
inline std::vector<KeySchemaElement> key(std::string_view text) {
  std::vector<KeySchemaElement> elements;
  while (!text.empty()) {
    const std::string_view element = text.substr(0, text.find(' '));
    elements.push_back({.attribute_name = std::string(element.substr(2)),
                        .key_type = element[0] == 'H' ? "HASH" : "RANGE"});
    text.remove_prefix(std::min(text.size(), element.size() + 1));
  }
  return elements;
}

inline ProvisionedThroughput units(std::int64_t read, std::int64_t write) {
  return {.read_capacity_units = read, .write_capacity_units = write};
}

inline GlobalSecondaryIndexSpec gsi(std::string_view name, std::string_view index_key) {
  return {.index_name = std::string(name),
          .key_schema = key(index_key),
          .projection = ProjectionSpec{.projection_type = "ALL"}};
}
inline LocalSecondaryIndexSpec lsi(std::string_view name, std::string_view index_key) {
  return {.index_name = std::string(name),
          .key_schema = key(index_key),
          .projection = ProjectionSpec{.projection_type = "ALL"}};
}

/// An on-demand table with key pk, sk; attributes a, b are defined for indexes that use them.
inline CreateTableRequest on_demand_table(std::string_view name) {
  return {.attribute_definitions = strings({"pk", "sk"}),
          .table_name = std::string(name),
          .key_schema = key("H:pk R:sk"),
          .billing_mode = "PAY_PER_REQUEST"};
}
/// The same with 5/5 provisioned units.
inline CreateTableRequest provisioned_table(std::string_view name) {
  CreateTableRequest request = on_demand_table(name);
  request.billing_mode.reset();
  request.provisioned_throughput = units(5, 5);
  return request;
}

class TablesTest : public ::testing::Test {
 protected:
  ~TablesTest() override { account.verify(); }

  template <class Request>
  [[nodiscard]] auto answer(const Request& request) {
    auto response = execute(account, request, {});
    EXPECT_TRUE(response) << response.error().message;
    return response ? std::move(*response) : typename Request::Response{};
  }
  /// "ValidationException: text" of the refusal; empty when the request was not refused.
  template <class Request>
  [[nodiscard]] std::string refusal(const Request& request) {
    const auto response = execute(account, request, {});
    return response ? std::string()
                    : std::string(name_of(response.error().type)) + ": " + response.error().message;
  }
  [[nodiscard]] TableDescription description(std::string_view name) {
    return *answer(DescribeTableRequest{.table_name = std::string(name)}).table;
  }
  void advance(choice::Duration duration) { account.advance_to(account.now() + duration); }

  Account account;
};

}  // namespace ddbsim::service
