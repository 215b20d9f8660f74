// The search against the stupid one, on generated worlds: the same outcomes, and the same states on
// the way.
#include <gtest/gtest.h>

#include "sim/explore/machine.hpp"
#include "sim/explore/search.hpp"
#include "sim/explore/visited.hpp"
#include "sim/scenario/reader.hpp"
#include "tests/explore/generated_world.hpp"
#include "tests/explore/plain_search.hpp"

namespace ddbsim::explore {
namespace {

testing::Everything search_cleverly(const scenario::Scenario& file,
                                    const scenario::Registry& registry, const Allowed& allowed) {
  testing::Everything out;
  Machine machine(file, registry, allowed);
  Visited visited;
  std::vector<State> open{machine.start()};
  visited.add(machine.start().print());
  std::vector<Move> moves;
  while (!open.empty()) {
    const State state = std::move(open.back());
    open.pop_back();
    const std::string text = machine.engine().with_items(
        machine.items(state), machine.now(state),
        [](const service::Account& account) { return testing::tables_text(account); });
    out.always.insert(text);
    if (machine.is_at_rest(state)) {
      out.at_rest.insert(text);
    }
    machine.moves(state, moves);
    for (const Move& move : moves) {
      State next;
      machine.apply(state, move, next);
      if (visited.add(next.print())) {
        open.push_back(std::move(next));
      }
    }
  }
  return out;
}

TEST(Soundness, FindsTheSameAsPlainEnumerationOnGeneratedWorlds) {
  constexpr std::size_t kWorlds = 200;
  constexpr std::size_t kSchedules = 400;
  std::size_t compared = 0;
  std::size_t with_faults = 0;
  std::size_t with_late_requests = 0;
  std::size_t with_splits = 0;
  std::size_t schedules = 0;
  const scenario::Registry registry;
  for (std::uint32_t seed = 1; compared < kWorlds && seed < 4000; ++seed) {
    const std::string json = testing::generated_world(seed).dump();
    const auto reading = scenario::read_text_as("generated.json", json, registry);
    ASSERT_TRUE(reading.good()) << scenario::text_of(reading.problems.front()) << json;
    const auto& file = *reading.explorations.front();
    const Allowed allowed = Allowed::everything(file, file.bounds.faults);
    const auto plain = testing::search_plainly(file, registry, allowed, kSchedules);
    if (!plain.is_complete) {
      continue;
    }
    const auto clever = search_cleverly(file, registry, allowed);
    ASSERT_EQ(clever.at_rest, plain.at_rest) << "seed " << seed << ": " << json;
    ASSERT_EQ(clever.always, plain.always) << "seed " << seed << ": " << json;
    Machine machine(file, registry, allowed);
    EXPECT_EQ(count_schedules(machine, {}), std::to_string(plain.schedules))
        << "seed " << seed << ": " << json;
    ++compared;
    with_faults += allowed.faults > 0 ? 1U : 0U;
    with_late_requests += allowed.faults > 0 && allowed.each[kLate] > 0 ? 1U : 0U;
    with_splits += file.clients.contains("partitions") ? 1U : 0U;
    schedules += plain.schedules;
  }
  EXPECT_EQ(compared, kWorlds);
  EXPECT_GE(with_faults, kWorlds / 5);
  EXPECT_GE(with_late_requests, kWorlds / 20);
  EXPECT_GE(with_splits, kWorlds / 20);
  EXPECT_GE(schedules, 20 * kWorlds);
}

}  // namespace
}  // namespace ddbsim::explore
