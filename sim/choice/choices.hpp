#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The one question that everything asks that could go more than one way. Nothing in the simulator
// draws a random number at the place of use: it asks, by a name made of stable coordinates, and
// whoever runs the world brings the answers: always the first (a plain run), by seed, from a replay
// file, or all of them (a search).
namespace ddbsim::choice {

enum class Question : std::uint8_t {
  next,        ///< which of the actors that are due at this instant goes first
  batch_size,  ///< how many of the waiting records a poll takes
  call,  ///< what becomes of a request of a handler: ok, refused, applied but answer lost, crash
         ///< after it
  invocation_end,  ///< is the success of an invocation seen, or lost (duplicate delivery)
  index_version,   ///< which version inside its lag window an index read shows of an item
  item_version,    ///< which version an eventually consistent read of a table shows
  expiry,          ///< does TTL delete this expired item now
};
/// "next", "batch-size", "call", "invocation-end", "index-version", "item-version", "expiry".
[[nodiscard]] std::string_view name_of(Question question) noexcept;
[[nodiscard]] std::optional<Question> question_named(std::string_view name) noexcept;

/// Where in a run a question comes up. Coordinates, never running counters: an unrelated step
/// before it does not change them. The views need to live only as long as the call.
struct Point {
  Question question = Question::next;
  std::string_view actor = {};  ///< client, function or mapping that asks
  std::string_view subject =
      {};  ///< the record (table, key, event, how often) or the request (its step) that it is about
  std::uint32_t attempt = 0;  ///< 1.. delivery of the batch; 0 outside of invocations
  std::uint32_t call = 0;     ///< 1.. request within the attempt; 0 outside of calls
  std::string_view detail =
      {};  ///< what else tells two questions apart: index and key of an item, ...
};

/// "call conversation-mover [cruddur-messages MSG#1|2026-03-01 INSERT] attempt 1 call 3": for
/// people and traces.
[[nodiscard]] std::string text_of(const Point& point);
/// Equal for equal coordinates, on every machine.
[[nodiscard]] std::uint64_t hash_of(const Point& point) noexcept;

/// Whoever answers. Option 0 is always "nothing bad, nothing unusual".
class Choices {
 public:
  Choices() = default;
  Choices(const Choices&) = delete;
  Choices& operator=(const Choices&) = delete;
  virtual ~Choices() = default;
  /// `options` are labels, at least one; the answer is an index into them.
  [[nodiscard]] virtual std::size_t choose(const Point& point,
                                           std::span<const std::string_view> options) = 0;
};

/// Asks only when there is something to choose.
[[nodiscard]] std::size_t ask(Choices& choices, const Point& point,
                              std::span<const std::string_view> options);

/// A plain run: nothing bad ever; among actors that are due at one instant the first in order of
/// name.
class FirstOption final : public Choices {
 public:
  std::size_t choose(const Point& point, std::span<const std::string_view> options) override;
};

/// The order of simultaneous actors from a seed; everything else as `FirstOption`. The answer is a
/// function of seed and point, so that an edit elsewhere in a scenario does not reshuffle it.
class SeededOrder final : public Choices {
 public:
  explicit SeededOrder(std::uint64_t seed) : seed_(seed) {}
  std::size_t choose(const Point& point, std::span<const std::string_view> options) override;

 private:
  std::uint64_t seed_;
};

/// An answer given beforehand: in a scenario's `choices`, or in a saved counter-example. Members
/// that are absent match anything.
struct NamedAnswer {
  Question question = Question::call;
  std::optional<std::string> actor;
  std::optional<std::string> subject;
  std::optional<std::uint32_t> attempt;
  std::optional<std::uint32_t> call;
  std::optional<std::string> detail;
  std::string take;  ///< label of the option
  bool once = true;  ///< only for the first point that matches and offers the option
};
[[nodiscard]] bool matches(const NamedAnswer& answer, const Point& point) noexcept;

/// Answers by name; what is not named goes to `otherwise`.
class Scripted final : public Choices {
 public:
  Scripted(std::vector<NamedAnswer> answers, Choices& otherwise);
  std::size_t choose(const Point& point, std::span<const std::string_view> options) override;

  /// Indexes of the answers that no question asked for: reported, since they prove nothing.
  [[nodiscard]] std::vector<std::size_t> unused() const;

 private:
  std::vector<NamedAnswer> answers_;
  std::vector<bool> used_;
  Choices& otherwise_;
};

}  // namespace ddbsim::choice
