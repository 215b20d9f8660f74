#pragma once

#include <tuple>

#include "sim/service/model_partiql.hpp"
#include "sim/service/shapes_common.hpp"

// PartiQL. Constraints and order of members are those of the API model: the oracles check little of
// this in the service's way.
namespace ddbsim::service {

namespace constraints {

inline constexpr Constraint kStatement = {.required = true, .min = 1, .max = 8192};
inline constexpr Constraint kParameters = {.min = 1};

}  // namespace constraints

template <>
struct Shape<ExecuteStatementResponse> {
  using T = ExecuteStatementResponse;
  static constexpr std::string_view name = "ExecuteStatementOutput";
  static constexpr auto members =
      std::tuple{Member{"Items", &T::items}, Member{"NextToken", &T::next_token},
                 Member{"ConsumedCapacity", &T::consumed_capacity},
                 Member{"LastEvaluatedKey", &T::last_evaluated_key}};
};

template <>
struct Shape<ExecuteStatementRequest> {
  using T = ExecuteStatementRequest;
  static constexpr std::string_view name = "ExecuteStatementInput";
  static constexpr auto members = std::tuple{
      Member{"Statement", &T::statement, constraints::kStatement},
      Member{"Parameters", &T::parameters, constraints::kParameters},
      Member{"ConsistentRead", &T::consistent_read},
      Member{"NextToken", &T::next_token, {.min = 1, .max = 32768}},
      Member{"ReturnConsumedCapacity", &T::return_consumed_capacity, constraints::kCapacity},
      Member{"Limit", &T::limit, constraints::kLimit},
      Member{"ReturnValuesOnConditionCheckFailure", &T::return_values_on_condition_check_failure,
             constraints::kValuesOnFailure}};
};

template <>
struct Shape<BatchStatementRequest> {
  using T = BatchStatementRequest;
  static constexpr std::string_view name = "BatchStatementRequest";
  static constexpr auto members = std::tuple{
      Member{"Statement", &T::statement, constraints::kStatement},
      Member{"Parameters", &T::parameters, constraints::kParameters},
      Member{"ConsistentRead", &T::consistent_read},
      Member{"ReturnValuesOnConditionCheckFailure", &T::return_values_on_condition_check_failure,
             constraints::kValuesOnFailure}};
};

template <>
struct Shape<BatchStatementError> {
  using T = BatchStatementError;
  static constexpr std::string_view name = "BatchStatementError";
  static constexpr auto members = std::tuple{
      Member{"Code", &T::code}, Member{"Message", &T::message}, Member{"Item", &T::item}};
};

template <>
struct Shape<BatchStatementResponse> {
  using T = BatchStatementResponse;
  static constexpr std::string_view name = "BatchStatementResponse";
  static constexpr auto members = std::tuple{
      Member{"Error", &T::error}, Member{"TableName", &T::table_name}, Member{"Item", &T::item}};
};

template <>
struct Shape<BatchExecuteStatementResponse> {
  using T = BatchExecuteStatementResponse;
  static constexpr std::string_view name = "BatchExecuteStatementOutput";
  static constexpr auto members = std::tuple{Member{"Responses", &T::responses},
                                             Member{"ConsumedCapacity", &T::consumed_capacity}};
};

template <>
struct Shape<BatchExecuteStatementRequest> {
  using T = BatchExecuteStatementRequest;
  static constexpr std::string_view name = "BatchExecuteStatementInput";
  static constexpr auto members = std::tuple{
      Member{"Statements", &T::statements, {.required = true, .min = 1, .max = 25}},
      Member{"ReturnConsumedCapacity", &T::return_consumed_capacity, constraints::kCapacity}};
};

template <>
struct Shape<ParameterizedStatement> {
  using T = ParameterizedStatement;
  static constexpr std::string_view name = "ParameterizedStatement";
  static constexpr auto members = std::tuple{
      Member{"Statement", &T::statement, constraints::kStatement},
      Member{"Parameters", &T::parameters, constraints::kParameters},
      Member{"ReturnValuesOnConditionCheckFailure", &T::return_values_on_condition_check_failure,
             constraints::kValuesOnFailure}};
};

template <>
struct Shape<ExecuteTransactionResponse> {
  using T = ExecuteTransactionResponse;
  static constexpr std::string_view name = "ExecuteTransactionOutput";
  static constexpr auto members = std::tuple{Member{"Responses", &T::responses},
                                             Member{"ConsumedCapacity", &T::consumed_capacity}};
};

template <>
struct Shape<ExecuteTransactionRequest> {
  using T = ExecuteTransactionRequest;
  static constexpr std::string_view name = "ExecuteTransactionInput";
  static constexpr auto members = std::tuple{
      Member{
          "TransactStatements", &T::transact_statements, {.required = true, .min = 1, .max = 100}},
      Member{"ClientRequestToken", &T::client_request_token, {.min = 1, .max = 36}},
      Member{"ReturnConsumedCapacity", &T::return_consumed_capacity, constraints::kCapacity}};
};

}  // namespace ddbsim::service
