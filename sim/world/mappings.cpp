// Event source mappings and streams, as whoever administers them sees them.

#include <algorithm>

#include <fmt/format.h>

#include "sim/value/ensure.hpp"
#include "sim/world/direct.hpp"
#include "sim/world/poller.hpp"

namespace ddbsim::world {

/// The stream of a mapping, which may name it by its table. Lambda's refusals of ARNs, and of roles
/// that may not read it.
std::expected<std::shared_ptr<table::Stream>, std::string> World::source_of(
    const lambda::MappingDefinition& definition) const {
  const std::string& name = definition.event_source_arn;
  auto stream = account_.find_stream(name);
  if (stream == nullptr) {
    stream = account_.stream_of(name);
  }
  if (stream == nullptr && name.starts_with("arn:")) {
    return std::unexpected(
        name.find("/stream/") != std::string::npos
            ? fmt::format("InvalidParameterValueException: Stream not found: {}", name)
            : fmt::format("InvalidParameterValueException: Unrecognized event source, must be "
                          "kinesis, dynamodb stream or sqs. Unsupported source arn: {}",
                          name));
  }
  if (stream == nullptr) {
    return std::unexpected(
        fmt::format("\"{}\" is neither a stream nor a table whose stream is on", name));
  }
  const Function& function = functions_.find(definition.function_name)->second;
  if (const auto refusal =
          lambda::refusal_of_stream(function.settings, definition.function_name,
                                    stream->definition().arn, account_.parameters().account_id)) {
    return std::unexpected(fmt::format("{}: {}", refusal->type, refusal->message));
  }
  return stream;
}

std::expected<void, std::string> World::add_mapping(lambda::MappingDefinition definition) {
  if (!has_function(definition.function_name)) {
    return std::unexpected(fmt::format("there is no function \"{}\"", definition.function_name));
  }
  const auto source = source_of(definition);
  if (!source) {
    return std::unexpected(source.error());
  }
  std::shared_ptr<table::Stream> stream = *source;
  definition.event_source_arn = stream->definition().arn;
  if (definition.name.empty()) {
    definition.name = definition.function_name + "<-" + stream->definition().table_name;
  }
  if (pollers_.contains(definition.name)) {
    return std::unexpected(fmt::format("there is a mapping \"{}\" already", definition.name));
  }
  std::string name = definition.name;
  pollers_.emplace(std::move(name),
                   std::make_unique<Poller>(*this, std::move(definition), std::move(stream)));
  return {};
}

void World::remove_mapping(std::string_view name) {
  value::ensure(!account_.journal().recording(), "mappings are removed between marks");
  if (const auto at = pollers_.find(name); at != pollers_.end()) {
    at->second->end_lanes();
    pollers_.erase(at);
  }
}

std::expected<void, std::string> World::update_mapping(std::string_view name,
                                                       const nlohmann::json& changes) {
  value::ensure(!account_.journal().recording(), "mappings are changed between marks");
  const auto at = pollers_.find(name);
  if (at == pollers_.end()) {
    return std::unexpected(fmt::format("there is no mapping \"{}\"", name));
  }
  auto updated = lambda::updated_mapping(at->second->definition(), changes);
  if (!updated) {
    return std::unexpected(updated.error().pointer.empty()
                               ? updated.error().message
                               : updated.error().pointer + ": " + updated.error().message);
  }
  if (!has_function(updated->function_name)) {
    return std::unexpected(fmt::format("there is no function \"{}\"", updated->function_name));
  }
  at->second->update(std::move(*updated));
  return {};
}

std::vector<MappingReport> World::mappings() const {
  std::vector<MappingReport> all;
  all.reserve(pollers_.size());
  for (const auto& [name, poller] : pollers_) {
    all.push_back(poller->report());
  }
  return all;
}

std::optional<MappingReport> World::mapping(std::string_view name) const {
  const auto at = pollers_.find(name);
  return at == pollers_.end() ? std::nullopt : std::optional(at->second->report());
}

std::uint64_t World::backlog(std::string_view mapping) const {
  const auto at = pollers_.find(mapping);
  return at == pollers_.end() ? 0 : at->second->backlog();
}

void World::reserve_concurrency(std::string function, std::optional<std::uint32_t> invocations) {
  if (invocations) {
    reserved_.insert_or_assign(std::move(function), *invocations);
  } else {
    reserved_.erase(function);
  }
}

bool World::has_room(std::string_view function) const {
  const auto reserved = reserved_.find(function);
  if (reserved == reserved_.end()) {
    return true;
  }
  auto running = static_cast<std::size_t>(std::ranges::count(
      directs_, function,
      [](const auto& direct) -> const std::string& { return direct->context.function_name; }));
  for (const auto& [name, poller] : pollers_) {
    running += poller->definition().function_name == function ? poller->running() : 0;
  }
  return running < reserved->second;
}

std::expected<void, std::string> World::split_shard(std::string_view table, std::uint32_t number) {
  const auto stream = account_.stream_of(table);
  if (stream == nullptr) {
    return std::unexpected(fmt::format("\"{}\" is no table whose stream is on", table));
  }
  if (!stream->split(number, now())) {
    return std::unexpected(fmt::format("\"{}\" has no open shard {}", table, number));
  }
  trace_.write(
      now(), table, "split", 0,
      {{"shard", stream->shards()[number]->id()},
       {"children",
        {stream->shards()[stream->shards().size() - 2]->id(), stream->shards().back()->id()}}});
  return {};
}

}  // namespace ddbsim::world
