#pragma once

#include <array>
#include <tuple>

#include "sim/service/shapes_tables.hpp"

// Tags, limits, resource policies, Kinesis destinations, Contributor Insights. Lengths, ranges and
// enumerations are those of the API model (2012-08-10); nobody has captured the orders in which the
// service prints them.
namespace ddbsim::service {

namespace constraints {

inline constexpr std::array<Values, 2> kPrecisions = {"MILLISECOND", "MICROSECOND"};
inline constexpr std::array<Values, 2> kInsightsActions = {"ENABLE", "DISABLE"};
inline constexpr std::array<Values, 2> kInsightsModes = {"ACCESSED_AND_THROTTLED_KEYS",
                                                         "THROTTLED_KEYS"};

}  // namespace constraints

template <>
struct Shape<TagResourceResponse> {
  static constexpr std::string_view name = "TagResourceOutput";
  static constexpr auto members = std::tuple<>{};
};

template <>
struct Shape<TagResourceRequest> {
  using T = TagResourceRequest;
  static constexpr std::string_view name = "TagResourceInput";
  static constexpr auto members =
      std::tuple{Member{"ResourceArn", &T::resource_arn, {.required = true, .min = 1, .max = 1283}},
                 Member{"Tags", &T::tags, constraints::kRequired}};
};

template <>
struct Shape<UntagResourceResponse> {
  static constexpr std::string_view name = "UntagResourceOutput";
  static constexpr auto members = std::tuple<>{};
};

template <>
struct Shape<UntagResourceRequest> {
  using T = UntagResourceRequest;
  static constexpr std::string_view name = "UntagResourceInput";
  static constexpr auto members =
      std::tuple{Member{"ResourceArn", &T::resource_arn, {.required = true, .min = 1, .max = 1283}},
                 Member{"TagKeys", &T::tag_keys, constraints::kRequired, {.min = 1, .max = 128}}};
};

template <>
struct Shape<ListTagsOfResourceResponse> {
  using T = ListTagsOfResourceResponse;
  static constexpr std::string_view name = "ListTagsOfResourceOutput";
  static constexpr auto members =
      std::tuple{Member{"Tags", &T::tags}, Member{"NextToken", &T::next_token}};
};

template <>
struct Shape<ListTagsOfResourceRequest> {
  using T = ListTagsOfResourceRequest;
  static constexpr std::string_view name = "ListTagsOfResourceInput";
  static constexpr auto members =
      std::tuple{Member{"ResourceArn", &T::resource_arn, {.required = true, .min = 1, .max = 1283}},
                 Member{"NextToken", &T::next_token}};
};

template <>
struct Shape<DescribeLimitsResponse> {
  using T = DescribeLimitsResponse;
  static constexpr std::string_view name = "DescribeLimitsOutput";
  static constexpr auto members =
      std::tuple{Member{"AccountMaxReadCapacityUnits", &T::account_max_read_capacity_units},
                 Member{"AccountMaxWriteCapacityUnits", &T::account_max_write_capacity_units},
                 Member{"TableMaxReadCapacityUnits", &T::table_max_read_capacity_units},
                 Member{"TableMaxWriteCapacityUnits", &T::table_max_write_capacity_units}};
};

template <>
struct Shape<DescribeLimitsRequest> {
  using T = DescribeLimitsRequest;
  static constexpr std::string_view name = "DescribeLimitsInput";
  static constexpr auto members = std::tuple<>{};
};

template <>
struct Shape<ServiceEndpoint> {
  using T = ServiceEndpoint;
  static constexpr std::string_view name = "Endpoint";
  static constexpr auto members = std::tuple{
      Member{"Address", &T::address}, Member{"CachePeriodInMinutes", &T::cache_period_in_minutes}};
};

template <>
struct Shape<DescribeEndpointsResponse> {
  using T = DescribeEndpointsResponse;
  static constexpr std::string_view name = "DescribeEndpointsOutput";
  static constexpr auto members = std::tuple{Member{"Endpoints", &T::endpoints}};
};

template <>
struct Shape<DescribeEndpointsRequest> {
  using T = DescribeEndpointsRequest;
  static constexpr std::string_view name = "DescribeEndpointsInput";
  static constexpr auto members = std::tuple<>{};
};

template <>
struct Shape<PutResourcePolicyResponse> {
  using T = PutResourcePolicyResponse;
  static constexpr std::string_view name = "PutResourcePolicyOutput";
  static constexpr auto members = std::tuple{Member{"RevisionId", &T::revision_id}};
};

template <>
struct Shape<PutResourcePolicyRequest> {
  using T = PutResourcePolicyRequest;
  static constexpr std::string_view name = "PutResourcePolicyInput";
  static constexpr auto members = std::tuple{
      Member{"ResourceArn", &T::resource_arn, {.required = true, .min = 1, .max = 1283}},
      Member{"Policy", &T::policy, constraints::kRequired},
      Member{"ExpectedRevisionId", &T::expected_revision_id, {.min = 1, .max = 255}},
      Member{"ConfirmRemoveSelfResourceAccess", &T::confirm_remove_self_resource_access}};
};

template <>
struct Shape<GetResourcePolicyResponse> {
  using T = GetResourcePolicyResponse;
  static constexpr std::string_view name = "GetResourcePolicyOutput";
  static constexpr auto members =
      std::tuple{Member{"Policy", &T::policy}, Member{"RevisionId", &T::revision_id}};
};

template <>
struct Shape<GetResourcePolicyRequest> {
  using T = GetResourcePolicyRequest;
  static constexpr std::string_view name = "GetResourcePolicyInput";
  static constexpr auto members = std::tuple{
      Member{"ResourceArn", &T::resource_arn, {.required = true, .min = 1, .max = 1283}}};
};

template <>
struct Shape<DeleteResourcePolicyResponse> {
  using T = DeleteResourcePolicyResponse;
  static constexpr std::string_view name = "DeleteResourcePolicyOutput";
  static constexpr auto members = std::tuple{Member{"RevisionId", &T::revision_id}};
};

template <>
struct Shape<DeleteResourcePolicyRequest> {
  using T = DeleteResourcePolicyRequest;
  static constexpr std::string_view name = "DeleteResourcePolicyInput";
  static constexpr auto members =
      std::tuple{Member{"ResourceArn", &T::resource_arn, {.required = true, .min = 1, .max = 1283}},
                 Member{"ExpectedRevisionId", &T::expected_revision_id, {.min = 1, .max = 255}}};
};

template <>
struct Shape<EnableKinesisStreamingConfiguration> {
  using T = EnableKinesisStreamingConfiguration;
  static constexpr std::string_view name = "EnableKinesisStreamingConfiguration";
  static constexpr auto members = std::tuple{Member{"ApproximateCreationDateTimePrecision",
                                                    &T::approximate_creation_date_time_precision,
                                                    {.values = constraints::kPrecisions}}};
};

template <>
struct Shape<EnableKinesisStreamingDestinationResponse> {
  using T = EnableKinesisStreamingDestinationResponse;
  static constexpr std::string_view name = "EnableKinesisStreamingDestinationOutput";
  static constexpr auto members = std::tuple{
      Member{"TableName", &T::table_name}, Member{"StreamArn", &T::stream_arn},
      Member{"DestinationStatus", &T::destination_status},
      Member{"EnableKinesisStreamingConfiguration", &T::enable_kinesis_streaming_configuration}};
};

template <>
struct Shape<EnableKinesisStreamingDestinationRequest> {
  using T = EnableKinesisStreamingDestinationRequest;
  static constexpr std::string_view name = "EnableKinesisStreamingDestinationInput";
  static constexpr TableName table_name = TableName::control;
  static constexpr auto members = std::tuple{
      Member{"TableName", &T::table_name, constraints::kTable},
      Member{"StreamArn", &T::stream_arn, {.required = true, .min = 37, .max = 1024}},
      Member{"EnableKinesisStreamingConfiguration", &T::enable_kinesis_streaming_configuration}};
};

template <>
struct Shape<DisableKinesisStreamingDestinationResponse> {
  using T = DisableKinesisStreamingDestinationResponse;
  static constexpr std::string_view name = "DisableKinesisStreamingDestinationOutput";
  static constexpr auto members = std::tuple{
      Member{"TableName", &T::table_name}, Member{"StreamArn", &T::stream_arn},
      Member{"DestinationStatus", &T::destination_status},
      Member{"EnableKinesisStreamingConfiguration", &T::enable_kinesis_streaming_configuration}};
};

template <>
struct Shape<DisableKinesisStreamingDestinationRequest> {
  using T = DisableKinesisStreamingDestinationRequest;
  static constexpr std::string_view name = "DisableKinesisStreamingDestinationInput";
  static constexpr TableName table_name = TableName::control;
  static constexpr auto members = std::tuple{
      Member{"TableName", &T::table_name, constraints::kTable},
      Member{"StreamArn", &T::stream_arn, {.required = true, .min = 37, .max = 1024}},
      Member{"EnableKinesisStreamingConfiguration", &T::enable_kinesis_streaming_configuration}};
};

template <>
struct Shape<UpdateKinesisStreamingConfiguration> {
  using T = UpdateKinesisStreamingConfiguration;
  static constexpr std::string_view name = "UpdateKinesisStreamingConfiguration";
  static constexpr auto members = std::tuple{Member{"ApproximateCreationDateTimePrecision",
                                                    &T::approximate_creation_date_time_precision,
                                                    {.values = constraints::kPrecisions}}};
};

template <>
struct Shape<UpdateKinesisStreamingDestinationResponse> {
  using T = UpdateKinesisStreamingDestinationResponse;
  static constexpr std::string_view name = "UpdateKinesisStreamingDestinationOutput";
  static constexpr auto members = std::tuple{
      Member{"TableName", &T::table_name}, Member{"StreamArn", &T::stream_arn},
      Member{"DestinationStatus", &T::destination_status},
      Member{"UpdateKinesisStreamingConfiguration", &T::update_kinesis_streaming_configuration}};
};

template <>
struct Shape<UpdateKinesisStreamingDestinationRequest> {
  using T = UpdateKinesisStreamingDestinationRequest;
  static constexpr std::string_view name = "UpdateKinesisStreamingDestinationInput";
  static constexpr TableName table_name = TableName::control;
  static constexpr auto members = std::tuple{
      Member{"TableName", &T::table_name, constraints::kTable},
      Member{"StreamArn", &T::stream_arn, {.required = true, .min = 37, .max = 1024}},
      Member{"UpdateKinesisStreamingConfiguration", &T::update_kinesis_streaming_configuration}};
};

template <>
struct Shape<KinesisDataStreamDestination> {
  using T = KinesisDataStreamDestination;
  static constexpr std::string_view name = "KinesisDataStreamDestination";
  static constexpr auto members = std::tuple{
      Member{"StreamArn", &T::stream_arn}, Member{"DestinationStatus", &T::destination_status},
      Member{"DestinationStatusDescription", &T::destination_status_description},
      Member{"ApproximateCreationDateTimePrecision", &T::approximate_creation_date_time_precision}};
};

template <>
struct Shape<DescribeKinesisStreamingDestinationResponse> {
  using T = DescribeKinesisStreamingDestinationResponse;
  static constexpr std::string_view name = "DescribeKinesisStreamingDestinationOutput";
  static constexpr auto members =
      std::tuple{Member{"TableName", &T::table_name},
                 Member{"KinesisDataStreamDestinations", &T::kinesis_data_stream_destinations}};
};

template <>
struct Shape<DescribeKinesisStreamingDestinationRequest> {
  using T = DescribeKinesisStreamingDestinationRequest;
  static constexpr std::string_view name = "DescribeKinesisStreamingDestinationInput";
  static constexpr TableName table_name = TableName::control;
  static constexpr auto members =
      std::tuple{Member{"TableName", &T::table_name, constraints::kTable}};
};

template <>
struct Shape<UpdateContributorInsightsResponse> {
  using T = UpdateContributorInsightsResponse;
  static constexpr std::string_view name = "UpdateContributorInsightsOutput";
  static constexpr auto members =
      std::tuple{Member{"TableName", &T::table_name}, Member{"IndexName", &T::index_name},
                 Member{"ContributorInsightsStatus", &T::contributor_insights_status},
                 Member{"ContributorInsightsMode", &T::contributor_insights_mode}};
};

template <>
struct Shape<UpdateContributorInsightsRequest> {
  using T = UpdateContributorInsightsRequest;
  static constexpr std::string_view name = "UpdateContributorInsightsInput";
  static constexpr TableName table_name = TableName::control;
  static constexpr auto members =
      std::tuple{Member{"TableName", &T::table_name, constraints::kTable},
                 Member{"IndexName", &T::index_name, constraints::kName},
                 Member{"ContributorInsightsAction",
                        &T::contributor_insights_action,
                        {.required = true, .values = constraints::kInsightsActions}},
                 Member{"ContributorInsightsMode",
                        &T::contributor_insights_mode,
                        {.values = constraints::kInsightsModes}}};
};

template <>
struct Shape<InsightsFailure> {
  using T = InsightsFailure;
  static constexpr std::string_view name = "FailureException";
  static constexpr auto members =
      std::tuple{Member{"ExceptionName", &T::exception_name},
                 Member{"ExceptionDescription", &T::exception_description}};
};

template <>
struct Shape<DescribeContributorInsightsResponse> {
  using T = DescribeContributorInsightsResponse;
  static constexpr std::string_view name = "DescribeContributorInsightsOutput";
  static constexpr auto members =
      std::tuple{Member{"TableName", &T::table_name},
                 Member{"IndexName", &T::index_name},
                 Member{"ContributorInsightsRuleList", &T::contributor_insights_rule_list},
                 Member{"ContributorInsightsStatus", &T::contributor_insights_status},
                 Member{"LastUpdateDateTime", &T::last_update_date_time},
                 Member{"FailureException", &T::failure_exception},
                 Member{"ContributorInsightsMode", &T::contributor_insights_mode}};
};

template <>
struct Shape<DescribeContributorInsightsRequest> {
  using T = DescribeContributorInsightsRequest;
  static constexpr std::string_view name = "DescribeContributorInsightsInput";
  static constexpr TableName table_name = TableName::control;
  static constexpr auto members =
      std::tuple{Member{"TableName", &T::table_name, constraints::kTable},
                 Member{"IndexName", &T::index_name, constraints::kName}};
};

template <>
struct Shape<ContributorInsightsSummary> {
  using T = ContributorInsightsSummary;
  static constexpr std::string_view name = "ContributorInsightsSummary";
  static constexpr auto members =
      std::tuple{Member{"TableName", &T::table_name}, Member{"IndexName", &T::index_name},
                 Member{"ContributorInsightsStatus", &T::contributor_insights_status},
                 Member{"ContributorInsightsMode", &T::contributor_insights_mode}};
};

template <>
struct Shape<ListContributorInsightsResponse> {
  using T = ListContributorInsightsResponse;
  static constexpr std::string_view name = "ListContributorInsightsOutput";
  static constexpr auto members =
      std::tuple{Member{"ContributorInsightsSummaries", &T::contributor_insights_summaries},
                 Member{"NextToken", &T::next_token}};
};

template <>
struct Shape<ListContributorInsightsRequest> {
  using T = ListContributorInsightsRequest;
  static constexpr std::string_view name = "ListContributorInsightsInput";
  static constexpr auto members = std::tuple{
      Member{"TableName", &T::table_name, constraints::kTable}, Member{"NextToken", &T::next_token},
      Member{"MaxResults", &T::max_results, {.max = 100, .narrow = true}}};
};

}  // namespace ddbsim::service
