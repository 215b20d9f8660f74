#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/explore/story.hpp"

namespace ddbsim::report {

/// One who takes part in a story: a lifeline of its diagram.
struct Lane {
  enum class Kind : std::uint8_t { client, service, table, function, trigger };
  Kind kind = Kind::client;
  std::string name;
};
/// "client", "service", "table", "function", "trigger".
[[nodiscard]] std::string_view name_of(Lane::Kind kind) noexcept;

/// Where one step happens: indices of lanes.
struct Path {
  std::optional<std::size_t> from;  ///< who acts; absent when nobody does (time passes)
  std::vector<std::size_t> to;      ///< whom it reaches; none when it stays with who acts
  bool begins = false;              ///< an invocation, on the lane `to`
  bool ends = false;                ///< an invocation, on the lane `from`; on `to` if it begins
                                    ///< with the same step
};

/// Who takes part in a story, only those that act or are reached: clients, then services (time to
/// live), tables, functions, triggers, each in order of appearance, so that both sides reach for
/// the tables between them. A function that several lanes of a trigger run at once has a lane for
/// each of these; an index belongs to its table's.
struct Cast {
  explicit Cast(const explore::Story& story);

  std::vector<Lane> lanes;
  std::vector<Path> paths;  ///< of each line of the story
};

}  // namespace ddbsim::report
