#include "sim/service/resource.hpp"
#include "sim/service/shapes.hpp"
#include "sim/service/transitions.hpp"

namespace ddbsim::service {

namespace {

/// "A change to the TTL setting takes up to one hour; any further call in that hour fails" (API
/// page of UpdateTimeToLive).
constexpr std::chrono::hours kBetweenChanges{1};

std::optional<ServiceError> check_change(const table::TableDefinition& definition,
                                         const TimeToLiveSpecification& wanted,
                                         choice::Instant now) {
  const std::string& current = definition.ttl_attribute;
  if (current.empty() && !*wanted.enabled) {
    return invalid("TimeToLive is already disabled").error();
  }
  if (!current.empty() && current != *wanted.attribute_name) {
    return invalid("TimeToLive is active on a different AttributeName: current AttributeName is " +
                   current)
        .error();
  }
  if (!current.empty() && *wanted.enabled) {
    return invalid("TimeToLive is already enabled").error();
  }
  if (definition.ttl_changed && now < *definition.ttl_changed + kBetweenChanges) {
    return invalid("Time to live has been modified multiple times within a fixed interval").error();
  }
  return std::nullopt;
}

}  // namespace

Result<UpdateTimeToLiveResponse> execute(Account& account, const UpdateTimeToLiveRequest& request,
                                         const CallContext& /*context*/) {
  if (auto refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto table = find_named_table(account, *request.table_name, "UpdateTimeToLive");
  if (!table) {
    return std::unexpected(table.error());
  }
  if (auto refusal = check_settled(account, (*table)->definition().name)) {
    return std::unexpected(std::move(*refusal));
  }
  const TimeToLiveSpecification& wanted = *request.time_to_live_specification;
  if (auto refusal = check_change((*table)->definition(), wanted, account.now())) {
    return std::unexpected(std::move(*refusal));
  }
  account.set_ttl(**table, *wanted.enabled ? *wanted.attribute_name : std::string());
  table::TableDefinition definition = (*table)->definition();
  definition.ttl_changed = account.now();
  (*table)->set_definition(std::move(definition));
  return UpdateTimeToLiveResponse{.time_to_live_specification = wanted};
}

Result<DescribeTimeToLiveResponse> execute(Account& account,
                                           const DescribeTimeToLiveRequest& request,
                                           const CallContext& /*context*/) {
  if (auto refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto table = find_named_table(account, *request.table_name, "DescribeTimeToLive");
  if (!table) {
    return std::unexpected(table.error());
  }
  const std::string& attribute = (*table)->definition().ttl_attribute;
  TimeToLiveDescription description{.time_to_live_status =
                                        attribute.empty() ? "DISABLED" : "ENABLED"};
  if (!attribute.empty()) {
    description.attribute_name = attribute;
  }
  return DescribeTimeToLiveResponse{.time_to_live_description = std::move(description)};
}

}  // namespace ddbsim::service
