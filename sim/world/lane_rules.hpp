#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/lambda/event_source_mapping.hpp"
#include "sim/lambda/handler.hpp"
#include "sim/service/account.hpp"
#include "sim/table/stream.hpp"
#include "sim/value/function_ref.hpp"
#include "sim/world/lane.hpp"

// What becomes of the oldest batch of a lane, without time, trace and statistics: the rules of
// event source mappings that a run and a search share.
namespace ddbsim::world {

/// With BisectBatchOnFunctionError, a batch that failed becomes two, the older half first. That is
/// not counted as a retry (documented). False when there is nothing to split.
[[nodiscard]] bool split_oldest(const lambda::MappingDefinition& mapping,
                                std::vector<Batch>& queue);

/// Counts a retry of the oldest batch. False when it has had all of them and is to be given up.
[[nodiscard]] bool retry_oldest(const lambda::MappingDefinition& mapping,
                                std::vector<Batch>& queue) noexcept;

/// Partial failure behind the first `done` records: they leave, the rest comes again. Assumed:
/// progress starts the counts anew, since another record is first now.
void keep_rest(Batch& batch, std::size_t done);

/// The first record that the function says has failed, as an index into the batch: its size when
/// there is none, or the mapping does not ask. The error is an identifier that no record has;
/// `index_of` finds a sequence number in the batch.
[[nodiscard]] std::expected<std::size_t, std::string> first_failure(
    const lambda::MappingDefinition& mapping, std::size_t records, const lambda::Done& done,
    value::FunctionRef<std::optional<std::size_t>(std::string_view)> index_of);

/// Every change of one item goes to the same of so many lanes: that keeps the order for each item
/// key.
[[nodiscard]] std::uint32_t lane_of(const table::KeySchema& key, const table::Change& change,
                                    std::uint32_t factor) noexcept;

/// "trigger", or "trigger/1.0" where a mapping has several: shard and part of it.
[[nodiscard]] std::string lane_name(const lambda::MappingDefinition& mapping, std::size_t shards,
                                    std::size_t shard, std::size_t part);

/// Request id of a delivery: a UUID from its coordinates; `subject` names the first record.
[[nodiscard]] std::string invocation_id(const service::Account& account, std::string_view mapping,
                                        std::string_view subject, std::uint32_t attempt);
/// "TABLE KEY EVENT": names a record, but for how often such an event came before.
[[nodiscard]] std::string event_text(const table::Stream& stream, const table::Change& change);

}  // namespace ddbsim::world
