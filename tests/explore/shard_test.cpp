// Parts of a search together find what the whole search finds, and their files are not believed
// when anything about them is wrong.
#include "sim/explore/shard.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "sim/explore/explorer.hpp"
#include "sim/scenario/reader.hpp"
#include "tests/explore/generated_world.hpp"
#include "tests/support/damage.hpp"

namespace ddbsim::explore {
namespace {

using File = std::shared_ptr<const scenario::Scenario>;

constexpr std::string_view kVersion = "1";

/// With a third client, so that there is something to share out.
File world(std::uint32_t seed) {
  auto json = testing::generated_world(seed);
  auto& clients = json["clients"];
  clients["zed"] = clients.begin().value();
  const auto reading = scenario::read_text_as("generated.json", json.dump(), {});
  EXPECT_TRUE(reading.good()) << json.dump();
  return reading.explorations.front();
}

std::vector<Part> parts_of(const File& file, std::uint32_t of, const ExploreOptions& options = {}) {
  std::vector<Part> parts;
  for (std::uint32_t number = 1; number <= of; ++number) {
    Part part = explore_part(*file, {}, options, {number, of});
    part.version = kVersion;
    auto read = part_of(bytes_of(part));
    EXPECT_TRUE(read.has_value()) << read.error();
    EXPECT_EQ(*read, part);
    parts.push_back(std::move(*read));
  }
  return parts;
}

std::vector<std::string> names_of(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t number = 1; number <= count; ++number) {
    names.push_back("part" + std::to_string(number));
  }
  return names;
}

/// Classes and their stories, in order.
std::vector<std::string> told(const Explored& explored) {
  std::vector<std::string> told;
  for (const Story& story : explored.summary.stories) {
    told.push_back(story.property + ": " + story.replay);
  }
  for (const Regression& regression : explored.regressions) {
    told.push_back(regression.json.dump());
  }
  return told;
}

TEST(Shard, TogetherTellWhatTheWholeSearchTells) {
  std::size_t held = 0;
  std::size_t broke = 0;
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    const File file = world(seed);
    const Explored whole = explore(*file, {}, {.count_schedules = true});
    for (const std::uint32_t of : {1U, 2U, 3U, 5U}) {
      const auto parts = parts_of(file, of);
      EXPECT_EQ(mismatch(parts, names_of(of), kVersion), std::nullopt);
      const Explored merged = explore(*file, {}, {.count_schedules = true, .parts = &parts});
      EXPECT_EQ(told(merged), told(whole)) << "seed " << seed << ", " << of << " parts";
      EXPECT_EQ(merged.summary.end, whole.summary.end);
      EXPECT_EQ(merged.summary.faults, whole.summary.faults);
      EXPECT_EQ(merged.summary.unreached, whole.summary.unreached);
      EXPECT_EQ(merged.summary.notes, whole.summary.notes);
      EXPECT_EQ(merged.summary.schedules, whole.summary.schedules);
      if (whole.summary.stories.empty()) {
        EXPECT_EQ(merged.summary.states, whole.summary.states) << "seed " << seed;
        EXPECT_EQ(merged.summary.transitions, whole.summary.transitions) << "seed " << seed;
        EXPECT_EQ(merged.summary.outcomes, whole.summary.outcomes) << "seed " << seed;
      }
    }
    ++(whole.summary.stories.empty() ? held : broke);
  }
  EXPECT_GE(held, 10U);
  EXPECT_GE(broke, 10U);
}

Found search(const File& file, const Allowed& allowed, std::optional<Shard> shard,
             std::size_t jobs) {
  return search_all([&] { return std::make_unique<Machine>(*file, scenario::Registry{}, allowed); },
                    {.limits = {}, .jobs = jobs, .shard = shard, .progress = {}});
}

TEST(Shard, MeetTheSameStatesWithTheSameMovesOutOfThem) {
  std::size_t fewer = 0;
  for (std::uint32_t seed = 100; seed < 160; ++seed) {
    const File file = world(seed);
    const Allowed allowed = Allowed::everything(*file, file->bounds.faults);
    const Found whole = search(file, allowed, std::nullopt, 1);
    for (const std::uint32_t of : {1U, 2U, 3U, 5U}) {
      std::vector<Visit> together;
      decltype(Found::outcomes) outcomes;
      for (std::uint32_t number = 1; number <= of; ++number) {
        const Found part = search(file, allowed, Shard{number, of}, 1);
        EXPECT_EQ(search(file, allowed, Shard{number, of}, 3).visits, part.visits);
        outcomes.insert(part.outcomes.begin(), part.outcomes.end());
        together.insert(together.end(), part.visits.begin(), part.visits.end());
        fewer += part.states < whole.states ? 1U : 0U;
      }
      std::ranges::sort(together);
      together.erase(std::ranges::unique(together).begin(), together.end());
      EXPECT_EQ(together.size(), whole.states) << "seed " << seed << ", " << of << " parts";
      EXPECT_EQ(moves_out(together), whole.transitions) << "seed " << seed << ", " << of;
      EXPECT_EQ(outcomes, whole.outcomes) << "seed " << seed << ", " << of;
    }
  }
  EXPECT_GE(fewer, 300U) << "parts are smaller than the whole";
}

/// The first world that breaks with so many faults; absent: one that holds.
std::pair<File, Explored> world_that_breaks_at(std::optional<std::uint32_t> faults) {
  for (std::uint32_t seed = 1; seed < 1000; ++seed) {
    const File file = world(seed);
    Explored whole = explore(*file, {}, {});
    const bool breaks = !whole.summary.stories.empty();
    if (faults ? breaks && whole.summary.faults == *faults : !breaks) {
      return {file, std::move(whole)};
    }
  }
  throw std::runtime_error("no such world");
}

TEST(Shard, SaysThatALimitEndedAPart) {
  const auto [file, whole] = world_that_breaks_at(std::nullopt);
  auto parts = parts_of(file, 2);
  parts[1].levels.back().end = Summary::End::time;
  const Explored merged = explore(*file, {}, {.parts = &parts});
  EXPECT_EQ(merged.summary.end, Summary::End::time);
  EXPECT_EQ(merged.summary.states, whole.summary.states) << "of all parts";
}

TEST(Shard, TellsWhatBreaksThoughALimitEndedAnotherPartBefore) {
  const auto [file, whole] = world_that_breaks_at(1);
  auto parts = parts_of(file, 2);
  const auto broken =
      std::ranges::find_if(parts, [](const Part& part) { return part.levels[1].broken != 0; });
  ASSERT_NE(broken, parts.end());
  Part& other = parts[broken == parts.begin() ? 1 : 0];
  other.levels.resize(1);
  other.levels[0].end = Summary::End::time;
  EXPECT_EQ(told(explore(*file, {}, {.parts = &parts})), told(whole));
}

TEST(Shard, IsSearchedAgainWhereOnePartSawMoreOfItsFunctions) {
  const auto [file, whole] = world_that_breaks_at(1);
  auto parts = parts_of(file, 2);
  for (Part& part : parts) {
    part.levels[1] = {};  // nothing breaks, says this
  }
  EXPECT_TRUE(explore(*file, {}, {.parts = &parts}).summary.stories.empty());
  parts[1].levels[1].count_attempts = {"t"};
  EXPECT_EQ(told(explore(*file, {}, {.parts = &parts})), told(whole));
}

TEST(Shard, TellsWhatAPartMetWhereALeastWayIsNotFoundWithinTheLimits) {
  const auto [file, whole] = world_that_breaks_at(1);
  auto parts = parts_of(file, 2);
  ExploreOptions limited{.limits = {}, .parts = &parts, .progress = {}};
  limited.limits.states = 1;
  const Explored merged = explore(*file, {}, limited);
  ASSERT_EQ(merged.summary.stories.size(), 1U);
  EXPECT_FALSE(merged.summary.notes.empty());
  for (Part& part : parts) {
    if (part.levels.back().met) {
      part.levels.back().met->first.front() = 999;
    }
  }
  EXPECT_THROW(static_cast<void>(explore(*file, {}, limited)), PartsDisagree);
}

// ---- Files --------------------------------------------------------------------------------------

std::string small_part() {
  Part part{.version = "1", .file = "a.json", .content = {1, 2}, .shard = {1, 2}, .faults = 1};
  part.levels.resize(2);
  part.levels[0].visits = {{{1, 2}, 3}, {{4, 5}, 0}};
  part.levels[0].outcomes = {{7, 8}};
  part.levels[1].visits = {{{1, 2}, 4}};
  part.levels[1].broken = 2;
  part.levels[1].met.emplace(Path{0, 3}, 2);
  part.levels[1].count_attempts = {"t"};
  const std::string bytes = bytes_of(part);
  EXPECT_EQ(part_of(bytes).value_or(Part{}), part);
  return bytes;
}

TEST(PartFile, IsRefusedWhenItIsNotComplete) {
  const std::string bytes = small_part();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(part_of(bytes.substr(0, size)).has_value()) << size;
  }
  EXPECT_EQ(part_of(bytes.substr(0, bytes.size() - 1)).error(), "was changed, or is not complete");
  EXPECT_FALSE(part_of(bytes + '\0').has_value());
}

TEST(PartFile, IsRefusedWhenAnyBitOfItWasChanged) {
  const std::string bytes = small_part();
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ (1U << bit));
      EXPECT_FALSE(part_of(changed).has_value()) << "byte " << at << ", bit " << bit;
    }
  }
}

std::string sealed(const std::string& header, const std::string& rest) {
  std::string bytes = header + "\n" + rest;
  const Fingerprint sum = Fingerprint{}.then(bytes);
  for (const std::uint64_t word : {sum.low, sum.high}) {
    for (unsigned byte = 0; byte < 8; ++byte) {
      bytes.push_back(static_cast<char>(word >> (8 * byte) & 0xFFU));
    }
  }
  return bytes;
}

TEST(PartFile, IsRefusedWhenItsHeaderSaysWhatCannotBe) {
  const std::string bytes = small_part();
  const std::size_t line = bytes.find('\n');
  const std::string rest = bytes.substr(line + 1, bytes.size() - line - 17);
  const auto header = nlohmann::ordered_json::parse(bytes.substr(0, line));
  const auto with = [&](const char* pointer, const nlohmann::ordered_json& value) {
    auto changed = header;
    changed[nlohmann::ordered_json::json_pointer(pointer)] = value;
    return part_of(sealed(changed.dump(), rest)).has_value();
  };
  EXPECT_TRUE(with("/file", "b.json"));
  EXPECT_FALSE(with("/ddbsim-part", "2"));
  EXPECT_FALSE(with("/part", 0));
  EXPECT_FALSE(with("/part", 3));
  EXPECT_FALSE(with("/of", 4'000'000'000U));
  EXPECT_FALSE(with("/faults", 0));
  EXPECT_FALSE(with("/levels", nlohmann::ordered_json::array()));
  EXPECT_FALSE(with("/levels/0/states", 1));
  EXPECT_FALSE(with("/levels/0/states", ~std::uint64_t{0}));
  EXPECT_FALSE(with("/levels/0/outcomes", ~std::uint64_t{0} / 2));
  EXPECT_FALSE(with("/levels/0/end", "soon"));
  EXPECT_FALSE(with("/levels/0/end", "time"));
  EXPECT_FALSE(with("/levels/1/broken", 0));
}

TEST(PartFile, ReadsDamagedHeadersWithoutACrash) {
  const std::string bytes = small_part();
  const std::size_t line = bytes.find('\n');
  const std::string rest = bytes.substr(line + 1, bytes.size() - line - 17);
  std::mt19937 random(1);
  std::size_t read = 0;
  constexpr std::size_t kRounds = 5000;
  for (std::size_t round = 0; round < kRounds; ++round) {
    auto header = nlohmann::json::parse(bytes.substr(0, line));
    header.erase("ddbsim-part");
    testing::damage(header, random);
    nlohmann::ordered_json damaged{{"ddbsim-part", "1"}};
    if (header.is_object()) {
      damaged.update(header);
    }
    const auto part = part_of(sealed(damaged.dump(), rest));
    if (part) {
      EXPECT_EQ(part->levels.size(), 2U);
      EXPECT_LE(part->shard.number, part->shard.of);
      ++read;
    }
  }
  EXPECT_GT(read, 0U) << "of some damage nothing follows";
  EXPECT_LT(read, kRounds / 2);
}

Part part_with(std::uint32_t number) {
  Part part{.version = "1", .file = "a.json", .content = {1, 2}, .shard = {number, 2}};
  part.levels.resize(1);
  return part;
}

TEST(Parts, AreJoinedOnlyWhenTheyAreAllPartsOfOneSearch) {
  const auto problem = [](const std::vector<Part>& parts) {
    return mismatch(parts, names_of(parts.size()), "1").value_or("");
  };
  const Part one = part_with(1);
  const Part two = part_with(2);
  EXPECT_EQ(problem({one, two}), "");
  EXPECT_EQ(problem({two, one}), "");
  EXPECT_EQ(problem({one}), "part 2 of 2 is missing");
  EXPECT_EQ(problem({one, two, one}), "part1 and part3 are both part 1 of 2");
  Part other = two;
  other.shard = {2, 3};
  EXPECT_EQ(problem({one, other}), "part1 is a part of 2, part2 of 3");
  other = two;
  other.faults = 1;
  EXPECT_EQ(problem({one, other}), "part1 was searched to 0 faults, part2 to 1");
  other = two;
  other.content = {1, 3};
  EXPECT_EQ(problem({one, other}),
            "part1 and part2 are parts of searches of different files, or of one that was changed");
  other = two;
  other.version = "2";
  EXPECT_EQ(problem({one, other}), "part2 was made by ddbsim 2; this is 1");
}

TEST(Parts, ThatDisagreeAboutAStateAreNotJoined) {
  std::vector<Part> parts = {part_with(1), part_with(2)};
  parts[0].levels[0].visits = {{{1, 2}, 3}};
  parts[1].levels[0].visits = {{{1, 2}, 3}, {{1, 3}, 1}};
  const auto found = join(parts, 0);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->states, 2U);
  EXPECT_EQ(found->transitions, 4U);
  parts[1].levels[0].visits[0].moves = 4;
  EXPECT_THROW(static_cast<void>(join(parts, 0)), PartsDisagree);
}

TEST(Parts, OfWhichOneSawMoreOfItsFunctionsAreSearchedAgain) {
  std::vector<Part> parts = {part_with(1), part_with(2)};
  parts[1].levels[0].count_attempts = {"t"};
  EXPECT_FALSE(join(parts, 0));
  parts[0].levels[0].end = Summary::End::memory;
  ASSERT_TRUE(join(parts, 0));
  EXPECT_EQ(join(parts, 0)->end, Summary::End::memory) << "a limit is a limit";
}

TEST(Parts, KnowTheLeastNumberOfFaultsWithWhichSomethingBroke) {
  std::vector<Part> parts = {part_with(1), part_with(2)};
  EXPECT_EQ(least_broken(parts), std::nullopt);
  parts[0].levels[0].end = Summary::End::time;
  parts[1].levels.resize(3);
  parts[1].levels[2].broken = 1;
  EXPECT_EQ(least_broken(parts), 2U);
  EXPECT_EQ(join(parts, 1)->end, Summary::End::time);
  EXPECT_EQ(join(parts, 2)->end, Summary::End::exhaustive);
  EXPECT_EQ(join(parts, 2)->broken, 1U);
}

}  // namespace
}  // namespace ddbsim::explore
