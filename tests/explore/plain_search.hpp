#pragma once

#include <set>
#include <string>

#include "sim/explore/allowed.hpp"
#include "sim/scenario/registry.hpp"
#include "sim/scenario/scenario.hpp"

// The stupid search beside the clever one: every schedule played from its start on a world of its
// own, no undo, no hash, no reduction, no memory.
namespace ddbsim::testing {

struct Everything {
  std::set<std::string> at_rest;  ///< contents of all tables, as text
  std::set<std::string> always;
  std::size_t schedules = 0;
  bool is_complete = true;  ///< false: there were more than `most`
};

[[nodiscard]] Everything search_plainly(const scenario::Scenario& exploration,
                                        const scenario::Registry& registry,
                                        const explore::Allowed& allowed, std::size_t most);

/// Contents of all tables.
[[nodiscard]] std::string tables_text(const service::Account& account);

}  // namespace ddbsim::testing
