#include "sim/service/client.hpp"

#include <algorithm>
#include <array>

namespace ddbsim::service {

namespace {

constexpr std::array<std::string_view, 61> kOperations = {"CreateTable",
                                                          "DescribeTable",
                                                          "ListTables",
                                                          "UpdateTable",
                                                          "DeleteTable",
                                                          "UpdateTimeToLive",
                                                          "DescribeTimeToLive",
                                                          "PutItem",
                                                          "GetItem",
                                                          "UpdateItem",
                                                          "DeleteItem",
                                                          "BatchGetItem",
                                                          "BatchWriteItem",
                                                          "TransactGetItems",
                                                          "TransactWriteItems",
                                                          "Query",
                                                          "Scan",
                                                          "ListStreams",
                                                          "DescribeStream",
                                                          "GetShardIterator",
                                                          "GetRecords",
                                                          "ExecuteStatement",
                                                          "BatchExecuteStatement",
                                                          "ExecuteTransaction",
                                                          "TagResource",
                                                          "UntagResource",
                                                          "ListTagsOfResource",
                                                          "DescribeLimits",
                                                          "DescribeEndpoints",
                                                          "PutResourcePolicy",
                                                          "GetResourcePolicy",
                                                          "DeleteResourcePolicy",
                                                          "EnableKinesisStreamingDestination",
                                                          "DisableKinesisStreamingDestination",
                                                          "UpdateKinesisStreamingDestination",
                                                          "DescribeKinesisStreamingDestination",
                                                          "UpdateContributorInsights",
                                                          "DescribeContributorInsights",
                                                          "ListContributorInsights",
                                                          "CreateGlobalTable",
                                                          "DescribeGlobalTable",
                                                          "ListGlobalTables",
                                                          "UpdateGlobalTable",
                                                          "DescribeGlobalTableSettings",
                                                          "UpdateGlobalTableSettings",
                                                          "DescribeTableReplicaAutoScaling",
                                                          "UpdateTableReplicaAutoScaling",
                                                          "CreateBackup",
                                                          "DescribeBackup",
                                                          "ListBackups",
                                                          "DeleteBackup",
                                                          "RestoreTableFromBackup",
                                                          "DescribeContinuousBackups",
                                                          "UpdateContinuousBackups",
                                                          "RestoreTableToPointInTime",
                                                          "ExportTableToPointInTime",
                                                          "DescribeExport",
                                                          "ListExports",
                                                          "ImportTable",
                                                          "DescribeImport",
                                                          "ListImports"};
static_assert(kOperations.size() == std::variant_size_v<Request>);

}  // namespace

std::string_view operation_name(std::size_t index) noexcept { return kOperations[index]; }

std::optional<std::size_t> operation_named(std::string_view name) noexcept {
  const auto* const at = std::ranges::find(kOperations, name);
  if (at == kOperations.end()) {
    return std::nullopt;
  }
  return static_cast<std::size_t>(at - kOperations.begin());
}

bool is_stream_operation(std::size_t index) noexcept {
  return index >= RequestRef(std::in_place_type<const ListStreamsRequest*>).index() &&
         index <= RequestRef(std::in_place_type<const GetRecordsRequest*>).index();
}

}  // namespace ddbsim::service
