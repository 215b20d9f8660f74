#include "tests/cli/program.hpp"

#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

// The program as it is typed: what it prints, and the exit codes that scripts trust.
namespace ddbsim::cli {
namespace {

constexpr const char* kGood = R"({
  "$schema": "scenarios/scenario.schema.json",
  "kind": "scenario",
  "name": "base",
  "tables": [
    {
      "TableName": "orders",
      "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
      "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
      "BillingMode": "PAY_PER_REQUEST"
    }
  ],
  "data": {"orders": [{"pk": {"S": "a"}, "n": {"N": "1"}}]},
  "steps": [
    {
      "name": "read",
      "request": {"GetItem": {"TableName": "orders", "Key": {"pk": {"S": "a"}}}},
      "expect": {"contains": {"Item": {"n": {"N": "1"}}}}
    }
  ]
}
)";

/// The good scenario with one text replaced by another.
std::string with(const std::string& old, const std::string& replacement) {
  std::string text = kGood;
  const std::size_t at = text.rfind(old);
  EXPECT_NE(at, std::string::npos) << old;
  return text.replace(at, old.size(), replacement);
}

bool has(const Outcome& outcome, std::string_view part) {
  return outcome.text.find(part) != std::string::npos;
}

TEST(Program, HoldsWithZero) {
  const Checkout checkout;
  checkout.write("good.json", kGood);
  const Outcome outcome = checkout.ddbsim("run good.json");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_TRUE(has(outcome, "1 scenario held (1 step, 1 request, 0.5 units)")) << outcome.text;
}

TEST(Program, FailsWithOneAndShowsBothSides) {
  const Checkout checkout;
  checkout.write("wrong.json", with(R"({"N": "1"}}}})", R"({"N": "2"}}}})"));
  const Outcome outcome = checkout.ddbsim("run wrong.json");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_TRUE(has(outcome, "step \"read\"")) << outcome.text;
  EXPECT_TRUE(has(outcome, "wrong.json:18, first difference at /Item/n/N")) << outcome.text;
  EXPECT_TRUE(has(outcome, R"({"Item": {"n": {"N": "2"}}} │ {"Item": {"n": {"N": "1"}}})"))
      << outcome.text;
}

struct Mistake {
  const char* what;
  const char* old;
  const char* replacement;
  const char* message;
};
class Mistakes : public testing::TestWithParam<Mistake> {};

TEST_P(Mistakes, StopEverythingWithTwo) {
  const Checkout checkout;
  checkout.write("good.json", kGood);
  checkout.write("bad.json", with(GetParam().old, GetParam().replacement));
  const Outcome outcome = checkout.ddbsim("run good.json bad.json");
  EXPECT_EQ(outcome.code, 2) << GetParam().what;
  EXPECT_TRUE(has(outcome, GetParam().message)) << outcome.text;
  EXPECT_TRUE(has(outcome, "1 mistake in 1 file: nothing was played")) << outcome.text;
  EXPECT_FALSE(has(outcome, "base")) << "the good file must not be played: " << outcome.text;
}

INSTANTIATE_TEST_SUITE_P(
    Table, Mistakes,
    testing::Values(Mistake{"a typo in a request", R"("TableName": "orders", "Key")",
                            R"("TableNam": "orders", "Key")",
                            "bad.json:17:31: /steps/0/request/GetItem/TableNam: unknown member "
                            "\"TableNam\", did you mean "
                            "\"TableName\"?"},
                    Mistake{"a typo in a step", R"("expect")", R"("expct")",
                            "bad.json:18:7: /steps/0/expct: unknown member \"expct\" in a request "
                            "step, did you mean \"expect\"?"},
                    Mistake{"a wrong type", R"("name": "read")", R"("name": 5)",
                            "bad.json:16:15: /steps/0/name: expected a string, found the number 5"},
                    Mistake{"an unknown operation", "GetItem", "GetItm",
                            "bad.json:17:19: /steps/0/request/GetItm: unknown operation "
                            "\"GetItm\", did you mean \"GetItem\"?"},
                    Mistake{"truncated JSON", "  ]\n}\n", "",
                            "bad.json:20:1: /steps: the file ends inside the list that begins in "
                            "line 14: expected a comma or ]"}));

TEST(Program, SaysWhatIsWrongWithItsArguments) {
  const Checkout checkout;
  const Outcome missing = checkout.ddbsim("run nowhere");
  EXPECT_EQ(missing.code, 2);
  EXPECT_TRUE(has(missing, "nowhere: there is no such file or folder")) << missing.text;
  const Outcome option = checkout.ddbsim("run --sed 3");
  EXPECT_EQ(option.code, 2);
  EXPECT_TRUE(has(option, "unknown option --sed, did you mean --seed?")) << option.text;
  EXPECT_EQ(checkout.ddbsim("plya").code, 2);
}

TEST(Program, PlaysTheSameBytesTwiceAndTellsTheSeed) {
  const Checkout checkout;
  EXPECT_EQ(checkout.ddbsim("run -q --trace one").code, 0);
  EXPECT_EQ(checkout.ddbsim("run -q --trace two").code, 0);
  EXPECT_EQ(checkout.run("cmp one two").code, 0);
  EXPECT_EQ(checkout.ddbsim("run -q --trace three --seed 7").code, 0)
      << "answers do not depend on the seed";
  EXPECT_EQ(checkout.run("head -c 22 three").text, "{\"trace\":1,\"seed\":7}\n{");
}

TEST(Program, WritesForMachines) {
  const Checkout checkout;
  checkout.write("good.json", kGood);
  const Outcome json = checkout.ddbsim("run good.json --format json");
  EXPECT_EQ(nlohmann::json::parse(json.text)["summary"]["held"], 1);
  const Outcome junit = checkout.ddbsim("run good.json --format junit --output report.xml");
  EXPECT_EQ(junit.code, 0);
  EXPECT_TRUE(
      has(checkout.run("cat report.xml"), "<testcase classname=\"good.json\" name=\"read\"/>"));
}

TEST(Program, UpdatesExpectations) {
  const Checkout checkout;
  checkout.write("wrong.json", with(R"({"N": "1"}}}})", R"({"N": "2"}}}})"));
  static_cast<void>(checkout.ddbsim("run wrong.json --update"));
  EXPECT_EQ(checkout.ddbsim("run wrong.json").code, 0);
  EXPECT_EQ(checkout.run("cat wrong.json").text, kGood) << "everything else stays byte for byte";
}

TEST(Program, StartsAScenarioThatRunsAndOverwritesNothing) {
  const Checkout checkout;
  EXPECT_EQ(checkout.ddbsim("new orders --table orders").code, 0);
  EXPECT_EQ(checkout.ddbsim("run orders").code, 0);
  EXPECT_EQ(checkout.ddbsim("new orders").code, 2);
}

TEST(Program, ReplaysAndTellsTheChoices) {
  const Checkout checkout;
  const Outcome outcome =
      checkout.ddbsim("replay scenarios/messaging/crash-between-delete-and-put.json");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_TRUE(has(outcome, "crash-after (named)")) << outcome.text;
}

TEST(Program, HelpFitsAScreen) {
  const Checkout checkout;
  for (const char* words : {"--help", "run --help", "explore --help", "replay --help", "new --help",
                            "completion --help"}) {
    const Outcome outcome = checkout.ddbsim(words);
    EXPECT_EQ(outcome.code, 0) << words;
    std::istringstream lines(outcome.text);
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
      EXPECT_LE(line.size(), 80U) << words << ": " << line;
    }
    EXPECT_LE(count, 24) << words;
  }
}

}  // namespace
}  // namespace ddbsim::cli
