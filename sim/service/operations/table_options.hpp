#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/service/item_checks.hpp"
#include "sim/table/definition.hpp"

// Settings of tables and indexes that CreateTable and UpdateTable share and nothing else needs:
// warm throughput and encryption.
namespace ddbsim::service {

/// What a table, or an index, serves at once without throttling: what was asked for, or what its
/// units imply, whichever is more. Documented for on-demand mode: 12 000 reads and 4 000 writes a
/// second; provisioned mode has what is provisioned.
[[nodiscard]] table::Throughput warm_throughput(const std::optional<table::Throughput>& asked,
                                                table::BillingMode billing,
                                                const table::Throughput& provisioned);

/// A WarmThroughput is at least what there is: it can only rise. `of` is "table" or "index NAME".
[[nodiscard]] Refusal check_warm(const WarmThroughput& wanted, const table::Throughput& current,
                                 std::string_view of);
/// What is asked for, a member that is absent staying as it is.
[[nodiscard]] table::Throughput make_warm(const WarmThroughput& wanted,
                                          const table::Throughput& current);
/// Keeps in `to` what `from`, an earlier state of the same table, has warmed up: units that fall
/// and modes that change don't cool it.
void keep_warm(const table::TableDefinition& from, table::TableDefinition& to);

/// Turns encryption with a KMS key on or off. A key may be an ARN, an id or an alias; without one
/// it is the account's own for DynamoDB.
void set_encryption(const Account& account, const SseSpecification& wanted,
                    table::TableDefinition& definition);

}  // namespace ddbsim::service
