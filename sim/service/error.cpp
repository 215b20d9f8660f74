#include "sim/service/error.hpp"

#include <utility>

namespace ddbsim::service {

namespace {

/// The type's name with its namespace; the service has four of these.
std::string_view full_name_of(ErrorType type) noexcept {
  switch (type) {
    case ErrorType::validation:
      return "com.amazon.coral.validate#ValidationException";
    case ErrorType::serialization:
      return "com.amazon.coral.service#SerializationException";
    case ErrorType::conditional_check_failed:
      return "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException";
    case ErrorType::resource_not_found:
      return "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException";
    case ErrorType::resource_in_use:
      return "com.amazonaws.dynamodb.v20120810#ResourceInUseException";
    case ErrorType::limit_exceeded:
      return "com.amazonaws.dynamodb.v20120810#LimitExceededException";
    case ErrorType::transaction_canceled:
      return "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
    case ErrorType::transaction_conflict:
      return "com.amazonaws.dynamodb.v20120810#TransactionConflictException";
    case ErrorType::transaction_in_progress:
      return "com.amazonaws.dynamodb.v20120810#TransactionInProgressException";
    case ErrorType::idempotent_parameter_mismatch:
      return "com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException";
    case ErrorType::item_collection_size_limit_exceeded:
      return "com.amazonaws.dynamodb.v20120810#ItemCollectionSizeLimitExceededException";
    case ErrorType::provisioned_throughput_exceeded:
      return "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException";
    case ErrorType::throttling:
      return "com.amazon.coral.availability#ThrottlingException";
    case ErrorType::request_limit_exceeded:
      return "com.amazonaws.dynamodb.v20120810#RequestLimitExceeded";
    case ErrorType::internal_server_error:
      return "com.amazonaws.dynamodb.v20120810#InternalServerError";
    case ErrorType::trimmed_data_access:
      return "com.amazonaws.dynamodb.v20120810#TrimmedDataAccessException";
    case ErrorType::expired_iterator:
      return "com.amazonaws.dynamodb.v20120810#ExpiredIteratorException";
    case ErrorType::access_denied:
      return "com.amazon.coral.service#AccessDeniedException";
    case ErrorType::duplicate_item:
      return "com.amazonaws.dynamodb.v20120810#DuplicateItemException";
    case ErrorType::unknown_operation:
      return "com.amazon.coral.service#UnknownOperationException";
  }
  std::unreachable();
}

}  // namespace

std::string_view name_of(ErrorType type) noexcept {
  const std::string_view full = full_name_of(type);
  return full.substr(full.find('#') + 1);
}

std::string_view wire_name_of(ErrorType type) noexcept { return full_name_of(type); }

std::optional<ErrorType> error_type_named(std::string_view name) noexcept {
  name.remove_prefix(name.find('#') + 1);  // npos + 1 is 0: a name without namespace
  for (int i = 0; i <= static_cast<int>(ErrorType::unknown_operation); ++i) {
    if (name_of(static_cast<ErrorType>(i)) == name) {
      return static_cast<ErrorType>(i);
    }
  }
  return std::nullopt;
}

int http_status_of(ErrorType type) noexcept {
  return type == ErrorType::internal_server_error ? 500 : 400;
}

std::unexpected<ServiceError> fail(ErrorType type, std::string message) {
  return std::unexpected(ServiceError{type, std::move(message)});
}

std::unexpected<ServiceError> invalid(std::string message) {
  return fail(ErrorType::validation, std::move(message));
}

std::unexpected<ServiceError> invalid_parameters(std::string message) {
  return invalid("One or more parameter values were invalid: " + std::move(message));
}

}  // namespace ddbsim::service
