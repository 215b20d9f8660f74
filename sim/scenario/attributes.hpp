#pragma once

#include <map>
#include <set>
#include <string>

namespace ddbsim::scenario {

struct Scenario;

/// The top-level attributes that a scenario's files name for each table: in its keys and time to
/// live, in data, and in requests wherever they stand. Functions that are programs may write
/// others.
[[nodiscard]] std::map<std::string, std::set<std::string>> attributes_of_tables(
    const Scenario& scenario);

}  // namespace ddbsim::scenario
