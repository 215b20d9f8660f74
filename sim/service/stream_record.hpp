#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/service/model.hpp"
#include "sim/table/stream.hpp"

namespace ddbsim::service {

/// "KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES".
[[nodiscard]] std::string_view name_of(table::StreamView view) noexcept;

/// A record of a change, whatever shard keeps it.
[[nodiscard]] StreamRecord to_stream_record(const table::Stream& stream,
                                            const table::Change& change, std::string event_id,
                                            std::string sequence_number, std::string_view region);

/// A record as the service sends it, to GetRecords and to event source mappings: what the stream's
/// view shows of the change at `position`, which the shard still has.
[[nodiscard]] StreamRecord to_stream_record(const table::Stream& stream, const table::Shard& shard,
                                            std::uint64_t position, std::string_view region);

}  // namespace ddbsim::service
