#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "sim/choice/clock.hpp"

namespace ddbsim::world {

/// The trace: JSON lines, versioned; each with its number, virtual time, actor, kind and the number
/// of the line that caused it. Reports, the page and time travel are built from it alone. Members
/// keep the order in which they were added, so that a line's bytes depend on nothing but its
/// content.
///
/// The first line is {"trace":1,"seed":N}. Kinds: scenario, step, request, response, commit?,
/// invoke, call, answer, return, retry, throttle, discard, split, expire, expectation. The bodies
/// are the service's own JSON.
using TraceLine = nlohmann::ordered_json;

class Trace {
 public:
  using Sink = std::function<void(std::string_view line)>;  ///< without line end
  Trace() = default;
  explicit Trace(Sink sink) : sink_(std::move(sink)) {}

  [[nodiscard]] bool on() const noexcept { return static_cast<bool>(sink_); }
  /// Writes one line and returns its number (1..). `more` holds the members after n, t, actor,
  /// kind, cause.
  std::uint64_t write(choice::Instant at, std::string_view actor, std::string_view kind,
                      std::uint64_t cause, const TraceLine& more);
  /// The first line of a file.
  void begin(std::uint64_t seed);

 private:
  Sink sink_;
  std::uint64_t lines_ = 0;
};

}  // namespace ddbsim::world
