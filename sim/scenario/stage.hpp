#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/judge.hpp"
#include "sim/scenario/registry.hpp"
#include "sim/scenario/result.hpp"
#include "sim/world/world.hpp"

namespace ddbsim::scenario {

/// A client that measures: asks for the consumed capacity with every request that can have it, and
/// takes it out of the response again when the request had not asked.
class MeasuringClient final : public service::Client {
 public:
  MeasuringClient(world::World& world, std::string client, std::string step, std::uint64_t cause)
      : world_(world), client_(std::move(client)), step_(std::move(step)), cause_(cause) {}

  service::Result<service::Response> send(service::RequestRef request) override;
  /// A request that is shown as it stands in its file.
  service::Result<service::Response> send_as(service::Request request, Ordered shown);

  /// Of an answer that never came as far as an operation.
  void note_refused(const std::string& operation, Ordered shown,
                    const service::ServiceError& error);

  [[nodiscard]] std::vector<Exchange> take_exchanges() { return std::move(exchanges_); }
  /// Of all requests that the service measured; absent when there was none.
  [[nodiscard]] std::optional<double> units() const noexcept { return units_; }

 private:
  world::World& world_;
  std::string client_;
  std::string step_;
  std::uint64_t cause_;
  std::vector<Exchange> exchanges_;
  std::optional<double> units_;
};

/// Tables, data, functions, mappings. The first thing that is refused ends it. Functions that are
/// processes run on `processes`; without it (a rehearsal) something stands in for them.
[[nodiscard]] std::optional<Problem> set_up(const Scenario& scenario, const Registry& registry,
                                            world::World& world,
                                            lambda::process::ProcessHost* processes);

/// What runs the processes of a scenario; null when it has none or none are to run.
[[nodiscard]] std::unique_ptr<lambda::process::ProcessHost> processes_of(const Scenario& scenario,
                                                                         const Registry& registry);

/// How a function stands in that world, in a role of these. The reader has checked it.
[[nodiscard]] lambda::FunctionSettings settings_of(const FunctionDefinition& function,
                                                   const std::map<std::string, Json>& roles,
                                                   const world::World& world);

/// Adds a function in a role of these. The error is a sentence, Lambda's where it is Lambda that
/// refuses.
[[nodiscard]] std::expected<void, std::string> add_function(
    const FunctionDefinition& function, const std::map<std::string, Json>& roles,
    const Registry& registry, world::World& world, lambda::process::ProcessHost* processes);

/// A mapping of a scenario as the world takes it.
[[nodiscard]] lambda::MappingDefinition mapping_of(const MappingTemplate& mapping);

}  // namespace ddbsim::scenario
