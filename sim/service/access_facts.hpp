#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/expression/partiql.hpp"
#include "sim/iam/context.hpp"
#include "sim/service/account.hpp"

namespace ddbsim::service {

/// The ARN that a request's TableName means, which may be one itself.
[[nodiscard]] std::string arn_of_table(const Account& account, std::string_view name_or_arn);

/// What a call says of the items of one table or index, as condition keys know it:
/// dynamodb:Attributes (key attributes included, as the service wants them in policies),
/// dynamodb:LeadingKeys and, for keys of several attributes, dynamodb:FirstPartitionKeyValues and
/// so on, dynamodb:Select, dynamodb:ReturnValues, dynamodb:ReturnConsumedCapacity. Parameters that
/// a request leaves out count with their defaults: assumed, the service does not say.
///
/// Requests come unchecked: what is wrong with one is skipped here, and refused by its operation.
class AccessFacts {
 public:
  AccessFacts(Account& account, std::string_view table, const Text& index = {});

  [[nodiscard]] const std::string& resource() const noexcept { return resource_; }
  /// Null when there is no such table or index.
  [[nodiscard]] const table::KeySchema* key() const noexcept { return key_; }

  /// All that is known of a request, or of one part of it that speaks of items.
  template <class Request>
  void add(const Request& request);
  /// An item to put, or a key.
  void add_item(const value::Item& item);
  void add_attribute(std::string name) { attributes_.insert(std::move(name)); }
  void add_statement(const expression::Statement& statement);
  void set(std::string_view key, std::string value) { context_.set(key, std::move(value)); }

  [[nodiscard]] iam::Context context() const;

 private:
  void add_expression(expression::Kind kind, const Text& text, const Names* names);
  void add_key_condition(const Text& text, const Names* names, const value::Item& values);
  void add_key_conditions(const AttributeConditions& conditions);
  void add_leading(std::string_view attribute, value::ValueView value);
  void add_partitions(const std::vector<expression::KeyCondition>& partitions);
  void add_select(const Text& select, bool some, bool index);
  /// Names of the attributes that the older parameters are about.
  template <class Map>
  void add_names_of(const Map& map);

  Account& account_;
  std::string resource_;
  const table::KeySchema* key_ = nullptr;
  std::set<std::string> attributes_;
  std::vector<std::vector<std::string>> leading_;  ///< by hash attribute of the key
  iam::Context context_;
};

template <class Map>
void AccessFacts::add_names_of(const Map& map) {
  if (map) {
    for (const auto& [name, value] : *map) {
      add_attribute(name);
    }
  }
}

template <class Request>
void AccessFacts::add(const Request& request) {
  using expression::Kind;
  const Names* names = nullptr;
  if constexpr (requires { request.expression_attribute_names; }) {
    names = request.expression_attribute_names ? &*request.expression_attribute_names : nullptr;
  }
  if constexpr (requires { request.key; }) {
    add_item(request.key);
  }
  if constexpr (requires { request.item; }) {
    add_item(request.item);
  }
  if constexpr (requires { request.condition_expression; }) {
    add_expression(Kind::condition, request.condition_expression, names);
  }
  if constexpr (requires { request.update_expression; }) {
    add_expression(Kind::update, request.update_expression, names);
  }
  if constexpr (requires { request.filter_expression; }) {
    add_expression(Kind::filter, request.filter_expression, names);
  }
  if constexpr (requires { request.key_condition_expression; }) {
    add_key_condition(request.key_condition_expression, names, request.expression_attribute_values);
    add_key_conditions(request.key_conditions);
    add_names_of(request.query_filter);
  }
  if constexpr (requires { request.scan_filter; }) {
    add_names_of(request.scan_filter);
  }
  if constexpr (requires { request.expected; }) {
    add_names_of(request.expected);
  }
  if constexpr (requires { request.attribute_updates; }) {
    add_names_of(request.attribute_updates);
  }
  bool projected = false;
  if constexpr (requires { request.projection_expression; }) {
    add_expression(Kind::projection, request.projection_expression, names);
    projected = request.projection_expression.has_value();
  }
  if constexpr (requires { request.attributes_to_get; }) {
    for (const std::string& name : request.attributes_to_get.value_or(std::vector<std::string>())) {
      add_attribute(name);
    }
    projected = projected || request.attributes_to_get;
  }
  if constexpr (requires { request.select; }) {
    add_select(request.select, projected, request.index_name.has_value());
  } else if constexpr (requires { request.projection_expression; }) {
    add_select({}, projected, false);
  }
  if constexpr (requires { request.return_values; }) {
    set("dynamodb:ReturnValues", request.return_values.value_or("NONE"));
  }
  if constexpr (requires { request.return_consumed_capacity; }) {
    set("dynamodb:ReturnConsumedCapacity", request.return_consumed_capacity.value_or("NONE"));
  }
}

}  // namespace ddbsim::service
