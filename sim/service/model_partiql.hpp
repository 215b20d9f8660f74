#pragma once

#include <vector>

#include "sim/service/model.hpp"
#include "sim/value/attribute_value.hpp"

// PartiQL: typed requests and responses, as in model.hpp.
namespace ddbsim::service {

using StatementParameters = Optional<std::vector<value::AttributeValue>>;

struct ExecuteStatementResponse {
  Optional<std::vector<value::Item>> items = {};
  Text next_token = {};
  Optional<ConsumedCapacity> consumed_capacity = {};
  value::Item last_evaluated_key = {};
};
struct ExecuteStatementRequest : RequestBase {
  using Response = ExecuteStatementResponse;
  Text statement = {};
  StatementParameters parameters = {};
  Optional<bool> consistent_read = {};
  Text next_token = {};
  Text return_consumed_capacity = {};
  Integer limit = {};
  Text return_values_on_condition_check_failure = {};
};

struct BatchStatementRequest {
  Text statement = {};
  StatementParameters parameters = {};
  Optional<bool> consistent_read = {};
  Text return_values_on_condition_check_failure = {};
};
struct BatchStatementError {
  Text code = {};
  Text message = {};
  value::Item item = {};
};
struct BatchStatementResponse {
  Optional<BatchStatementError> error = {};
  Text table_name = {};
  value::Item item = {};
};
struct BatchExecuteStatementResponse {
  Optional<std::vector<BatchStatementResponse>> responses = {};
  Optional<std::vector<ConsumedCapacity>> consumed_capacity = {};
};
struct BatchExecuteStatementRequest : RequestBase {
  using Response = BatchExecuteStatementResponse;
  Optional<std::vector<BatchStatementRequest>> statements = {};
  Text return_consumed_capacity = {};
};

struct ParameterizedStatement {
  Text statement = {};
  StatementParameters parameters = {};
  Text return_values_on_condition_check_failure = {};
};
struct ExecuteTransactionResponse {
  Optional<std::vector<ItemResponse>> responses = {};
  Optional<std::vector<ConsumedCapacity>> consumed_capacity = {};
};
struct ExecuteTransactionRequest : RequestBase {
  using Response = ExecuteTransactionResponse;
  Optional<std::vector<ParameterizedStatement>> transact_statements = {};
  Text client_request_token = {};
  Text return_consumed_capacity = {};
};

}  // namespace ddbsim::service
