#include "sim/service/error.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace ddbsim::service {

namespace {

/// The types' names with their namespaces, of which the service has four; in order of the
/// enumerators.
constexpr std::array<std::string_view, static_cast<std::size_t>(ErrorType::unknown_operation) + 1>
    kFullNames = {"com.amazon.coral.validate#ValidationException",
                  "com.amazon.coral.service#SerializationException",
                  "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
                  "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
                  "com.amazonaws.dynamodb.v20120810#ResourceInUseException",
                  "com.amazonaws.dynamodb.v20120810#LimitExceededException",
                  "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
                  "com.amazonaws.dynamodb.v20120810#TransactionConflictException",
                  "com.amazonaws.dynamodb.v20120810#TransactionInProgressException",
                  "com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException",
                  "com.amazonaws.dynamodb.v20120810#ItemCollectionSizeLimitExceededException",
                  "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
                  "com.amazon.coral.availability#ThrottlingException",
                  "com.amazonaws.dynamodb.v20120810#RequestLimitExceeded",
                  "com.amazonaws.dynamodb.v20120810#InternalServerError",
                  "com.amazonaws.dynamodb.v20120810#TrimmedDataAccessException",
                  "com.amazonaws.dynamodb.v20120810#ExpiredIteratorException",
                  "com.amazon.coral.service#AccessDeniedException",
                  "com.amazonaws.dynamodb.v20120810#DuplicateItemException",
                  "com.amazonaws.dynamodb.v20120810#PolicyNotFoundException",
                  "com.amazonaws.dynamodb.v20120810#BackupNotFoundException",
                  "com.amazonaws.dynamodb.v20120810#BackupInUseException",
                  "com.amazonaws.dynamodb.v20120810#TableNotFoundException",
                  "com.amazonaws.dynamodb.v20120810#TableAlreadyExistsException",
                  "com.amazonaws.dynamodb.v20120810#TableInUseException",
                  "com.amazonaws.dynamodb.v20120810#ContinuousBackupsUnavailableException",
                  "com.amazonaws.dynamodb.v20120810#PointInTimeRecoveryUnavailableException",
                  "com.amazonaws.dynamodb.v20120810#InvalidRestoreTimeException",
                  "com.amazonaws.dynamodb.v20120810#InvalidExportTimeException",
                  "com.amazonaws.dynamodb.v20120810#ExportNotFoundException",
                  "com.amazonaws.dynamodb.v20120810#ExportConflictException",
                  "com.amazonaws.dynamodb.v20120810#ImportNotFoundException",
                  "com.amazonaws.dynamodb.v20120810#ImportConflictException",
                  "com.amazonaws.dynamodb.v20120810#GlobalTableAlreadyExistsException",
                  "com.amazonaws.dynamodb.v20120810#GlobalTableNotFoundException",
                  "com.amazonaws.dynamodb.v20120810#ReplicaAlreadyExistsException",
                  "com.amazonaws.dynamodb.v20120810#ReplicaNotFoundException",
                  "com.amazonaws.dynamodb.v20120810#IndexNotFoundException",
                  "com.amazon.coral.service#UnknownOperationException"};

std::string_view full_name_of(ErrorType type) noexcept {
  return kFullNames[static_cast<std::size_t>(type)];
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
