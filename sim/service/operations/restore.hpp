#pragma once

#include <string>
#include <vector>

#include "sim/service/item_checks.hpp"
#include "sim/table/definition.hpp"

namespace ddbsim::service {

/// A table to make from another one's definition and items.
struct Restoration {
  std::string target;                 ///< name of the new table
  table::TableDefinition definition;  ///< of the source
  std::vector<value::Item> items = {};
  RestoreSummary summary = {};
};

/// The service restores keys, indexes, billing mode, throughput and encryption; streams, TTL, tags,
/// deletion protection, policies and recovery itself are left behind (AWS: "Restoring a DynamoDB
/// table"). `Request` has the overrides.
template <class Request>
[[nodiscard]] Result<TableDescription> restore(Account& account, const Request& request,
                                               Restoration restoration);

}  // namespace ddbsim::service
