#pragma once

#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "sim/service/model.hpp"
#include "sim/service/model_backups.hpp"
#include "sim/service/model_global_tables.hpp"
#include "sim/service/model_partiql.hpp"
#include "sim/service/model_settings.hpp"
#include "sim/service/model_transfers.hpp"

namespace ddbsim::service {

/// Every operation, in the order of `operation_name`.
template <template <class> class Wrap>
using ForEachRequest = std::variant<
    Wrap<CreateTableRequest>, Wrap<DescribeTableRequest>, Wrap<ListTablesRequest>,
    Wrap<UpdateTableRequest>, Wrap<DeleteTableRequest>, Wrap<UpdateTimeToLiveRequest>,
    Wrap<DescribeTimeToLiveRequest>, Wrap<PutItemRequest>, Wrap<GetItemRequest>,
    Wrap<UpdateItemRequest>, Wrap<DeleteItemRequest>, Wrap<BatchGetItemRequest>,
    Wrap<BatchWriteItemRequest>, Wrap<TransactGetItemsRequest>, Wrap<TransactWriteItemsRequest>,
    Wrap<QueryRequest>, Wrap<ScanRequest>, Wrap<ListStreamsRequest>, Wrap<DescribeStreamRequest>,
    Wrap<GetShardIteratorRequest>, Wrap<GetRecordsRequest>, Wrap<ExecuteStatementRequest>,
    Wrap<BatchExecuteStatementRequest>, Wrap<ExecuteTransactionRequest>, Wrap<TagResourceRequest>,
    Wrap<UntagResourceRequest>, Wrap<ListTagsOfResourceRequest>, Wrap<DescribeLimitsRequest>,
    Wrap<DescribeEndpointsRequest>, Wrap<PutResourcePolicyRequest>, Wrap<GetResourcePolicyRequest>,
    Wrap<DeleteResourcePolicyRequest>, Wrap<EnableKinesisStreamingDestinationRequest>,
    Wrap<DisableKinesisStreamingDestinationRequest>, Wrap<UpdateKinesisStreamingDestinationRequest>,
    Wrap<DescribeKinesisStreamingDestinationRequest>, Wrap<UpdateContributorInsightsRequest>,
    Wrap<DescribeContributorInsightsRequest>, Wrap<ListContributorInsightsRequest>,
    Wrap<CreateGlobalTableRequest>, Wrap<DescribeGlobalTableRequest>, Wrap<ListGlobalTablesRequest>,
    Wrap<UpdateGlobalTableRequest>, Wrap<DescribeGlobalTableSettingsRequest>,
    Wrap<UpdateGlobalTableSettingsRequest>, Wrap<DescribeTableReplicaAutoScalingRequest>,
    Wrap<UpdateTableReplicaAutoScalingRequest>, Wrap<CreateBackupRequest>,
    Wrap<DescribeBackupRequest>, Wrap<ListBackupsRequest>, Wrap<DeleteBackupRequest>,
    Wrap<RestoreTableFromBackupRequest>, Wrap<DescribeContinuousBackupsRequest>,
    Wrap<UpdateContinuousBackupsRequest>, Wrap<RestoreTableToPointInTimeRequest>,
    Wrap<ExportTableToPointInTimeRequest>, Wrap<DescribeExportRequest>, Wrap<ListExportsRequest>,
    Wrap<ImportTableRequest>, Wrap<DescribeImportRequest>, Wrap<ListImportsRequest>>;

template <class T>
using Owned = T;
template <class T>
using Pointer = const T*;
template <class T>
using ResponseOf = typename T::Response;

/// A request that owns its data; what a suspended handler leaves behind.
using Request = ForEachRequest<Owned>;
/// A request by reference; never null.
using RequestRef = ForEachRequest<Pointer>;
/// The response alternative has the index of its request.
using Response = ForEachRequest<ResponseOf>;

/// "PutItem", "Query", ... by the variant's index.
[[nodiscard]] std::string_view operation_name(std::size_t index) noexcept;
/// The index of the operation of that name; absent when there is none.
[[nodiscard]] std::optional<std::size_t> operation_named(std::string_view name) noexcept;
/// True for the operations of the streams API ("DynamoDBStreams_20120810.GetRecords").
[[nodiscard]] bool is_stream_operation(std::size_t index) noexcept;
[[nodiscard]] inline RequestRef reference_to(const Request& request) {
  return std::visit([](const auto& typed) { return RequestRef(&typed); }, request);
}

/// Whoever answers requests: the simulated account for one caller, or a remote endpoint.
class Client {
 public:
  Client() = default;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  virtual ~Client() = default;

  [[nodiscard]] virtual Result<Response> send(RequestRef request) = 0;

  /// Typed: `client.call(PutItemRequest{...})` gives a Result<PutItemResponse>.
  template <class T>
  [[nodiscard]] Result<typename T::Response> call(const T& request) {
    auto response = send(RequestRef(std::in_place_type<const T*>, &request));
    if (!response) {
      return std::unexpected(std::move(response.error()));
    }
    return std::get<typename T::Response>(std::move(*response));
  }
};

}  // namespace ddbsim::service
