// Known bugs: each search gives the verdict that its file states, and what it found happens again
// when it is played.
#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "sim/cli/registry.hpp"
#include "sim/explore/explorer.hpp"
#include "sim/scenario/files.hpp"
#include "sim/scenario/reader.hpp"
#include "tests/cli/program.hpp"
#include "tests/explore/crowded.hpp"
#include "tests/explore/played.hpp"

namespace ddbsim::cli {
namespace {

namespace fs = std::filesystem;

/// Those that state a verdict and need nothing but the program; tests/clients has the others.
std::vector<std::string> files() {
  auto found = scenario::find_files({"scenarios/explore"}).value_or(std::vector<std::string>{});
  std::erase_if(found, [](const std::string& path) {
    const std::string text = scenario::read_text(path).value_or("");
    return text.contains("\"needs\"") || !text.contains("\"verdict\"");
  });
  return found;
}

std::shared_ptr<const scenario::Scenario> read(const std::string& path) {
  static const scenario::Registry kRegistry = built_in();
  auto reading = scenario::read_files({path}, kRegistry);
  for (const auto& problem : reading.problems) {
    ADD_FAILURE() << scenario::text_of(problem);
  }
  return reading.explorations.empty() ? nullptr : reading.explorations.front();
}

bool breaks_when_played(const scenario::Ordered& json, const std::string& property) {
  return testing::breaks_when_played(json, property, built_in());
}

/// What the whole search tells, whoever did it: of one that came to its end also how far it went.
std::string told(const explore::Summary& summary) {
  std::string told = fmt::format("{} faults", summary.faults);
  if (summary.stories.empty()) {
    told += fmt::format(", {} states, {} transitions, {} outcomes", summary.states,
                        summary.transitions, summary.outcomes);
  }
  for (const explore::Story& story : summary.stories) {
    told +=
        fmt::format("\n{} ({}): {}", story.property, fmt::join(story.things, ", "), story.replay);
  }
  return fmt::format("{}\nverdict came: {}", told, summary.verdict_came);
}

class KnownBugs : public ::testing::TestWithParam<std::string> {};

TEST_P(KnownBugs, GiveTheVerdictThatTheirFileStates) {
  const auto file = read(GetParam());
  ASSERT_NE(file, nullptr);
  ASSERT_TRUE(file->holds || !file->breaks.empty());
  const scenario::Registry registry = built_in();
  const auto explored = explore::explore(*file, registry, {});
  EXPECT_TRUE(explored.summary.verdict_came)
      << explored.summary.stories.size() << " classes of failures";
  EXPECT_EQ(explored.summary.end, explore::Summary::End::exhaustive);
  ASSERT_EQ(explored.regressions.size(), explored.summary.stories.size());
  for (std::size_t index = 0; index < explored.regressions.size(); ++index) {
    const auto& story = explored.summary.stories[index];
    EXPECT_TRUE(breaks_when_played(explored.regressions[index].json, story.property))
        << explored.regressions[index].json.dump(2);
    const auto again = explore::play_words(*file, registry, {}, story.replay);
    ASSERT_TRUE(again.has_value()) << story.replay << ": " << again.error();
    const auto& stories = again->summary.stories;
    const auto same = std::ranges::find(stories, story.property, &explore::Story::property);
    ASSERT_NE(same, stories.end()) << story.replay;
    EXPECT_EQ(same->replay, story.replay);
    EXPECT_EQ(same->message, story.message);
    EXPECT_EQ(same->faults, story.faults);
    EXPECT_EQ(same->lines.size(), story.lines.size());
    EXPECT_EQ(same->things, story.things);
  }
}

std::string name_of(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = fs::path(info.param).stem().string();
  std::ranges::replace(name, '-', '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(All, KnownBugs, ::testing::ValuesIn(files()), name_of);

TEST(Explore, HasTwelveKnownBugsAndTheirTwins) {
  const auto all = files();
  const auto repaired = std::ranges::count_if(
      all, [](const std::string& path) { return path.contains("-repaired.json"); });
  EXPECT_GE(repaired, 12);
  for (const std::string& path : all) {
    if (const auto at = path.find("-repaired.json"); at != std::string::npos) {
      EXPECT_TRUE(fs::exists(path.substr(0, at) + ".json")) << path << " has no broken twin";
    }
  }
}

std::vector<std::string> classes_of(const explore::Summary& summary) {
  std::vector<std::string> classes;
  for (const explore::Story& story : summary.stories) {
    std::string name;
    for (const std::string& thing : story.things) {
      name += (name.empty() ? "" : " + ") + thing;
    }
    classes.push_back(name);
  }
  return classes;
}

TEST(Explore, FindsEachFailureOfThePublishedHandlerByWhatMakesItPossible) {
  const auto file = read("scenarios/explore/published-handler.json");
  const auto explored = explore::explore(*file, built_in(), {});
  const auto classes = classes_of(explored.summary);
  for (const char* const thing :
       {"crash-after", "refused", "throttled", "answer-lost", "stale read", "batch above one",
        "parallelization", "an edited message", "two groups at one instant",
        "a message that arrives late"}) {
    EXPECT_NE(std::ranges::find(classes, thing), classes.end()) << thing;
  }
  for (const std::string& name : classes) {
    EXPECT_FALSE(name.contains(" + ")) << name << " contains a smaller one";
  }
}

TEST(Explore, CountsTheSameWhateverTheNumberOfThreads) {
  const auto file = read("scenarios/explore/repaired-handler-three-faults.json");
  const auto one = explore::explore(*file, built_in(), {});
  for (const std::size_t jobs : {2U, 3U}) {
    const auto many = explore::explore(*file, built_in(), {.jobs = jobs});
    EXPECT_EQ(many.summary.states, one.summary.states);
    EXPECT_EQ(many.summary.transitions, one.summary.transitions);
    EXPECT_EQ(many.summary.outcomes, one.summary.outcomes);
    EXPECT_TRUE(many.summary.verdict_came);
  }
}

TEST_P(KnownBugs, AreToldTheSameOfPartsThatWereSearchedApart) {
  const auto file = read(GetParam());
  const scenario::Registry registry = built_in();
  const auto whole = explore::explore(*file, registry, {});
  for (const std::uint32_t of : {1U, 2U, 3U, 5U}) {
    std::vector<explore::Part> parts;
    for (std::uint32_t number = 1; number <= of; ++number) {
      parts.push_back(explore::explore_part(*file, registry, {}, {number, of}));
    }
    const auto merged = explore::explore(*file, registry, {.parts = &parts});
    EXPECT_EQ(told(merged.summary), told(whole.summary)) << of;
  }
}

TEST(Explore, ReplaysWithAnUnrelatedStepBeforeIt) {
  const auto file = read("scenarios/explore/published-handler.json");
  const auto explored = explore::explore(*file, built_in(), {});
  for (const explore::Regression& regression : explored.regressions) {
    scenario::Ordered json = regression.json;
    const scenario::Ordered unrelated = scenario::Ordered::parse(R"({
      "name": "somebody else", "client": "zed", "request": {"PutItem": {
        "TableName": "cruddur-messages", "Item": {
          "pk": {"S": "MSG#yan-zed"}, "sk": {"S": "2026-03-01T09:00:09Z"},
          "message_uuid": {"S": "m9"}, "message": {"S": "hello"}, "user_uuid": {"S": "zed"},
          "user_display_name": {"S": "Zed"}, "user_handle": {"S": "zed"}}}}})");
    json["steps"].insert(json["steps"].begin(), unrelated);
    EXPECT_TRUE(breaks_when_played(json, "lists are those of the SQL")) << regression.name;
  }
}

TEST(Explore, TellsWhatBrokeAlsoWhereALeastWayIsNotFoundWithinTheLimits) {
  const auto file = read("scenarios/explore/delete-then-put.json");
  explore::ExploreOptions options;
  options.limits.states = 1;
  const auto explored = explore::explore(*file, built_in(), options);
  ASSERT_EQ(explored.summary.stories.size(), 1U);
  EXPECT_EQ(explored.summary.stories.front().property, "a row for each player");
  EXPECT_FALSE(explored.summary.notes.empty());
}

TEST(Explore, LeavesOutWhatDoesNotMatter) {
  const auto text = scenario::read_text("scenarios/explore/counter-without-idempotency.json");
  scenario::Ordered json = scenario::Ordered::parse(text.value());
  json["data"]["counters"].push_back({{"pk", {{"S", "elsewhere"}}}, {"orders", {{"N", "7"}}}});
  scenario::Ordered order = json["clients"]["ann"][0];
  order["request"]["PutItem"]["Item"]["note"] = {{"S", "leave it at the door"}};
  const auto order_of = [&order](const char* name, const char* key) {
    order["name"] = name;
    order["request"]["PutItem"]["Item"]["pk"]["S"] = key;
    return order;
  };
  json["clients"]["ann"] = {order_of("ann orders", "o1"), order_of("ann orders again", "o2")};
  json["clients"]["zed"] = {order_of("zed orders", "o3")};
  const auto reading = scenario::read_text_as("scenarios/explore/x.json", json.dump(2), built_in());
  ASSERT_EQ(reading.explorations.size(), 1U);

  const auto explored = explore::explore(*reading.explorations.front(), built_in(), {});
  ASSERT_FALSE(explored.summary.stories.empty());
  for (std::size_t index = 0; index < explored.summary.stories.size(); ++index) {
    const auto& story = explored.summary.stories[index];
    const auto& saved = explored.regressions[index].json;
    const auto writes = std::ranges::count(story.lines, explore::StoryLine::Kind::request,
                                           &explore::StoryLine::kind);
    EXPECT_EQ(writes, 1) << story.replay;
    EXPECT_FALSE(saved.dump().contains("leave it at the door")) << saved.dump(2);
    EXPECT_FALSE(saved.dump().contains("elsewhere")) << saved.dump(2);
    EXPECT_TRUE(breaks_when_played(saved, story.property)) << saved.dump(2);
    ASSERT_EQ(story.differences.size(), 1U);
    EXPECT_EQ(story.differences.front().here["orders"]["N"], "2");
    EXPECT_EQ(story.differences.front().good["orders"]["N"], "1");
  }
}

TEST(Explore, SavesStepsThatAreCalledLikeAPropertyOrLikeEachOther) {
  const auto text = scenario::read_text("scenarios/explore/read-modify-write-counter.json");
  scenario::Ordered json = scenario::Ordered::parse(text.value());
  const std::string property = json["properties"].begin().key();
  for (auto& [client, steps] : json["clients"].items()) {
    steps[0]["name"] = property;
  }
  const auto reading = scenario::read_text_as("scenarios/explore/x.json", json.dump(2), built_in());
  ASSERT_EQ(reading.explorations.size(), 1U);
  const auto explored = explore::explore(*reading.explorations.front(), built_in(), {});
  ASSERT_FALSE(explored.regressions.empty());
  for (const explore::Regression& regression : explored.regressions) {
    EXPECT_TRUE(breaks_when_played(regression.json, property));
    EXPECT_TRUE(regression.json.dump().contains(property + " (2)")) << regression.json.dump(2);
  }
}

class ExploreProgram : public ::testing::Test {
 protected:
  Checkout checkout_;
};

TEST_F(ExploreProgram, ExitsWithWhatItFound) {
  EXPECT_EQ(checkout_.ddbsim("explore scenarios/explore/delete-then-put.json").code, 0)
      << "the verdict that the file states";
  EXPECT_EQ(checkout_.ddbsim("explore scenarios/explore/published-handler.json").code, 1);
  EXPECT_EQ(checkout_.ddbsim("explore nowhere.json").code, 2);
  EXPECT_EQ(checkout_.ddbsim("explore scenarios/boundaries").code, 2);
  const std::string cut = "explore --states 10 --walks 20 scenarios/explore/repaired-handler.json";
  EXPECT_EQ(checkout_.ddbsim(cut).code, 1) << "what holds was not shown to hold";
}

TEST_F(ExploreProgram, IsQuietAboutWhatIsAsItsFileStates) {
  const Outcome good = checkout_.ddbsim("explore -q scenarios/explore/delete-then-put.json");
  EXPECT_EQ(good.code, 0);
  EXPECT_EQ(good.text, "");
  const Outcome bad = checkout_.ddbsim("explore -q scenarios/explore/published-handler.json");
  EXPECT_TRUE(bad.text.contains("12 classes of failures")) << bad.text;
}

/// What it prints, without the time that it took.
std::string without_seconds(const std::string& text) {
  return std::regex_replace(text, std::regex(R"((\d+\.\d s\)|"seconds": [^,]*))"), "");
}

class CrowdedProgram : public ExploreProgram {
 protected:
  /// The file with other clients beside, which states no verdict.
  void write(const std::string& name, const std::string& as) {
    auto json = testing::crowded_json(name);
    json.erase("verdict");
    checkout_.write(as, json.dump(2));
  }
};

TEST_F(CrowdedProgram, WalksAtRandomWhereALimitEndsTheSearch) {
  write("delete-then-put.json", "broken.json");
  write("delete-then-put-repaired.json", "repaired.json");
  EXPECT_EQ(checkout_.ddbsim("explore --states 50 --walks 0 broken.json").code, 3);
  const Outcome broken = checkout_.ddbsim("explore --states 50 broken.json");
  EXPECT_EQ(broken.code, 1) << broken.text;
  EXPECT_TRUE(broken.text.contains("a row for each player")) << broken.text;
  EXPECT_TRUE(broken.text.contains("the last one broke it")) << broken.text;

  const Outcome held = checkout_.ddbsim("explore --states 50 --walks 40 --seed 3 repaired.json");
  EXPECT_EQ(held.code, 3) << held.text;
  EXPECT_TRUE(held.text.contains("then 40 random walks (seed 3, ")) << held.text;
  const Outcome json =
      checkout_.ddbsim("explore --states 50 --walks 40 --seed 3 --format json repaired.json");
  EXPECT_TRUE(json.text.contains("\"walks\": {\n        \"count\": 40,")) << json.text;
  const Outcome timed = checkout_.ddbsim("explore --states 50 --time 1s repaired.json");
  EXPECT_EQ(timed.code, 3) << timed.text;
  EXPECT_TRUE(timed.text.contains("random walks (seed 1, ")) << "as many as fit: " << timed.text;
}

TEST_F(CrowdedProgram, GivesTheSameBytesForTheSameSeed) {
  write("delete-then-put.json", "broken.json");
  for (const char* const format : {"text", "json", "html", "junit"}) {
    const std::string command =
        fmt::format("explore --states 50 --seed 5 --format {} broken.json", format);
    const std::string one = without_seconds(checkout_.ddbsim(command).text);
    EXPECT_TRUE(one.contains("a row for each player")) << one;
    if (std::string_view(format) != "junit") {  // it tells the time of its suites
      EXPECT_EQ(one, without_seconds(checkout_.ddbsim(command).text));
    }
  }
}

TEST_F(ExploreProgram, TellsMachinesHowFarItIs) {
  const std::string search = "explore scenarios/explore/repaired-handler.json -o report.txt ";
  const Outcome told = checkout_.ddbsim(search + "--progress json");
  EXPECT_EQ(told.code, 0) << told.text;
  const auto line =
      nlohmann::json::parse(told.text.substr(0, told.text.find('\n')), nullptr, false);
  ASSERT_TRUE(line.is_object()) << told.text;
  EXPECT_EQ(line["path"], "scenarios/explore/repaired-handler.json");
  EXPECT_TRUE(line["searching"].get<std::string>().ends_with(" faults"));
  EXPECT_GT(line["states"], 0);
  EXPECT_GT(line["transitions"], line["states"]);
  EXPECT_EQ(checkout_.ddbsim(search).text, "") << "nobody sits before it";
  EXPECT_EQ(checkout_.ddbsim(search + "--progress loud").code, 2);
}

TEST_F(ExploreProgram, PlaysTheMovesOfAStory) {
  const std::string play = "explore scenarios/explore/delete-then-put.json --replay ";
  const Outcome broken = checkout_.ddbsim(
      play + "'[crash-after] ann trigger:1 trigger.1 trigger.2!crash-after trigger:0 trigger.1'");
  EXPECT_EQ(broken.code, 1) << broken.text;
  EXPECT_TRUE(broken.text.contains("a row for each player")) << broken.text;
  EXPECT_TRUE(broken.text.contains("played as given: 6 moves, 1 fault")) << broken.text;
  for (const char* const format : {"json", "html"}) {
    const Outcome told = checkout_.ddbsim(fmt::format(
        "{}'[crash-after] ann trigger:1 trigger.1 trigger.2!crash-after trigger:0 trigger.1' "
        "--format {}",
        play, format));
    EXPECT_EQ(told.code, 1);
    EXPECT_TRUE(told.text.contains("trigger.2!crash-after")) << told.text;
  }
  const Outcome good = checkout_.ddbsim(play + "'[] ann trigger:1 trigger.1 trigger.2 trigger.3'");
  EXPECT_EQ(good.code, 0) << good.text;
  EXPECT_TRUE(good.text.contains("nothing broken")) << good.text;
}

TEST_F(ExploreProgram, RefusesMovesThatAreNotPossible) {
  const Outcome wrong = checkout_.ddbsim(
      "explore scenarios/explore/delete-then-put.json --replay '[] ann trigger:3'");
  EXPECT_EQ(wrong.code, 2) << wrong.text;
  EXPECT_TRUE(wrong.text.contains("\"trigger:3\", is not possible after \"ann\"")) << wrong.text;
  EXPECT_TRUE(wrong.text.contains("what can happen there: trigger:1")) << wrong.text;
  EXPECT_EQ(checkout_.ddbsim("explore scenarios/explore --replay ann").code, 2) << "of one file";
}

TEST_F(ExploreProgram, SavesWhatBreaksAsScenariosThatFailUntilItIsMended) {
  const Outcome found =
      checkout_.ddbsim("explore --save-to saved scenarios/explore/delete-then-put.json");
  EXPECT_EQ(found.code, 0) << found.text;
  const Outcome played = checkout_.ddbsim("run saved");
  EXPECT_EQ(played.code, 1) << played.text;
  EXPECT_TRUE(played.text.contains("a row for each player")) << played.text;
}

TEST_F(ExploreProgram, SavesEachStoryInAFileOfItsOwn) {
  const auto text = scenario::read_text("scenarios/explore/delete-then-put.json");
  scenario::Ordered json = scenario::Ordered::parse(text.value());
  json.erase("verdict");
  json["name"] = "ä";
  json["bounds"]["fault_kinds"] = {{"crash-after", 1}};
  const scenario::Ordered rows = json["properties"].begin().value();
  json["properties"] = {{"n = 1", rows}, {"n > 1", rows}, {"ü", rows}};
  checkout_.write("one.json", json.dump(2));
  checkout_.write("two.json", json.dump(2));
  const Outcome found = checkout_.ddbsim("explore --save-to saved one.json two.json");
  EXPECT_EQ(found.code, 1) << found.text;
  std::set<std::string> names;
  for (const auto& file : fs::directory_iterator(checkout_.path() / "saved")) {
    names.insert(file.path().filename().string());
  }
  EXPECT_EQ(names, (std::set<std::string>{"crash-after.json", "crash-after-2.json",
                                          "n-1-crash-after.json", "n-1-crash-after-2.json",
                                          "n-1-crash-after-3.json", "n-1-crash-after-4.json"}))
      << found.text;
  const Outcome played = checkout_.ddbsim("run saved");
  EXPECT_TRUE(played.text.contains("6 of 6 scenarios failed")) << played.text;
}

std::string without_time(const std::string& report) {
  auto json = scenario::Ordered::parse(report);
  for (auto& search : json["searches"]) {
    search.erase("seconds");
    search.erase("handler_runs");
  }
  return json.dump(1);
}

constexpr const char* kTwin = "scenarios/explore/two-writes-at-once-repaired.json";

TEST_F(ExploreProgram, DoesASearchInPartsAndJoinsThem) {
  for (const char* const part : {"1/2", "2/2"}) {
    const Outcome outcome =
        checkout_.ddbsim(fmt::format("explore {} --shard {} -o part{}", kTwin, part, part[0]));
    EXPECT_EQ(outcome.code, 0) << outcome.text;
    EXPECT_TRUE(outcome.text.contains("nothing breaks in it")) << outcome.text;
  }
  const Outcome merged = checkout_.ddbsim("explore --merge part2 part1 --format json");
  const Outcome whole = checkout_.ddbsim(fmt::format("explore {} --format json", kTwin));
  EXPECT_EQ(merged.code, whole.code);
  EXPECT_EQ(without_time(merged.text), without_time(whole.text));
}

TEST_F(ExploreProgram, TellsByMergeWhatBreaksInAPart) {
  const std::string path = "scenarios/explore/published-handler.json";
  for (const char* const part : {"1/2", "2/2"}) {
    EXPECT_EQ(
        checkout_.ddbsim(fmt::format("explore {} --shard {} -o part{}", path, part, part[0])).code,
        0);
  }
  const Outcome merged = checkout_.ddbsim("explore --merge part1 part2 -q");
  EXPECT_EQ(merged.code, 1);
  EXPECT_TRUE(merged.text.contains("12 classes of failures")) << merged.text;
}

TEST_F(ExploreProgram, SaysWhyPartsAreNotJoined) {
  const auto says = [&](const std::string& words, std::string_view what) {
    const Outcome outcome = checkout_.ddbsim("explore " + words);
    EXPECT_EQ(outcome.code, 2) << words;
    EXPECT_TRUE(outcome.text.contains(what)) << words << ": " << outcome.text;
  };
  const std::string twin = kTwin;
  says(twin + " --shard 1/2", "--output");
  says(twin + " --shard 3/2 -o part", "\"2/3\"");
  says(twin + " --shard 1/2 -o part --schedules", "--schedules belongs to --merge");
  says("scenarios/explore --shard 1/2 -o part", "one file");
  ASSERT_EQ(checkout_.ddbsim("explore " + twin + " --shard 1/2 -o part1").code, 0);
  says("--merge part1", "part 2 of 2 is missing");
  says("--merge part1 part1", "are both part 1 of 2");
  says("--merge nowhere", "can't read nowhere");
  says("--merge " + twin, "is no part of a search");
  says("--merge part1 --faults 0", "--faults belongs to --shard");
  ASSERT_EQ(checkout_.ddbsim("explore " + twin + " --shard 1/1 -o all").code, 0);
  std::string text = scenario::read_text((checkout_.path() / twin).string()).value_or("");
  checkout_.write(twin, text + "\n");
  says("--merge all", "was changed since");
}

TEST_F(ExploreProgram, SaysThatALimitEndedAPart) {
  const std::string path = "scenarios/explore/repaired-handler-three-faults.json";
  const Outcome cut = checkout_.ddbsim("explore " + path + " --shard 1/1 --states 3000 -o part");
  EXPECT_EQ(cut.code, 3) << cut.text;
  EXPECT_TRUE(cut.text.contains("a limit ended it")) << cut.text;
  const Outcome merged = checkout_.ddbsim("explore --merge part");
  EXPECT_EQ(merged.code, 1) << "what holds was not shown to hold";
}

}  // namespace
}  // namespace ddbsim::cli
