#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/choice/choices.hpp"

// Virtual time. It moves only when whoever runs the world moves it; nothing here reads the
// machine's clock.
namespace ddbsim::choice {

using Duration = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Duration>;

/// Where time starts unless a scenario says otherwise: 2026-01-01T00:00:00Z.
inline constexpr Instant kDefaultStart{std::chrono::milliseconds{1'767'225'600'000}};

/// "2026-01-01T00:00:00.000Z".
[[nodiscard]] std::string text_of(Instant instant);
/// ISO 8601 in UTC, fraction optional: "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.250Z".
[[nodiscard]] std::optional<Instant> parse_instant(std::string_view text);
/// "250ms", "10s", "5m", "36h", "2d", and sums of them: "1h30m".
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);
/// The shortest text that `parse_duration` reads back.
[[nodiscard]] std::string text_of(Duration duration);

/// What is due, and when: made anew from the state of whoever has something to do, so that it is no
/// state itself.
class Agenda {
 public:
  struct Due {
    Instant at;
    std::string_view actor;  ///< stable name; must live as long as the agenda
    std::size_t tag = 0;     ///< for whoever filled the agenda
  };

  void add(Instant at, std::string_view actor, std::size_t tag) {
    due_.push_back({at, actor, tag});
  }
  [[nodiscard]] bool empty() const noexcept { return due_.empty(); }
  /// The earliest instant; absent when nothing is due.
  [[nodiscard]] std::optional<Instant> earliest() const noexcept;
  /// Who goes first at the earliest instant: `Question::next`, options in order of actor name.
  [[nodiscard]] std::optional<Due> pick(Choices& choices) const;

 private:
  std::vector<Due> due_;
};

}  // namespace ddbsim::choice
