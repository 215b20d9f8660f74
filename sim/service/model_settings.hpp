#pragma once

#include <vector>

#include "sim/service/model.hpp"

// Tags, limits, resource policies, Kinesis destinations, Contributor Insights: typed requests and
// responses, as in model.hpp.
namespace ddbsim::service {

struct TagResourceResponse {};
struct TagResourceRequest : RequestBase {
  using Response = TagResourceResponse;
  Text resource_arn = {};
  Optional<std::vector<Tag>> tags = {};
};

struct UntagResourceResponse {};
struct UntagResourceRequest : RequestBase {
  using Response = UntagResourceResponse;
  Text resource_arn = {};
  Optional<std::vector<std::string>> tag_keys = {};
};

struct ListTagsOfResourceResponse {
  Optional<std::vector<Tag>> tags = {};
  Text next_token = {};
};
struct ListTagsOfResourceRequest : RequestBase {
  using Response = ListTagsOfResourceResponse;
  Text resource_arn = {};
  Text next_token = {};
};

struct DescribeLimitsResponse {
  Integer account_max_read_capacity_units = {};
  Integer account_max_write_capacity_units = {};
  Integer table_max_read_capacity_units = {};
  Integer table_max_write_capacity_units = {};
};
struct DescribeLimitsRequest : RequestBase {
  using Response = DescribeLimitsResponse;
};
struct ServiceEndpoint {
  Text address = {};
  Integer cache_period_in_minutes = {};
};

struct DescribeEndpointsResponse {
  Optional<std::vector<ServiceEndpoint>> endpoints = {};
};
struct DescribeEndpointsRequest : RequestBase {
  using Response = DescribeEndpointsResponse;
};

struct PutResourcePolicyResponse {
  Text revision_id = {};
};
struct PutResourcePolicyRequest : RequestBase {
  using Response = PutResourcePolicyResponse;
  Text resource_arn = {};
  Text policy = {};
  Text expected_revision_id = {};
  Optional<bool> confirm_remove_self_resource_access = {};
};

struct GetResourcePolicyResponse {
  Text policy = {};
  Text revision_id = {};
};
struct GetResourcePolicyRequest : RequestBase {
  using Response = GetResourcePolicyResponse;
  Text resource_arn = {};
};

struct DeleteResourcePolicyResponse {
  Text revision_id = {};
};
struct DeleteResourcePolicyRequest : RequestBase {
  using Response = DeleteResourcePolicyResponse;
  Text resource_arn = {};
  Text expected_revision_id = {};
};
struct EnableKinesisStreamingConfiguration {
  Text approximate_creation_date_time_precision = {};
};

struct EnableKinesisStreamingDestinationResponse {
  Text table_name = {};
  Text stream_arn = {};
  Text destination_status = {};
  Optional<EnableKinesisStreamingConfiguration> enable_kinesis_streaming_configuration = {};
};
struct EnableKinesisStreamingDestinationRequest : RequestBase {
  using Response = EnableKinesisStreamingDestinationResponse;
  Text table_name = {};
  Text stream_arn = {};
  Optional<EnableKinesisStreamingConfiguration> enable_kinesis_streaming_configuration = {};
};

struct DisableKinesisStreamingDestinationResponse {
  Text table_name = {};
  Text stream_arn = {};
  Text destination_status = {};
  Optional<EnableKinesisStreamingConfiguration> enable_kinesis_streaming_configuration = {};
};
struct DisableKinesisStreamingDestinationRequest : RequestBase {
  using Response = DisableKinesisStreamingDestinationResponse;
  Text table_name = {};
  Text stream_arn = {};
  Optional<EnableKinesisStreamingConfiguration> enable_kinesis_streaming_configuration = {};
};
struct UpdateKinesisStreamingConfiguration {
  Text approximate_creation_date_time_precision = {};
};

struct UpdateKinesisStreamingDestinationResponse {
  Text table_name = {};
  Text stream_arn = {};
  Text destination_status = {};
  Optional<UpdateKinesisStreamingConfiguration> update_kinesis_streaming_configuration = {};
};
struct UpdateKinesisStreamingDestinationRequest : RequestBase {
  using Response = UpdateKinesisStreamingDestinationResponse;
  Text table_name = {};
  Text stream_arn = {};
  Optional<UpdateKinesisStreamingConfiguration> update_kinesis_streaming_configuration = {};
};
struct KinesisDataStreamDestination {
  Text stream_arn = {};
  Text destination_status = {};
  Text destination_status_description = {};
  Text approximate_creation_date_time_precision = {};
};

struct DescribeKinesisStreamingDestinationResponse {
  Text table_name = {};
  Optional<std::vector<KinesisDataStreamDestination>> kinesis_data_stream_destinations = {};
};
struct DescribeKinesisStreamingDestinationRequest : RequestBase {
  using Response = DescribeKinesisStreamingDestinationResponse;
  Text table_name = {};
};

struct UpdateContributorInsightsResponse {
  Text table_name = {};
  Text index_name = {};
  Text contributor_insights_status = {};
  Text contributor_insights_mode = {};
};
struct UpdateContributorInsightsRequest : RequestBase {
  using Response = UpdateContributorInsightsResponse;
  Text table_name = {};
  Text index_name = {};
  Text contributor_insights_action = {};
  Text contributor_insights_mode = {};
};
struct InsightsFailure {
  Text exception_name = {};
  Text exception_description = {};
};

struct DescribeContributorInsightsResponse {
  Text table_name = {};
  Text index_name = {};
  Optional<std::vector<std::string>> contributor_insights_rule_list = {};
  Text contributor_insights_status = {};
  Optional<double> last_update_date_time = {};
  Optional<InsightsFailure> failure_exception = {};
  Text contributor_insights_mode = {};
};
struct DescribeContributorInsightsRequest : RequestBase {
  using Response = DescribeContributorInsightsResponse;
  Text table_name = {};
  Text index_name = {};
};
struct ContributorInsightsSummary {
  Text table_name = {};
  Text index_name = {};
  Text contributor_insights_status = {};
  Text contributor_insights_mode = {};
};

struct ListContributorInsightsResponse {
  Optional<std::vector<ContributorInsightsSummary>> contributor_insights_summaries = {};
  Text next_token = {};
};
struct ListContributorInsightsRequest : RequestBase {
  using Response = ListContributorInsightsResponse;
  Text table_name = {};
  Text next_token = {};
  Integer max_results = {};
};

}  // namespace ddbsim::service
