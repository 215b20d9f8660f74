#pragma once

#include <string_view>
#include <vector>

#include "sim/service/item_checks.hpp"
#include "sim/table/definition.hpp"

// Changes of throughput and billing, and how often the service allows them.
namespace ddbsim::service {

/// Makes `throughput` what is `wanted` and notes it in the history. `of` is "table" or "index
/// NAME". Refused when nothing would change, and when it is a decrease too many: 4 in a UTC day are
/// free, then one an hour (service quotas).
[[nodiscard]] Refusal change_throughput(const table::Throughput& wanted, std::string_view of,
                                        choice::Instant now, table::Throughput& throughput,
                                        table::ThroughputHistory& history);

/// Notes a switch to PAY_PER_REQUEST; 4 in 24 hours are allowed (service quotas; older texts say
/// once).
[[nodiscard]] Refusal switch_to_on_demand(std::vector<choice::Instant>& since, choice::Instant now);

}  // namespace ddbsim::service
