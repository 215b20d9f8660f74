#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/value/item.hpp"

namespace ddbsim::service {

/// The service's error types. An error is an ordinary outcome of a request, a value.
enum class ErrorType : std::uint8_t {
  validation,
  serialization,
  conditional_check_failed,
  resource_not_found,
  resource_in_use,
  limit_exceeded,
  transaction_canceled,
  transaction_conflict,
  transaction_in_progress,
  idempotent_parameter_mismatch,
  item_collection_size_limit_exceeded,
  provisioned_throughput_exceeded,
  throttling,
  request_limit_exceeded,
  internal_server_error,
  trimmed_data_access,
  expired_iterator,
  access_denied,
  duplicate_item,
  policy_not_found,
  backup_not_found,
  backup_in_use,
  table_not_found,
  table_already_exists,
  table_in_use,
  continuous_backups_unavailable,
  point_in_time_recovery_unavailable,
  invalid_restore_time,
  invalid_export_time,
  export_not_found,
  export_conflict,
  import_not_found,
  import_conflict,
  global_table_already_exists,
  global_table_not_found,
  replica_already_exists,
  replica_not_found,
  index_not_found,
  unknown_operation,
};
/// "ValidationException", "ConditionalCheckFailedException", ...
[[nodiscard]] std::string_view name_of(ErrorType type) noexcept;
/// "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
/// "com.amazon.coral.validate#ValidationException".
[[nodiscard]] std::string_view wire_name_of(ErrorType type) noexcept;
/// From either of those forms; absent when it is none of ours.
[[nodiscard]] std::optional<ErrorType> error_type_named(std::string_view name) noexcept;
/// HTTP status: 400, or 500 for InternalServerError.
[[nodiscard]] int http_status_of(ErrorType type) noexcept;

/// Why one action of a cancelled transaction failed; code "None" for those that did not.
struct CancellationReason {
  std::string code = "None";  ///< None, ConditionalCheckFailed, ItemCollectionSizeLimitExceeded,
                              ///< TransactionConflict, ProvisionedThroughputExceeded,
                              ///< DuplicateItem, ThrottlingError, ValidationError
  std::string message;        ///< empty: null
  value::Item item;           ///< with ReturnValuesOnConditionCheckFailure ALL_OLD
};

struct ServiceError {
  ErrorType type = ErrorType::validation;
  std::string message;
  std::vector<CancellationReason> cancellation_reasons =
      {};  ///< of transaction_canceled, in request order
  value::Item item =
      {};  ///< of conditional_check_failed with ReturnValuesOnConditionCheckFailure ALL_OLD
};

template <class T>
using Result = std::expected<T, ServiceError>;

[[nodiscard]] std::unexpected<ServiceError> fail(ErrorType type, std::string message);
[[nodiscard]] std::unexpected<ServiceError> invalid(std::string message);  ///< ValidationException
[[nodiscard]] std::unexpected<ServiceError> invalid_parameters(
    std::string message);  ///< "One or more parameter values were invalid: ..."

}  // namespace ddbsim::service
