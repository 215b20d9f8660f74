// Handlers that behave badly, played by the program: what is reported is what Lambda reports, and
// nothing is left when it ends.
#include "tests/support/processes.hpp"

#include <chrono>
#include <csignal>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"

namespace ddbsim::cli {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

/// Request ids follow from mapping, record and attempt.
constexpr const char* kTimedOut =
    "Sandbox.Timedout: RequestId: 61b3458d-3029-41be-a72b-8023bd49d13d Error: Task timed out after "
    "3.00 seconds";
constexpr const char* kExited =
    "Runtime.ExitError: RequestId: 61b3458d-3029-41be-a72b-8023bd49d13d Error: Runtime exited with "
    "error: exit status 3";

class Processes : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::system("command -v python3 > /dev/null 2>&1") != 0) {
      GTEST_SKIP() << "python3 is not installed";
    }
  }

  /// A put, and the function that hears of it; `expected` of its invocations, at rest.
  static Json scenario(const std::string& code, const Json& expected) {
    const Json key{{"AttributeName", "pk"}, {"KeyType", "HASH"}};
    return {
        {"kind", "scenario"},
        {"name", "a bad handler"},
        {"tables",
         {{{"TableName", "items"},
           {"AttributeDefinitions", {{{"AttributeName", "pk"}, {"AttributeType", "S"}}}},
           {"KeySchema", Json::array({key})},
           {"BillingMode", "PAY_PER_REQUEST"},
           {"StreamSpecification", {{"StreamEnabled", true}, {"StreamViewType", "NEW_IMAGE"}}}}}},
        {"functions",
         {{"f", {{"runtime", "python3.12"}, {"handler", "index.handler"}, {"inline_code", code}}}}},
        {"mappings",
         {{{"FunctionName", "f"},
           {"EventSourceArn", "items"},
           {"StartingPosition", "LATEST"},
           {"MaximumRetryAttempts", 0}}}},
        {"steps",
         {{{"request",
            {{"PutItem", {{"TableName", "items"}, {"Item", {{"pk", {{"S", "1"}}}}}}}}}}}},
        {"at_rest", {{"invocations", {{"list", Json::array({expected})}}}}}};
  }
  Outcome play(const std::string& code, const Json& expected, const std::string& words = "") {
    checkout_.write("bad.json", scenario(code, expected).dump());
    return checkout_.ddbsim("run --processes " + words + " bad.json");
  }
  void expect_held(const std::string& code, const Json& expected) {
    const Outcome outcome = play(code, expected);
    EXPECT_EQ(outcome.code, 0) << outcome.text;
  }

  Checkout checkout_;
};

TEST_F(Processes, TimesOutInVirtualTime) {
  const auto begin = std::chrono::steady_clock::now();
  expect_held("import time\ndef handler(event, context):\n  time.sleep(600)\n",
              {{"succeeded", false}, {"error", kTimedOut}});
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
}

TEST_F(Processes, ExitsAtOnce) {
  expect_held("import sys\nsys.exit(3)\n", {{"succeeded", false}, {"error", kExited}});
}

TEST_F(Processes, ReturnsWhatIsNoJson) {
  expect_held("def handler(event, context):\n  return {1}\n",
              {{"succeeded", false},
               {"error",
                "Runtime.MarshalError: Unable to marshal response: Object of type set is "
                "not JSON serializable"}});
}

TEST_F(Processes, IsStuckForEver) {
  const Outcome outcome =
      play("def handler(event, context):\n  while True: pass\n", Json::object(), "--guard 1s");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_TRUE(outcome.text.contains("stuck f")) << outcome.text;
  EXPECT_TRUE(outcome.text.contains("neither answered nor asked for anything for 1s"))
      << outcome.text;
  // It is a verdict that a scenario may expect.
  Json expected = scenario("def handler(event, context):\n  while True: pass\n", Json::object());
  expected["verdict"] = "stuck f";
  checkout_.write("stuck.json", expected.dump());
  EXPECT_EQ(checkout_.ddbsim("run --processes --guard 1s stuck.json").code, 0);
}

TEST_F(Processes, LeavesNothingRunning) {
  expect_held(
      "import signal, subprocess\n"
      "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
      "subprocess.Popen(['sleep', '87651'], start_new_session=True)\n"
      "subprocess.Popen(['setsid', 'sh', '-c', 'trap \"\" TERM HUP; (sleep 87652 &); sleep "
      "87653'])\n"
      "def handler(event, context):\n  subprocess.Popen(['sleep', '87654'])\n",
      {{"succeeded", true}});
  EXPECT_EQ(testing::sleeping_with("8765"), 0U);
}

TEST_F(Processes, LeavesNothingRunningWhenItIsKilled) {
  const std::string code =
      "import subprocess\n"
      "def handler(event, context):\n"
      "  subprocess.Popen(['sleep', '76541'], start_new_session=True)\n"
      "  while True: pass\n";
  checkout_.write("bad.json", scenario(code, Json::object()).dump());
  const Outcome begun =
      checkout_.run("build/release/ddbsim run --processes bad.json > /dev/null & echo $!");
  const auto becomes = [](bool running) {
    for (int look = 0; look < 600; ++look) {
      if ((testing::sleeping_with("76541") != 0) == running) {
        return true;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
  };
  EXPECT_TRUE(becomes(true)) << "the handler never ran";
  EXPECT_EQ(kill(std::stoi(begun.text), SIGKILL), 0);
  EXPECT_TRUE(becomes(false)) << "what the handler started is still there";
}

TEST_F(Processes, PrintsMoreThanAnybodyReads) {
  expect_held(
      "import sys\n"
      "def handler(event, context):\n"
      "  for i in range(100): sys.stdout.write('x' * (1 << 20))\n",
      {{"succeeded", true}, {"cold_start", true}});
}

TEST_F(Processes, ShowsWhatTheyPrinted) {
  checkout_.write(
      "bad.json",
      scenario("def handler(event, context):\n  print('hello', event['Records'][0]['eventName'])\n",
               {{"log", "hello INSERT\n"}})
          .dump());
  const Outcome outcome = checkout_.ddbsim("run --processes -v bad.json");
  EXPECT_EQ(outcome.code, 0) << outcome.text;
  EXPECT_TRUE(outcome.text.contains("f 1 record, done, cold start\n     hello INSERT\n"))
      << outcome.text;
}

TEST_F(Processes, AreToldAsNotPlayedWithoutTheSwitch) {
  checkout_.write("bad.json", scenario("pass", Json::object()).dump());
  const Outcome outcome = checkout_.ddbsim("run bad.json");
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.text, "ddbsim: bad.json: needs python3: --processes plays it\n");
}

TEST_F(Processes, HaveOptionsThatNobodyElseHas) {
  for (const std::string option : {"--guard 1s", "--node-modules ."}) {
    const Outcome outcome = checkout_.ddbsim("run " + option + " scenarios/boundaries");
    EXPECT_EQ(outcome.code, 2);
    EXPECT_TRUE(outcome.text.contains("add --processes")) << outcome.text;
  }
  const Outcome outcome = checkout_.ddbsim("serve --node-modules nowhere");
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.text, "ddbsim: --node-modules is a folder; nowhere is none\n");
}

TEST_F(Processes, GiveTheSameTraceTwice) {
  checkout_.write("bad.json",
                  scenario("import datetime, random, uuid\n"
                           "def handler(event, context):\n"
                           "  print(datetime.datetime.now(), uuid.uuid4(), random.random())\n",
                           {{"succeeded", true}})
                      .dump());
  EXPECT_EQ(checkout_.ddbsim("run --processes --trace a bad.json").code, 0);
  EXPECT_EQ(checkout_.ddbsim("run --processes --trace b bad.json").code, 0);
  const Outcome same = checkout_.run("cmp a b && grep -c 2026-01-01 a");
  EXPECT_EQ(same.code, 0) << same.text;
}

}  // namespace
}  // namespace ddbsim::cli
