#include "sim/service/operations/table_options.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace ddbsim::service {

namespace {

using table::Throughput;

Throughput larger(const Throughput& a, const Throughput& b) {
  return {.read_units = std::max(a.read_units, b.read_units),
          .write_units = std::max(a.write_units, b.write_units)};
}

}  // namespace

Throughput warm_throughput(const std::optional<Throughput>& asked, table::BillingMode billing,
                           const Throughput& provisioned) {
  constexpr Throughput kOnDemand{.read_units = 12'000, .write_units = 4'000};
  const bool on_demand = billing == table::BillingMode::pay_per_request;
  return larger(on_demand ? kOnDemand : provisioned, asked.value_or(Throughput{}));
}

Refusal check_warm(const WarmThroughput& wanted, const Throughput& current, std::string_view of) {
  const std::array members = {
      std::tuple("ReadUnitsPerSecond", &wanted.read_units_per_second, current.read_units),
      std::tuple("WriteUnitsPerSecond", &wanted.write_units_per_second, current.write_units)};
  for (const auto& [name, units, least] : members) {
    if (*units && **units < 1) {  // in the words that OnDemandThroughput has
      return invalid_parameters(
                 fmt::format("Requested {} for WarmThroughput for {} is outside of valid range",
                             name, of))
          .error();
    }
    if (*units && **units < least) {
      return invalid_parameters(
                 fmt::format("Requested {} for WarmThroughput for {} is lower than current "
                             "WarmThroughput, decreasing WarmThroughput is not supported",
                             name, of))
          .error();
    }
  }
  return {};
}

Throughput make_warm(const WarmThroughput& wanted, const Throughput& current) {
  return {.read_units = wanted.read_units_per_second.value_or(current.read_units),
          .write_units = wanted.write_units_per_second.value_or(current.write_units)};
}

void keep_warm(const table::TableDefinition& from, table::TableDefinition& to) {
  const auto keep = [&](const auto& before, auto& after) {
    const Throughput was = warm_throughput(before.warm, from.billing, before.throughput);
    if (larger(was, warm_throughput(after.warm, to.billing, after.throughput)) !=
        warm_throughput(after.warm, to.billing, after.throughput)) {
      after.warm = larger(was, after.warm.value_or(Throughput{}));
    }
  };
  keep(from, to);
  for (table::IndexDefinition& index : to.indexes) {
    if (const table::IndexDefinition* const before = from.index(index.name)) {
      keep(*before, index);
    }
  }
}

void set_encryption(const Account& account, const SseSpecification& wanted,
                    table::TableDefinition& definition) {
  definition.sse_enabled = wanted.enabled;
  definition.kms_key.clear();
  if (!wanted.enabled.value_or(false)) {
    return;
  }
  const std::string key =
      wanted.kms_master_key_id.value_or("key/" + account.make_uuid("kms", "alias/aws/dynamodb"));
  const bool bare = key.find('/') == std::string::npos;
  definition.kms_key = key.starts_with("arn:")
                           ? key
                           : fmt::format("arn:aws:kms:{}:{}:{}{}", account.parameters().region,
                                         account.parameters().account_id, bare ? "key/" : "", key);
}

}  // namespace ddbsim::service
