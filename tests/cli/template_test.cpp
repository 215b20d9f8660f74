// --template and --parameter, as they are typed.
#include <string>

#include <gtest/gtest.h>

#include "tests/cli/program.hpp"

namespace ddbsim::cli {
namespace {

constexpr const char* kTemplate = R"(Parameters:
  Stage: {Type: String}
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub orders-${Stage}
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
  Pool: {Type: AWS::Cognito::UserPool}
)";
constexpr const char* kScenario = R"({"kind": "scenario", "name": "orders", "steps": [
  {"request": {"PutItem": {"TableName": "orders-test", "Item": {"pk": {"S": "1"}}}}}]})";
constexpr const char* kPassedOver =
    "deploy/template.yaml: passed over: Pool (AWS::Cognito::UserPool): is not simulated\n";

class TemplateOption : public testing::Test {
 protected:
  TemplateOption() {
    std::filesystem::create_directory(checkout_.path() / "deploy");
    checkout_.write("deploy/template.yaml", kTemplate);
    checkout_.write("orders.json", kScenario);
  }
  [[nodiscard]] Outcome run(const std::string& words) const {
    return checkout_.ddbsim("run --template deploy/template.yaml " + words);
  }
  Checkout checkout_;
};

TEST_F(TemplateOption, GivesAScenarioItsTables) {
  const Outcome outcome = run("--parameter Stage=test orders.json");
  EXPECT_EQ(outcome.code, 0) << outcome.text;
  EXPECT_TRUE(outcome.text.contains("1 scenario held")) << outcome.text;
}

TEST_F(TemplateOption, TellsWhatIsPassedOverOnceAndNotWhenQuiet) {
  const std::string text = run("--parameter Stage=test orders.json orders.json").text;
  EXPECT_NE(text.find(kPassedOver), std::string::npos) << text;
  EXPECT_EQ(text.find(kPassedOver), text.rfind(kPassedOver)) << text;
  EXPECT_FALSE(run("--quiet --parameter Stage=test orders.json").text.contains("passed over"));
}

TEST_F(TemplateOption, ShowsTheTemplatesMistakesInTheTemplate) {
  const Outcome outcome = run("orders.json");
  EXPECT_EQ(outcome.code, 2);
  EXPECT_TRUE(outcome.text.starts_with(
      "deploy/template.yaml:2:10: Parameters/Stage: Parameters: [Stage] must have values"))
      << outcome.text;
}

TEST_F(TemplateOption, TellsWhatIsWrongInAScenarioWithTablesAndMappingsOfItsOwn) {
  checkout_.write("wrong.json",
                  R"({"kind": "scenario", "name": "wrong", "steps": [{"settle": "1m"}],
  "tables": [{"TableName": 7}], "mappings": ["a", {"FunctionName": 7}]})");
  const Outcome outcome = run("--parameter Stage=test wrong.json");
  EXPECT_EQ(outcome.code, 2);
  EXPECT_TRUE(outcome.text.contains("wrong.json:2:46: /mappings/0: expected an object"))
      << outcome.text;
}

TEST_F(TemplateOption, RefusesParametersThatTheTemplateHasNot) {
  const Outcome outcome = run("--parameter Stage=test --parameter Stag=test orders.json");
  EXPECT_EQ(outcome.code, 2);
  EXPECT_TRUE(outcome.text.contains("[Stag] do not exist in the template, did you mean \"Stage\"?"))
      << outcome.text;
}

TEST_F(TemplateOption, RefusesParametersThatAreNone) {
  EXPECT_TRUE(run("--parameter Stage orders.json").text.contains("--parameter is NAME=VALUE"));
  EXPECT_TRUE(run("--parameter A=1 --parameter A=2 orders.json").text.contains("given twice"));
  EXPECT_TRUE(checkout_.ddbsim("run --parameter A=1 orders.json").text.contains("--template FILE"));
}

TEST_F(TemplateOption, OfAServerNeedsNoScenario) {
  const Outcome outcome = checkout_.run(
      "sh -c 'timeout 5 build/release/ddbsim serve --port 0 --template deploy/template.yaml "
      "--parameter Stage=test > out & "
      "for i in $(seq 50); do grep -q http out 2>/dev/null && break; sleep 0.1; done; "
      "curl -s $(grep -o http.* out) -H \"X-Amz-Target: DynamoDB_20120810.ListTables\" "
      "-H \"Content-Type: application/x-amz-json-1.0\" -H \"Authorization: AWS4-HMAC-SHA256 "
      "Credential=a/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=x\" -H "
      "\"X-Amz-Date: 20200101T000000Z\" "
      "-d {}; kill $!'");
  EXPECT_TRUE(outcome.text.contains("orders-test")) << outcome.text;
}

}  // namespace
}  // namespace ddbsim::cli
