#pragma once

#include "sim/service/account.hpp"

// The operations of the control plane beyond tables, time to live and streams, which account.hpp
// declares.
namespace ddbsim::service {

[[nodiscard]] Result<TagResourceResponse> execute(Account&, const TagResourceRequest&,
                                                  const CallContext&);
[[nodiscard]] Result<UntagResourceResponse> execute(Account&, const UntagResourceRequest&,
                                                    const CallContext&);
[[nodiscard]] Result<ListTagsOfResourceResponse> execute(Account&, const ListTagsOfResourceRequest&,
                                                         const CallContext&);
[[nodiscard]] Result<DescribeLimitsResponse> execute(Account&, const DescribeLimitsRequest&,
                                                     const CallContext&);
[[nodiscard]] Result<DescribeEndpointsResponse> execute(Account&, const DescribeEndpointsRequest&,
                                                        const CallContext&);

[[nodiscard]] Result<PutResourcePolicyResponse> execute(Account&, const PutResourcePolicyRequest&,
                                                        const CallContext&);
[[nodiscard]] Result<GetResourcePolicyResponse> execute(Account&, const GetResourcePolicyRequest&,
                                                        const CallContext&);
[[nodiscard]] Result<DeleteResourcePolicyResponse> execute(Account&,
                                                           const DeleteResourcePolicyRequest&,
                                                           const CallContext&);
[[nodiscard]] Result<EnableKinesisStreamingDestinationResponse> execute(
    Account&, const EnableKinesisStreamingDestinationRequest&, const CallContext&);
[[nodiscard]] Result<DisableKinesisStreamingDestinationResponse> execute(
    Account&, const DisableKinesisStreamingDestinationRequest&, const CallContext&);
[[nodiscard]] Result<UpdateKinesisStreamingDestinationResponse> execute(
    Account&, const UpdateKinesisStreamingDestinationRequest&, const CallContext&);
[[nodiscard]] Result<DescribeKinesisStreamingDestinationResponse> execute(
    Account&, const DescribeKinesisStreamingDestinationRequest&, const CallContext&);

[[nodiscard]] Result<UpdateContributorInsightsResponse> execute(
    Account&, const UpdateContributorInsightsRequest&, const CallContext&);
[[nodiscard]] Result<DescribeContributorInsightsResponse> execute(
    Account&, const DescribeContributorInsightsRequest&, const CallContext&);
[[nodiscard]] Result<ListContributorInsightsResponse> execute(Account&,
                                                              const ListContributorInsightsRequest&,
                                                              const CallContext&);

[[nodiscard]] Result<CreateBackupResponse> execute(Account&, const CreateBackupRequest&,
                                                   const CallContext&);
[[nodiscard]] Result<DescribeBackupResponse> execute(Account&, const DescribeBackupRequest&,
                                                     const CallContext&);
[[nodiscard]] Result<ListBackupsResponse> execute(Account&, const ListBackupsRequest&,
                                                  const CallContext&);
[[nodiscard]] Result<DeleteBackupResponse> execute(Account&, const DeleteBackupRequest&,
                                                   const CallContext&);
[[nodiscard]] Result<RestoreTableFromBackupResponse> execute(Account&,
                                                             const RestoreTableFromBackupRequest&,
                                                             const CallContext&);
[[nodiscard]] Result<DescribeContinuousBackupsResponse> execute(
    Account&, const DescribeContinuousBackupsRequest&, const CallContext&);
[[nodiscard]] Result<UpdateContinuousBackupsResponse> execute(Account&,
                                                              const UpdateContinuousBackupsRequest&,
                                                              const CallContext&);
[[nodiscard]] Result<RestoreTableToPointInTimeResponse> execute(
    Account&, const RestoreTableToPointInTimeRequest&, const CallContext&);

[[nodiscard]] Result<CreateGlobalTableResponse> execute(Account&, const CreateGlobalTableRequest&,
                                                        const CallContext&);
[[nodiscard]] Result<DescribeGlobalTableResponse> execute(Account&,
                                                          const DescribeGlobalTableRequest&,
                                                          const CallContext&);
[[nodiscard]] Result<ListGlobalTablesResponse> execute(Account&, const ListGlobalTablesRequest&,
                                                       const CallContext&);
[[nodiscard]] Result<UpdateGlobalTableResponse> execute(Account&, const UpdateGlobalTableRequest&,
                                                        const CallContext&);
[[nodiscard]] Result<DescribeGlobalTableSettingsResponse> execute(
    Account&, const DescribeGlobalTableSettingsRequest&, const CallContext&);
[[nodiscard]] Result<UpdateGlobalTableSettingsResponse> execute(
    Account&, const UpdateGlobalTableSettingsRequest&, const CallContext&);
[[nodiscard]] Result<DescribeTableReplicaAutoScalingResponse> execute(
    Account&, const DescribeTableReplicaAutoScalingRequest&, const CallContext&);
[[nodiscard]] Result<UpdateTableReplicaAutoScalingResponse> execute(
    Account&, const UpdateTableReplicaAutoScalingRequest&, const CallContext&);

[[nodiscard]] Result<ExportTableToPointInTimeResponse> execute(
    Account&, const ExportTableToPointInTimeRequest&, const CallContext&);
[[nodiscard]] Result<DescribeExportResponse> execute(Account&, const DescribeExportRequest&,
                                                     const CallContext&);
[[nodiscard]] Result<ListExportsResponse> execute(Account&, const ListExportsRequest&,
                                                  const CallContext&);
[[nodiscard]] Result<ImportTableResponse> execute(Account&, const ImportTableRequest&,
                                                  const CallContext&);
[[nodiscard]] Result<DescribeImportResponse> execute(Account&, const DescribeImportRequest&,
                                                     const CallContext&);
[[nodiscard]] Result<ListImportsResponse> execute(Account&, const ListImportsRequest&,
                                                  const CallContext&);

}  // namespace ddbsim::service
