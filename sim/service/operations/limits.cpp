#include <fmt/format.h>

#include "sim/service/operations/control_plane.hpp"
#include "sim/service/shapes.hpp"

namespace ddbsim::service {

/// The quotas that an account begins with (service quotas; DynamoDB Local has the same).
Result<DescribeLimitsResponse> execute(Account& /*account*/, const DescribeLimitsRequest& request,
                                       const CallContext& /*context*/) {
  constexpr std::int64_t kOfAnAccount = 80'000;
  constexpr std::int64_t kOfATable = 40'000;
  if (auto refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  return DescribeLimitsResponse{.account_max_read_capacity_units = kOfAnAccount,
                                .account_max_write_capacity_units = kOfAnAccount,
                                .table_max_read_capacity_units = kOfATable,
                                .table_max_write_capacity_units = kOfATable};
}

/// The regional endpoint, good for a day: what the service answers everywhere.
Result<DescribeEndpointsResponse> execute(Account& account, const DescribeEndpointsRequest& request,
                                          const CallContext& /*context*/) {
  constexpr std::int64_t kMinutesOfADay = 1440;
  if (auto refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  DescribeEndpointsResponse response;
  response.endpoints.emplace().push_back(
      {.address = fmt::format("dynamodb.{}.amazonaws.com", account.parameters().region),
       .cache_period_in_minutes = kMinutesOfADay});
  return response;
}

}  // namespace ddbsim::service
