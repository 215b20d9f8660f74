#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/table/definition.hpp"
#include "sim/value/item.hpp"

// Consumed capacity units, by the rules of facts 2.1 (measured): exact, pure.
namespace ddbsim::capacity {

enum class Read : std::uint8_t { eventual, consistent, transactional };

/// Units to read `bytes` (before filter and projection): each started 4 KB costs 1, eventual half,
/// transactional double. Nothing read still costs one block, also for a missing item.
[[nodiscard]] double read_units(std::uint64_t bytes, Read kind) noexcept;

/// Units to write an image of `bytes`: each started 1 KB costs 1, at least 1.
[[nodiscard]] double write_units(std::uint64_t bytes) noexcept;
/// Write of a table item: the larger of both images; twice that in a transaction. 1 when neither
/// exists.
[[nodiscard]] double table_write_units(const value::Item& before, const value::Item& after,
                                       bool transactional) noexcept;
/// Write of an index, by its projected entries: insert or delete 1 image, change in place the
/// larger image, key move delete + insert (each rounded), no change nothing. Never doubled by a
/// transaction.
[[nodiscard]] double index_write_units(const value::Item& entry_before,
                                       const value::Item& entry_after, bool same_key) noexcept;

}  // namespace ddbsim::capacity
