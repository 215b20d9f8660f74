#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/scenario/registry.hpp"
#include "sim/scenario/scenario.hpp"

namespace ddbsim::scenario {

/// A file that is no scenario to play here, and why.
struct NotPlayed {
  std::string path;
  std::string kind;
  std::string name;
  std::string reason;  ///< empty: of another kind, which is ordinary
};

struct Reading {
  std::vector<std::shared_ptr<const Scenario>> scenarios;     ///< in the order of the paths
  std::vector<std::shared_ptr<const Scenario>> explorations;  ///< also among `others`
  std::vector<NotPlayed> others;
  std::vector<Problem> problems;  ///< not empty: nothing may be played

  [[nodiscard]] bool good() const noexcept { return problems.empty(); }
};

/// Makes a fragment that each scenario includes before anything else, for the account that the
/// scenario says; null after it has added a problem. Templates come in this way.
using FragmentMaker = std::function<std::shared_ptr<const Source>(
    const service::Parameters& account, std::vector<Problem>& problems)>;

/// Reads files and what they include. Everything that can be wrong is found here: JSON, members,
/// names, requests against the service's shapes, and the setting up of tables, data and mappings,
/// which is rehearsed.
[[nodiscard]] Reading read_files(const std::vector<std::string>& paths, const Registry& registry,
                                 FragmentMaker first = nullptr);

/// One scenario from a text; includes are relative to `path`.
[[nodiscard]] Reading read_text_as(const std::string& path, std::string text,
                                   const Registry& registry, FragmentMaker first = nullptr);

}  // namespace ddbsim::scenario
