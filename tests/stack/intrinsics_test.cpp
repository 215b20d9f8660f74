// Functions of templates, each by the name that it gives a table.
#include "tests/stack/reading.hpp"

namespace ddbsim::stack {
namespace {

constexpr std::string_view kParameters =
    "Parameters:\n"
    "  Stage: {Type: String, Default: test}\n"
    "  Zones: {Type: CommaDelimitedList, Default: 'a, b,c'}\n"
    "  Count: {Type: Number, Default: 3}\n";

TEST(Ref, OfAParameterIsItsDefaultOrWhatWasGiven) {
  EXPECT_EQ(named("!Ref Stage", kParameters), "test");
  EXPECT_EQ(named("!Ref Stage", kParameters, {.values = {{"Stage", "prod"}}}), "prod");
  EXPECT_EQ(named("{Ref: Stage}", kParameters), "test");
}

TEST(Ref, OfAPseudoParameterIsWhatTheDeploymentIs) {
  EXPECT_EQ(named("!Ref AWS::Region"), "us-east-1");
  EXPECT_EQ(named("!Ref AWS::AccountId"), "000000000000");
  EXPECT_EQ(named("!Ref AWS::Partition"), "aws");
  EXPECT_EQ(named("!Ref AWS::StackName"), "local");
  EXPECT_EQ(named("!Ref AWS::URLSuffix"), "amazonaws.com");
  EXPECT_EQ(named("!Ref AWS::Partition", "", {.region = "cn-north-1"}), "aws-cn");
  EXPECT_EQ(named("!Ref AWS::URLSuffix", "", {.region = "cn-north-1"}), "amazonaws.com.cn");
  EXPECT_EQ(named("!Ref AWS::Partition", "", {.region = "us-gov-west-1"}), "aws-us-gov");
}

TEST(Ref, OfNoValueLeavesThePropertyOut) {
  EXPECT_EQ(named("!Ref AWS::NoValue"), "T");  // as if there were no TableName
}

TEST(Ref, OfWhatIsNotThereSaysWhatMayBeMeant) {
  EXPECT_EQ(error_of(naming("!Ref Stag", kParameters)),
            "10:18: Resources/T/Properties/TableName: Template format error: Unresolved "
            "resource dependencies [Stag] in the Resources block of the template, did you mean "
            "\"Stage\"?");
}

TEST(Sub, PutsParametersResourcesAndAttributesInPlaces) {
  EXPECT_EQ(named("!Sub '${Stage}-${AWS::Region}-x'", kParameters), "test-us-east-1-x");
}

TEST(Sub, TakesVariablesOfItsOwnFirst) {
  EXPECT_EQ(named("!Sub ['${Stage}-${Mine}', {Stage: own, Mine: !Ref Stage}]", kParameters),
            "own-test");
}

TEST(Sub, KeepsLiterals) { EXPECT_EQ(named("!Sub 'a-${!Literal}'"), "a-${Literal}"); }

TEST(Sub, OfAListIsRefused) {
  EXPECT_EQ(error_of(naming("!Sub '${Zones}'", kParameters)),
            "10:18: Resources/T/Properties/TableName: Template error: Fn::Sub puts texts "
            "in places; Zones is a list");
}

TEST(Join, PutsADelimiterBetween) {
  EXPECT_EQ(named("!Join ['-', [a, !Ref Stage, 7]]", kParameters), "a-test-7");
  EXPECT_EQ(named("!Join ['', !Ref Zones]", kParameters), "abc");
}

TEST(Join, LeavesNoValueOut) { EXPECT_EQ(named("!Join ['-', [a, !Ref AWS::NoValue, b]]"), "a-b"); }

TEST(Select, TakesTheElementAtAnIndexFromZero) {
  EXPECT_EQ(named("!Select [1, !Ref Zones]", kParameters), "b");
  EXPECT_EQ(named("!Select ['0', [x, y]]"), "x");
}

TEST(Select, BeyondTheListIsRefused) {
  EXPECT_EQ(error_of(naming("!Select [3, !Ref Zones]", kParameters)),
            "10:18: Resources/T/Properties/TableName: Template error: Fn::Select cannot "
            "select nonexistent value at index 3");
}

TEST(Split, MakesAList) {
  EXPECT_EQ(named("!Select [2, !Split [':', 'a:b:c']]"), "c");
  EXPECT_EQ(named("!Join ['+', !Split ['--', 'a--b--']]"), "a+b+");
}

TEST(FindInMap, TakesARowAndAColumn) {
  constexpr std::string_view kMap = "Mappings: {Sizes: {us-east-1: {name: east}}}\n";
  EXPECT_EQ(named("!FindInMap [Sizes, !Ref AWS::Region, name]", kMap), "east");
  EXPECT_EQ(named("!FindInMap [Sizes, mars, name, {DefaultValue: none}]", kMap), "none");
  EXPECT_EQ(error_of(naming("!FindInMap [Sizes, mars, name]", kMap)),
            "7:18: Resources/T/Properties/TableName: Template error: Unable to get "
            "mapping for Sizes::mars::name");
  EXPECT_EQ(error_of(naming("!FindInMap [Size, mars, name]", kMap)),
            "7:18: Resources/T/Properties/TableName: Template error: Mapping named "
            "'Size' is not present in the 'Mappings' section of template.");
}

TEST(If, ChoosesByACondition) {
  constexpr std::string_view kConditions =
      "Parameters: {Stage: {Type: String, Default: test}}\n"
      "Conditions:\n"
      "  IsProd: !Equals [!Ref Stage, prod]\n"
      "  IsTest: !Not [!Condition IsProd]\n"
      "  Either: !Or [!Condition IsProd, !Condition IsTest]\n"
      "  Both: !And [{Condition: IsProd}, {Condition: IsTest}]\n";
  EXPECT_EQ(named("!If [IsProd, prod-t, test-t]", kConditions), "test-t");
  EXPECT_EQ(named("!If [IsProd, prod-t, test-t]", kConditions, {.values = {{"Stage", "prod"}}}),
            "prod-t");
  EXPECT_EQ(named("!If [IsTest, yes-t, no-t]", kConditions), "yes-t");
  EXPECT_EQ(named("!If [Either, yes-t, no-t]", kConditions), "yes-t");
  EXPECT_EQ(named("!If [Both, yes-t, no-t]", kConditions), "no-t");
  EXPECT_EQ(named("!If [Both, yes-t, !Ref 'AWS::NoValue']", kConditions), "T");
}

TEST(If, LooksAtTheChosenValueOnly) {
  EXPECT_EQ(named("!If [C, a, !Ref Nowhere]", "Conditions: {C: !Equals [1, 1]}"), "a");
}

TEST(Base64, IsRfc4648) {
  EXPECT_EQ(named("!Base64 f"), "Zg==");
  EXPECT_EQ(named("!Base64 fo"), "Zm8=");
  EXPECT_EQ(named("!Base64 foo"), "Zm9v");
  EXPECT_EQ(named("!Base64 foobar"), "Zm9vYmFy");
}

TEST(GetAZs, AreTheRegionAndALetter) {
  EXPECT_EQ(named("!Select [1, !GetAZs '']"), "us-east-1b");
  EXPECT_EQ(named("!Join [',', !GetAZs eu-west-1]"), "eu-west-1a,eu-west-1b,eu-west-1c");
}

TEST(Cidr, CutsABlock) {
  EXPECT_EQ(named("!Join [' ', !Cidr [10.0.0.0/16, 3, 8]]"), "10.0.0.0/24 10.0.1.0/24 10.0.2.0/24");
  EXPECT_EQ(named("!Select [1, !Cidr [192.168.0.0/24, 2, 5]]"), "192.168.0.32/27");
  EXPECT_NE(error_of(naming("!Select [0, !Cidr [10.0.0.0/24, 2, 8]]")), "");  // only one fits
}

TEST(ImportValue, IsGivenAsAParameter) {
  EXPECT_EQ(named("!ImportValue net-Vpc", "", {.values = {{"net-Vpc", "vpc-1"}}}), "vpc-1");
  EXPECT_EQ(error_of(naming("!ImportValue net-Vpc")),
            "6:18: Resources/T/Properties/TableName: No export named net-Vpc "
            "found: other stacks are not known here, give its value with --parameter "
            "net-Vpc=VALUE");
}

TEST(LanguageExtensions, AreLengthAndToJsonString) {
  EXPECT_EQ(named("{'Fn::Length': !Ref Zones}", kParameters), "3");
  EXPECT_EQ(named("!ToJsonString {a: [1, '2', true]}"), R"({"a":[1,"2",true]})");
}

TEST(Transform, IsNotRun) {
  EXPECT_NE(error_of(naming("!Transform {Name: 'AWS::Include', Parameters: {Location: x}}")), "");
}

TEST(Functions, ThatThereAreNotAreNamed) {
  EXPECT_EQ(error_of(naming("!Subb a")),
            "6:18: the tag !Subb is none of CloudFormation's functions");
  EXPECT_EQ(error_of(naming("{'Fn::Subb': a}")),
            "6:31: Resources/T/Properties/TableName/Fn::Subb: Template error: Fn::Subb is none of "
            "CloudFormation's functions");
}

// Each function refuses arguments of another form, in CloudFormation's words, and says where.
class WrongArguments : public testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(WrongArguments, AreRefused) {
  const auto& [value, message] = GetParam();
  const std::string error = error_of(naming(value, "Conditions: {C: !Equals [1, 1]}"));
  EXPECT_TRUE(error.contains(message)) << value << "\n" << error;
}

INSTANTIATE_TEST_SUITE_P(
    Of, WrongArguments,
    testing::Values(
        std::pair("!Ref [a]", "every Ref object must have a single String value"),
        std::pair("!GetAtt T", "every Fn::GetAtt object requires two non-empty parameters"),
        std::pair("!GetAtt [T]", "every Fn::GetAtt object requires two non-empty parameters"),
        std::pair("!GetAtt X.Arn", "Fn::GetAtt references undefined resource X"),
        std::pair("!Sub [a]", "Fn::Sub intrinsic functions don't specify expected arguments"),
        std::pair("!Join [a]", "every Fn::Join object requires two parameters"),
        std::pair("!Join ['-', a]", "every Fn::Join object requires two parameters"),
        std::pair("!Join ['-', [[a]]]", "every Fn::Join object requires two parameters"),
        std::pair("!Select [x, [a]]", "Fn::Select requires a list argument with two elements"),
        std::pair("!Select [0, a]", "Fn::Select requires a list argument with two elements"),
        std::pair("!Split ['', abc]", "every Fn::Split object requires two parameters"),
        std::pair("!FindInMap [a, b]", "every Fn::FindInMap object requires three parameters"),
        std::pair("!If [C, a]", "Fn::If requires a list argument"),
        std::pair("!If [D, a, b]", "unresolved condition dependency D"),
        std::pair("!And [!Condition C]", "every Fn::And object requires a list of at least 2"),
        std::pair("!Or [a]", "every Fn::Or object requires a list of at least 2"),
        std::pair("!Not [!Condition C, !Condition C]", "every Fn::Not object requires one"),
        std::pair("!Equals [a]", "every Fn::Equals object requires a list of 2"),
        std::pair("!Cidr [x, 1]", "Fn::Cidr takes a block of IPv4 addresses"),
        std::pair("!Base64 [a]", "Value of Fn::Base64 must be of type String"),
        std::pair("{'Fn::Length': a}", "Fn::Length takes a list"),
        std::pair("[a]", "Value of property TableName must be of type String, not a list")));

}  // namespace
}  // namespace ddbsim::stack
