#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/scenario/mistakes.hpp"
#include "tests/scenario/small.hpp"

namespace ddbsim::scenario {
namespace {

/// The first line of what is told, without the file's name.
std::string first_line(const std::string& told) {
  const std::string prefix = "small.json:";
  const std::string line = told.substr(0, told.find('\n'));
  return line.starts_with(prefix) ? line.substr(prefix.size()) : line;
}

TEST(Reader, ReadsTheSmallScenario) {
  const auto scenario = small::read(small::text());
  EXPECT_EQ(scenario->name, "small");
  EXPECT_EQ(scenario->steps.size(), 3U);
  EXPECT_EQ(scenario->steps[0].client, "client");
  EXPECT_EQ(kind_of(scenario->steps[0].action), "request");
  EXPECT_EQ(kind_of(scenario->steps[1].action), "pattern");
  EXPECT_EQ(kind_of(scenario->steps[2].action), "settle");
  EXPECT_EQ(scenario->mappings[0].name, "reader<-notes");
  EXPECT_EQ(scenario->patterns.at("list").parameters.at("limit").fallback, Ordered(10));
}

TEST(Reader, ReadsTheSmallExploration) {
  const Reading reading = read_text_as("small.json", small::exploration(), small::registry());
  ASSERT_EQ(small::problems_of(small::exploration()), "");
  EXPECT_TRUE(reading.scenarios.empty());  // `run` plays none of it
  ASSERT_EQ(reading.explorations.size(), 1U);
  const Scenario& search = *reading.explorations[0];
  EXPECT_TRUE(search.is_exploration);
  EXPECT_TRUE(search.holds);
  ASSERT_EQ(search.clients.size(), 2U);
  const auto& ann = search.clients.at("ann");
  EXPECT_EQ(ann[0].name, "PutItem notes");
  EXPECT_EQ(ann[0].client, "ann");
  EXPECT_EQ(ann[0].thing, "");
  EXPECT_EQ(ann[1].thing, "an edited note");
  EXPECT_EQ(kind_of(search.clients.at("bob")[1].action), "advance");
  EXPECT_EQ(search.bounds.faults, 2U);
  EXPECT_EQ(search.bounds.fault_kinds,
            (decltype(Bounds::fault_kinds){{"crash-after", 1}, {"short-page", 0}}));
  EXPECT_EQ(search.bounds.batch_size, 3U);
  EXPECT_EQ(search.bounds.stale_versions, 1U);
  EXPECT_EQ(search.bounds.generations, 4U);
  EXPECT_EQ(search.bounds.things, 2U);
}

TEST(Reader, AnExplorationMayNameTheBugThatItMustFind) {
  const Reading reading = read_text_as(
      "small.json", small::changed(small::exploration(), R"("holds")", R"("breaks two notes")"),
      small::registry());
  ASSERT_EQ(reading.explorations.size(), 1U);
  EXPECT_FALSE(reading.explorations[0]->holds);
  EXPECT_EQ(reading.explorations[0]->breaks, "two notes");
}

TEST(Reader, ReadsTurns) {
  const auto scenario = small::read(small::with_steps(small::turns()));
  const auto turn = [&](std::size_t step) {
    return std::get<TurnStep>(scenario->steps.at(step).action);
  };
  EXPECT_EQ(scenario->steps[0].name, "deliver reader<-notes notes a|2 INSERT");
  EXPECT_EQ(turn(0).kind, world::Turn::Kind::deliver);
  EXPECT_EQ(turn(0).actor, "reader<-notes");
  EXPECT_EQ(turn(0).record, "notes a|2 INSERT");
  EXPECT_EQ(turn(0).attempt, 1U);
  EXPECT_EQ(turn(0).records, 2U);
  EXPECT_EQ(scenario->steps[1].name, "answer reader<-notes notes a|2 INSERT attempt 2 call 1");
  EXPECT_EQ(turn(1).kind, world::Turn::Kind::answer);
  EXPECT_EQ(turn(1).attempt, 2U);
  EXPECT_EQ(turn(1).call, 1U);
  EXPECT_EQ(turn(1).take, "answer-lost");
  EXPECT_EQ(turn(1).end, "lost");
  EXPECT_EQ(turn(1).sees, (decltype(TurnStep::sees){{"notes a|1", "1 older"}}));
  EXPECT_EQ(turn(2).kind, world::Turn::Kind::wake);
  EXPECT_EQ(turn(3).kind, world::Turn::Kind::time_out);
  EXPECT_EQ(turn(4).kind, world::Turn::Kind::expire);
  EXPECT_EQ(turn(4).actor, "time-to-live");
  EXPECT_TRUE(std::get<AdvanceStep>(scenario->steps[5].action).still);
}

TEST(Reader, TellsEachMistakeInWords) {
  const auto expect_told = [](const std::string& text, std::span<const small::Mistake> mistakes) {
    for (const small::Mistake& mistake : mistakes) {
      const std::string told = small::problems_of(small::changed(text, mistake.from, mistake.to));
      EXPECT_EQ(first_line(told), mistake.told) << mistake.from << " -> " << mistake.to;
    }
  };
  expect_told(small::text(), small::mistakes());
  expect_told(small::exploration(), small::exploration_mistakes());
}

TEST(Reader, AShardSplitsInASearchOnlyWhereAStreamIs) {
  const std::string split =
      small::changed(small::exploration(), R"("advance": "1h")", R"("split": {"table": "notes"})");
  EXPECT_EQ(small::problems_of(split), "");
  for (const char* const without :
       {R"("StreamSpecification": {"StreamEnabled": false})", R"("TableClass": "STANDARD")"}) {
    const std::string told = small::problems_of(small::changed(
        split, R"("StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"})",
        without));
    EXPECT_TRUE(told.starts_with(
        "small.json:30:44: /clients/bob/1/split/table: notes has no stream, whose shards these "
        "would be: give the table a \"StreamSpecification\", or leave this step out\n"))
        << told;
  }
}

TEST(Reader, FindsAllMistakesAtOnce) {
  std::string text = small::changed(R"("settle": "1m")", R"("settle": 1)");
  text.replace(text.find(R"("count": 2)"), 10, R"("cuont": 2)");
  EXPECT_EQ(small::problems_of(text),
            "small.json:47:73: /steps/1/expect/cuont: unknown member \"cuont\" in an expectation, "
            "did you mean \"count\"?\n"
            "    47 |     {\"name\": \"list\", \"pattern\": \"list\", \"with\": {\"pk\": \"a\"}, "
            "\"expect\": {\"cuont\": 2}},\n"
            "       |                                                                         "
            "^^^^^^^\n"
            "small.json:48:32: /steps/2/settle: expected a length of time like \"250ms\", \"10s\", "
            "\"5m\", \"36h\", \"2d\" or \"1h30m\", found the number 1\n"
            "    48 |     {\"name\": \"rest\", \"settle\": 1}\n"
            "       |                                ^\n");
}

TEST(Reader, NamesStepsThatHaveNoName) {
  const auto scenario = small::read(small::with_steps(R"([
    {"request": {"Scan": {"TableName": "notes"}}},
    {"request": {"Scan": {"TableName": "notes"}}},
    {"pattern": "list", "with": {"pk": "a"}},
    {"native_pattern": "test/put", "with": {"pk": "a"}},
    {"advance": "90s"},
    {"advance_to": "2026-02-01T00:00:00Z"},
    {"settle": "1h"},
    {"unmap": "reader<-notes"},
    {"map": {"FunctionName": "reader", "EventSourceArn": "notes", "StartingPosition": "LATEST"}},
    {"check": {"tables": {"notes": {"count": 2}}}}
  ])"));
  std::vector<std::string> names;
  for (const Step& step : scenario->steps) {
    names.push_back(step.name);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"Scan notes", "Scan notes (2)", "pattern list",
                                             "test/put", "advance 1m30s",
                                             "advance to 2026-02-01T00:00:00.000Z", "settle 1h",
                                             "unmap reader<-notes", "map reader<-notes", "check"}));
}

TEST(Reader, RawStepsMayBeWrong) {
  EXPECT_EQ(small::problems_of(
                small::with_steps(R"([{"raw": true, "request": {"PutItm": {"TableName": 12}}}])")),
            "");
}

TEST(Reader, OpenPlaceholdersHaveAnyType) {
  EXPECT_EQ(small::problems_of(small::with_steps(R"([
    {"request": {"Scan": {"TableName": "notes", "Limit": 1}}, "save": {"from": "/LastEvaluatedKey"}},
    {"request": {"Scan": {"TableName": "notes", "ExclusiveStartKey": "${from}"}}}])")),
            "");
}

TEST(Reader, AMistakeBesideAnOpenPlaceholderIsFound) {
  EXPECT_EQ(first_line(small::problems_of(small::with_steps(R"([
    {"request": {"Scan": {"TableName": "notes", "Limit": 1}}, "save": {"from": "/LastEvaluatedKey"}},
    {"request": {"Scan": {"ExclusiveStartKey": "${from}", "Limit": true}}}])"))),
            "41:68: /steps/1/request/Scan/Limit: expected a whole number, found true");
}

/// Files in a folder of their own.
class Folder {
 public:
  Folder() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::path(testing::TempDir()) / (std::string("ddbsim-") + test->name());
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
    return (path_ / name).string();
  }

 private:
  std::filesystem::path path_;
};

TEST(Reader, IncludesFragments) {
  const Folder folder;
  const Registry registry = small::registry();
  static_cast<void>(folder.write("part.json", R"({
    "kind": "fragment", "patterns": {"all": {"requests": [{"Scan": {"TableName": "notes"}}]}}})"));
  std::string text =
      small::changed(R"("name": "small",)", R"("name": "small", "include": ["part.json"],)");
  text.replace(text.find(R"("pattern": "list", "with": {"pk": "a"})"), 38, R"("pattern": "all")");
  const std::string path = folder.write("scenario.json", text);
  const Reading reading = read_files({path}, registry);
  ASSERT_TRUE(reading.good()) << text_of(reading.problems.front());
  EXPECT_EQ(reading.scenarios.front()->patterns.size(), 2U);
  EXPECT_TRUE(
      reading.scenarios.front()->patterns.at("all").origin.source->path().ends_with("part.json"));
}

TEST(Reader, TellsAFragmentsMistakesOnce) {
  const Folder folder;
  const std::string part = folder.write("part.json", R"({"kind": "fragment", "table": []})");
  const std::string text =
      small::changed(R"("name": "small",)", R"("name": "small", "include": ["part.json"],)");
  const Reading reading = read_files(
      {folder.write("a.json", text), folder.write("b.json", text), part}, small::registry());
  ASSERT_EQ(reading.problems.size(), 1U);
  EXPECT_EQ(reading.problems[0].message,
            "unknown member \"table\" in a fragment, did you mean \"tables\"?");
}

TEST(Reader, AFragmentMustNotIncludeItself) {
  const Folder folder;
  const std::string part =
      folder.write("part.json", R"({"kind": "fragment", "include": ["part.json"]})");
  const Reading reading = read_files(
      {folder.write("a.json", small::changed(R"("name": "small",)",
                                             R"("name": "small", "include": ["part.json"],)"))},
      small::registry());
  ASSERT_EQ(reading.problems.size(), 1U);
  EXPECT_EQ(reading.problems[0].message, part + " includes itself");
}

TEST(Reader, PlaysOnlyScenarios) {
  const Folder folder;
  const Registry registry = small::registry();
  const Reading reading = read_files(
      {folder.write("d.json", R"({"kind": "design", "whatever": 1})"),
       folder.write("e.json", small::exploration()),
       folder.write("p.json", small::changed(R"("name": "small")",
                                             R"("name": "small", "needs": ["python3"])")),
       folder.write("s.json", small::text())},
      registry);
  ASSERT_TRUE(reading.good());
  EXPECT_EQ(reading.scenarios.size(), 1U);
  ASSERT_EQ(reading.others.size(), 3U);
  EXPECT_EQ(reading.others[0].kind, "design");
  EXPECT_EQ(reading.others[0].reason, "");
  EXPECT_EQ(reading.others[1].name, "small search");
  EXPECT_EQ(reading.explorations.size(), 1U);
  EXPECT_EQ(reading.others[2].reason, "needs python3: --processes plays it");
}

TEST(Reader, TellsAFileThatIsNotThere) {
  const Reading reading = read_files({"nowhere.json"}, small::registry());
  ASSERT_EQ(reading.problems.size(), 1U);
  EXPECT_EQ(text_of(reading.problems[0]),
            "nowhere.json: can't read nowhere.json: No such file or directory");
}

TEST(Reader, WhatTheServiceRefusesWhenItIsSetUpIsAMistakeOfTheFile) {
  const std::string told =
      small::problems_of(small::changed(R"("sk": {"N": "1"}, "text")", R"("text")"));
  EXPECT_NE(told.find("the service refuses this: ValidationException: One or more parameter values "
                      "were invalid: Missing the key sk in the item"),
            std::string::npos)
      << told;
}

}  // namespace
}  // namespace ddbsim::scenario
