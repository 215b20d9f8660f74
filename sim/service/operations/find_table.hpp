#pragma once

#include <string>

#include "sim/service/account.hpp"

namespace ddbsim::service {

/// The table of that name, never null; the control plane says which one it did not find.
[[nodiscard]] inline Result<table::Table*> find_named_table(const Account& account,
                                                            const std::string& name) {
  table::Table* const table = account.find_table(name);
  if (table == nullptr) {
    return fail(ErrorType::resource_not_found,
                "Requested resource not found: Table: " + name + " not found");
  }
  return table;
}

}  // namespace ddbsim::service
