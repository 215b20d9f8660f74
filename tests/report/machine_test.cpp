#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/report/json.hpp"
#include "tests/report/played.hpp"

// Reports that programs read.
namespace ddbsim::report {
namespace {

using Json = nlohmann::json;

TEST(JsonReport, TellsWhatHeldAndWhatDidNot) {
  const Json json = Json::parse(json_report(played::run()));
  EXPECT_EQ(json["ddbsim"], kVersion);
  EXPECT_EQ(json["seed"], 7);
  EXPECT_EQ(json["summary"], Json::parse(R"({"scenarios": 3, "held": 2, "failed": 1,
      "not_played": 1, "problems": 0, "steps": 4, "expectations": 5, "requests": 4,
      "units": 2.0})"));
  const Json& step = json["scenarios"][1]["steps"][1];
  EXPECT_EQ(step["name"], "compare");
  EXPECT_EQ(step["held"], false);
  const Json& failed = step["expectations"][0];
  EXPECT_EQ(failed["what"], "items");
  EXPECT_EQ(failed["held"], false);
  EXPECT_EQ(failed["path"], "bad.json");
  EXPECT_EQ(failed["first_difference"], "/0/text/S");
  EXPECT_EQ(failed["expected"][0]["text"]["S"], "<one>");
  EXPECT_EQ(failed["actual"][0]["text"]["S"], "<one> & \"two\"");
  EXPECT_EQ(step["exchanges"][0]["operation"], "Scan");
  EXPECT_EQ(step["exchanges"][0]["response"]["Count"], 1);
  EXPECT_EQ(json["scenarios"][2]["verdict"], "breaks look");
  EXPECT_EQ(json["scenarios"][2]["passed"], true);
  EXPECT_EQ(json["not_played"][0]["reason"], "needs python3");
}

TEST(JsonReport, TellsMistakesWithTheirPlaces) {
  const Json json = Json::parse(json_report(played::broken()));
  EXPECT_EQ(json["scenarios"], Json::array());
  EXPECT_EQ(json["problems"][0]["path"], "broken.json");
  EXPECT_EQ(json["problems"][0]["pointer"], "/stps");
  EXPECT_EQ(json["problems"][0]["line"], 1);
  EXPECT_EQ(json["problems"][0]["column"], 35);
}

TEST(JunitReport, HasASuiteForEachScenarioAndACaseForEachStep) {
  EXPECT_EQ(junit_report(played::run()), R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="ddbsim">
  <testsuite name="good" tests="1" failures="0" errors="0">
    <testcase classname="good.json" name="look"/>
  </testsuite>
  <testsuite name="bad" tests="2" failures="1" errors="0">
    <testcase classname="bad.json" name="look"/>
    <testcase classname="bad.json" name="compare">
      <failure message="expected &quot;&lt;one&gt;&quot;, found &quot;&lt;one&gt; &amp; \&quot;two\&quot;&quot;" type="items">bad.json:17: expected &quot;&lt;one&gt;&quot;, found &quot;&lt;one&gt; &amp; \&quot;two\&quot;&quot;
  +- expected ---------------------------+- actual -----------------------------+
  | [                                    | [                                    |
  |   {                                  |   {                                  |
  |     &quot;pk&quot;: {&quot;S&quot;: &quot;a&quot;},                |     &quot;pk&quot;: {&quot;S&quot;: &quot;a&quot;},                |
&gt; |     &quot;text&quot;: {&quot;S&quot;: &quot;&lt;one&gt;&quot;}           |     &quot;text&quot;: {&quot;S&quot;: &quot;&lt;one&gt; &amp; \&quot;two\&quot;&quot;} |
  |                         ^^           |                         ^^^^^^^^^^^^ |
  |   }                                  |   }                                  |
  | ]                                    | ]                                    |
  +--------------------------------------+--------------------------------------+
</failure>
    </testcase>
  </testsuite>
  <testsuite name="known" tests="1" failures="0" errors="0">
    <testcase classname="known.json" name="look"/>
  </testsuite>
  <testsuite name="not played" tests="1" failures="0" errors="0" skipped="1">
    <testcase classname="p.json" name="process"><skipped message="needs python3"/></testcase>
  </testsuite>
</testsuites>
)");
}

TEST(JunitReport, BrokenFilesAreErrors) {
  const std::string xml = junit_report(played::broken());
  EXPECT_NE(xml.find("errors=\"1\""), std::string::npos) << xml;
  EXPECT_NE(xml.find("<testcase classname=\"broken.json\" name=\"reading\">"), std::string::npos);
}

TEST(JunitReport, AKnownBugThatIsGoneFails) {
  report::Run run;
  run.scenarios.push_back(played::scenario(
      "gone",
      R"("verdict": "breaks look", "steps": [)" + played::scan("look", R"({"count": 1})") + "]"));
  const std::string xml = junit_report(run);
  EXPECT_NE(xml.find("tests=\"2\" failures=\"1\""), std::string::npos) << xml;
  EXPECT_NE(xml.find("name=\"verdict\""), std::string::npos) << xml;
}

}  // namespace
}  // namespace ddbsim::report
