#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/choice/clock.hpp"

namespace ddbsim::world {

/// One thing that could happen next, whatever is due when: for whoever decides the order himself (a
/// replay, a search). Time stands still meanwhile: a function that sleeps is told that its time has
/// come, a retry does not wait, and only a deletion by TTL moves the clock, to when it may happen.
struct Turn {
  enum class Kind : std::uint8_t {
    deliver,   ///< a batch is read, or comes again, and its function begins
    answer,    ///< a function gets the answer to a call
    wake,      ///< a function that sleeps goes on
    time_out,  ///< a function that waits for nothing that could come is ended
    expire,    ///< an item is deleted by TTL
    land,      ///< a request of a function that has died is applied
  };
  Kind kind = Kind::deliver;
  std::string actor;          ///< name of the mapping; "time-to-live"
  std::string place;          ///< its lane
  std::string subject;        ///< first record, as choices name it; of `expire` table and key
  std::uint32_t attempt = 0;  ///< 1.. which delivery it is, or will be; 0: `expire`
  std::vector<std::uint32_t> calls;  ///< of `answer`: which are outstanding; of `land`: which it is
  /// Of `deliver`: names of the records that could come, at most as many as a batch takes.
  std::vector<std::string> records;
  bool is_new = true;    ///< of `deliver`: read now, so that how many come is asked
  choice::Instant at{};  ///< of `expire`: not before
  std::size_t tag = 0;   ///< for the world
};

/// "deliver", "answer", "wake", "time-out", "expire", "land".
[[nodiscard]] std::string_view name_of(Turn::Kind kind) noexcept;

}  // namespace ddbsim::world
