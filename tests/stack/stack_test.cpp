// References between resources, conditions on them, and what is refused or passed over.
#include "tests/stack/reading.hpp"

namespace ddbsim::stack {
namespace {

std::string resources(std::string_view lines) { return fmt::format("Resources:\n{}", lines); }

TEST(Resources, MustBeThere) {
  EXPECT_EQ(error_of(""),
            "1:1: Template format error: a template is a map with a member Resources");
  EXPECT_EQ(error_of("Description: x"),
            "1:1: Template format error: At least one Resources member must be defined.");
  EXPECT_EQ(error_of("Resources: {}"),
            "1:12: Resources: Template format error: At least one Resources member must be "
            "defined.");
}

TEST(Resources, HaveAType) {
  EXPECT_EQ(error_of("Resources:\n  T: {Properties: {}}\n"),
            "2:6: Resources/T: Template format error: [/Resources/T] Every Resources object must "
            "contain a Type member.");
}

TEST(Resources, WithoutValuesInTheirPropertiesAreRefused) {
  EXPECT_EQ(error_of(naming("")),
            "6:7: Resources/T/Properties/TableName: 'null' values are not allowed in templates");
  EXPECT_TRUE(error_of("Resources:\n  T:\n    Type: AWS::SQS::Queue\n    Properties:\n")
                  .contains("[/Resources/T/Properties] 'null' values are not allowed in "
                            "templates"));
}

TEST(Resources, AreAtMostFiveHundred) {
  std::string many = "Resources:\n";
  for (int i = 0; i < 501; ++i) {
    many += fmt::format("  Q{}: {{Type: AWS::SQS::Queue}}\n", i);
  }
  EXPECT_TRUE(
      error_of(many).contains("Number of resources, 501, is greater than maximum allowed, 500"));
}

TEST(Resources, ThatAreNotSimulatedArePassedOver) {
  const Stack stack = stack_of(resources("  Pool: {Type: AWS::Cognito::UserPool}\n"));
  EXPECT_EQ(passed_over(stack), "Pool (AWS::Cognito::UserPool): is not simulated\n");
  EXPECT_EQ(stack.fragment.dump(), R"({"kind":"fragment"})");
}

TEST(Resources, ThatAreNamesOnlyAreNotTold) {
  EXPECT_EQ(passed_over(stack_of(resources("  Q: {Type: AWS::SQS::Queue}\n"
                                           "  B: {Type: AWS::S3::Bucket}\n"
                                           "  N: {Type: AWS::SNS::Topic}\n"))),
            "");
}

TEST(Resources, OfSamNeedItsTransform) {
  EXPECT_TRUE(error_of(resources("  F: {Type: AWS::Serverless::Function}\n"))
                  .contains("Unrecognized resource types: [AWS::Serverless::Function]"));
}

TEST(Resources, WhoseConditionDoesNotHoldAreNotThere) {
  const std::string text = "Conditions: {Never: !Equals [a, b]}\n" + naming("x") +
                           "    Condition: Never\n  Q: {Type: AWS::SQS::Queue}\n";
  EXPECT_EQ(stack_of(text).fragment.dump(), R"({"kind":"fragment"})");
}

TEST(Resources, WhoseConditionDoesNotHoldCannotBeReferredTo) {
  EXPECT_TRUE(error_of("Conditions: {Never: !Equals [a, b]}\n" + naming("!Ref Q") +
                       "  Q: {Type: AWS::SQS::Queue, Condition: Never}\n")
                  .contains("Unresolved resource dependencies [Q] in the Resources block of the "
                            "template: the condition of that resource does not hold"));
}

// What Ref and Fn::GetAtt give, by the "Return values" of CloudFormation's reference.
struct Reference {
  std::string resource;
  std::string expression;
  std::string value;
};
void PrintTo(const Reference& reference, std::ostream* out) { *out << reference.expression; }
class References : public testing::TestWithParam<Reference> {};

TEST_P(References, GiveWhatAwsGives) {
  const auto& [resource, expression, value] = GetParam();
  EXPECT_EQ(named(expression + "\n  X: " + resource), value);
}

INSTANTIATE_TEST_SUITE_P(
    Of, References,
    testing::Values(
        Reference{"{Type: AWS::DynamoDB::Table, Properties: {TableName: t, KeySchema: []}}",
                  "!Ref X", "t"},
        Reference{"{Type: AWS::DynamoDB::Table, Properties: {TableName: t, KeySchema: []}}",
                  "!GetAtt X.Arn", "arn:aws:dynamodb:us-east-1:000000000000:table/t"},
        Reference{"{Type: AWS::DynamoDB::Table, Properties: {TableName: t, KeySchema: []}}",
                  "!GetAtt X.StreamArn",
                  "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/*"},
        Reference{"{Type: AWS::SQS::Queue, Properties: {QueueName: q}}", "!Ref X",
                  "https://sqs.us-east-1.amazonaws.com/000000000000/q"},
        Reference{"{Type: AWS::SQS::Queue}", "!Sub '${X.Arn}'",
                  "arn:aws:sqs:us-east-1:000000000000:X"},
        Reference{"{Type: AWS::SNS::Topic}", "!Ref X", "arn:aws:sns:us-east-1:000000000000:X"},
        Reference{"{Type: AWS::S3::Bucket}", "!GetAtt [X, Arn]", "arn:aws:s3:::x"},
        Reference{"{Type: AWS::IAM::Role, Properties: {Path: /a/, RoleName: r}}", "!GetAtt X.Arn",
                  "arn:aws:iam::000000000000:role/a/r"},
        Reference{"{Type: AWS::IAM::Role}", "!Ref X", "X"},
        Reference{"{Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}",
                  "!GetAtt X.CidrBlock", "10.0.0.0/16"},
        Reference{"{Type: AWS::Cognito::UserPool}", "!Ref X", "X"},
        Reference{"{Type: AWS::Cognito::UserPool}", "!GetAtt X.ProviderName", "X.ProviderName"}));

TEST(GetAtt, OfAnAttributeThatIsNotKnownIsTold) {
  const Stack stack = stack_of(naming("!GetAtt P.Arn") + "  P: {Type: AWS::Cognito::UserPool}\n");
  EXPECT_EQ(passed_over(stack),
            "P (AWS::Cognito::UserPool): attribute Arn is not known: it reads \"P.Arn\"\n"
            "P (AWS::Cognito::UserPool): is not simulated\n");
}

TEST(GetAtt, OfAnAttributeThatThereIsNotNamesThoseThatThereAre) {
  EXPECT_TRUE(error_of(naming("!GetAtt Q.Url") + "  Q: {Type: AWS::SQS::Queue}\n")
                  .contains("resource Q does not support attribute type Url in Fn::GetAtt; known "
                            "here: Arn, QueueName, QueueUrl"));
}

TEST(Cycles, OfNamesAreRefused) {
  EXPECT_TRUE(error_of(naming("!Ref T")).contains("Circular dependency between resources: [T]"));
  EXPECT_TRUE(error_of(naming("!GetAtt Q.QueueName") +
                       "  Q: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref T}}\n")
                  .contains("Circular dependency between resources: ["));
}

TEST(Cycles, OfConditionsAreRefused) {
  EXPECT_TRUE(error_of("Conditions: {A: !Not [!Condition B], B: !Not [!Condition A]}\n" +
                       naming("!If [A, x, y]"))
                  .contains("Circular dependency of conditions"));
}

TEST(Conditions, DoNotSeeResources) {
  EXPECT_TRUE(error_of("Conditions: {A: !Equals [!Ref T, x]}\n" + naming("!If [A, x, y]"))
                  .contains("Cannot reference resources in the Conditions block of the template"));
}

TEST(Texts, ThatDoubleThemselvesAreRefused) {
  std::string text = "Resources:\n";
  for (int i = 0; i < 40; ++i) {
    text += fmt::format(
        "  Q{}: {{Type: AWS::SQS::Queue, Properties: {{QueueName: !Sub '${{Q{}.QueueName}}"
        "${{Q{}.QueueName}}'}}}}\n",
        i, i + 1, i + 1);
  }
  text += "  Q40: {Type: AWS::SQS::Queue, Properties: {QueueName: qqqqqqqqqq}}\n";
  EXPECT_TRUE(error_of(text).contains("Fn::Sub makes a text of more than 1000000 characters"));
}

TEST(Properties, ThatAreRequiredAreMissed) {
  EXPECT_EQ(error_of(resources("  T: {Type: AWS::DynamoDB::Table, Properties: {}}\n")),
            "2:47: Resources/T/Properties: Properties validation failed for resource T with "
            "message: #: required key [KeySchema] not found");
}

TEST(Properties, OfAnotherTypeAreRefused) {
  EXPECT_TRUE(
      error_of(resources("  T: {Type: AWS::DynamoDB::Table, Properties: {KeySchema: x}}\n"))
          .contains("Value of property KeySchema must be of type List, not the text \"x\""));
  EXPECT_TRUE(error_of(naming("a\n      ProvisionedThroughput: {ReadCapacityUnits: five}"))
                  .contains("Value of property ProvisionedThroughput.ReadCapacityUnits must be of "
                            "type Integer, not the text \"five\""));
  EXPECT_TRUE(error_of(naming("a\n      DeletionProtectionEnabled: 7"))
                  .contains("must be of type Boolean, not the number 7"));
}

// ---- parameters ---------------------------------------------------------------------------------

constexpr std::string_view kParameters =
    "Parameters:\n"
    "  Stage: {Type: String, AllowedValues: [test, prod], Default: test}\n"
    "  Name: {Type: String, MinLength: 2, MaxLength: 4, Default: abc}\n"
    "  Size: {Type: Number, MinValue: 1, MaxValue: 10, Default: 5}\n"
    "  Needed: {Type: String}\n"
    "  Kept: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /path}\n";

std::string refusal(std::string name, std::string value) {
  return error_of(naming("a", kParameters), {.values = {{std::move(name), std::move(value)}}});
}

TEST(Values, OfParametersAreChecked) {
  EXPECT_EQ(refusal("Stage", "prod"), "");
  EXPECT_TRUE(refusal("Stage", "dev")
                  .contains("Parameter 'Stage' must be one of AllowedValues: test, prod"));
  EXPECT_TRUE(refusal("Name", "a").contains("must contain at least 2 characters"));
  EXPECT_TRUE(refusal("Name", "abcde").contains("must contain at most 4 characters"));
  EXPECT_TRUE(refusal("Size", "x").contains("Parameter 'Size' must be a number"));
  EXPECT_TRUE(refusal("Size", "0").contains("must be a number not less than 1"));
  EXPECT_TRUE(refusal("Size", "11").contains("must be a number not greater than 10"));
  EXPECT_TRUE(
      refusal("Stag", "x")
          .contains("Parameters: [Stag] do not exist in the template, did you mean \"Stage\"?"));
}

TEST(Values, AreMissedWhenSomethingAsksForThem) {
  EXPECT_EQ(error_of(naming("a", kParameters)), "");
  EXPECT_TRUE(error_of(naming("!Ref Needed", kParameters))
                  .contains("Parameters: [Needed] must have values: --parameter Needed=VALUE"));
  EXPECT_TRUE(error_of(naming("!Ref Kept", kParameters)).contains("parameter store"));
  EXPECT_EQ(named("!Ref Kept", kParameters, {.values = {{"Kept", "k"}}}), "k");
}

// ---- functions and their paths ------------------------------------------------------------------

TEST(Paths, AreRelativeToWhereTheTemplateIs) {
  const auto code = [](std::string_view uri) {
    const Stack stack = stack_of(fmt::format(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  F: {{Type: "
        "AWS::Serverless::Function, Properties: {{Runtime: python3.12, Handler: a.b, CodeUri: "
        "{}}}}}\n",
        uri));
    return stack.fragment["functions"]["F"]["code"].get<std::string>();
  };
  EXPECT_EQ(code("src/"), "deploy/src");
  EXPECT_EQ(code("./a/../b"), "deploy/b");
  EXPECT_EQ(code("../src"), "src");
  EXPECT_EQ(code("."), "deploy");
  EXPECT_EQ(code("/abs/src"), "/abs/src");
}

TEST(Functions, NeedARole) {
  EXPECT_TRUE(error_of(resources("  F: {Type: AWS::Lambda::Function, Properties: {Runtime: "
                                 "python3.12, Handler: a.b, Code: src}}\n"))
                  .contains("required key [Role] not found"));
}

TEST(Regions, ReachArns) {
  EXPECT_EQ(stack_of(naming("!Sub '${Q.Arn}'") + "  Q: {Type: AWS::SQS::Queue}\n",
                     {.region = "eu-west-1", .account_id = "123456789012"})
                .names.at("T"),
            "arn:aws:sqs:eu-west-1:123456789012:Q");
}

}  // namespace
}  // namespace ddbsim::stack
