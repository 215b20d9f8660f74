// Whole templates: each tests/stack/templates/NAME.yaml becomes what NAME.json says.
#include <filesystem>
#include <set>

#include "tests/stack/reading.hpp"

namespace ddbsim::stack {
namespace {

/// Names of the files in the folder that end so, without the ending.
std::set<std::string> names(const std::string& ending) {
  std::set<std::string> out;
  for (const auto& file : std::filesystem::directory_iterator(kTemplates)) {
    if (file.path().extension() == ending) {
      out.insert(file.path().stem().string());
    }
  }
  return out;
}

Json result_of(const std::string& name) {
  const std::string path = kTemplates + name + ".yaml";
  const auto stack = read_template(text_of_file(path), name + ".yaml", {});
  if (!stack) {
    return {{"error", text_of(stack.error())}};
  }
  Json out = {{"fragment", stack->fragment}, {"passed_over", Json::array()}};
  for (const PassedOver& each : stack->passed_over) {
    out["passed_over"].push_back(text_of(each));
  }
  return out;
}

class Template : public testing::TestWithParam<std::string> {};

TEST_P(Template, BecomesTheFragmentBesideIt) {
  const Json expected = Json::parse(text_of_file(kTemplates + GetParam() + ".json"));
  EXPECT_EQ(result_of(GetParam()).dump(2), expected.dump(2));
}

INSTANTIATE_TEST_SUITE_P(Files, Template, testing::ValuesIn(names(".yaml")),
                         [](const auto& file) { return file.param; });

TEST(Templates, OfSamAndOfCloudFormationForOneDeploymentDifferInNamesOfRolesOnly) {
  std::string serverless = result_of("messaging_sam")["fragment"].dump(2);
  const std::string plain = result_of("messaging_plain")["fragment"].dump(2);
  const std::string generated = "\"MessagingStreamRole\"";
  for (auto at = serverless.find(generated); at != std::string::npos;
       at = serverless.find(generated)) {
    serverless.replace(at, generated.size(), "\"cruddur-messaging-stream-role\"");
  }
  EXPECT_EQ(serverless, plain);
}

TEST(Templates, InJsonAreReadAsThoseInYaml) {
  const Stack yaml = stack_of(naming("!Sub 'a-${AWS::Region}'"));
  const Stack json = stack_of(R"({"Resources": {"T": {"Type": "AWS::DynamoDB::Table",
    "Properties": {"KeySchema": [], "TableName": {"Fn::Sub": "a-${AWS::Region}"}}}}})");
  EXPECT_EQ(yaml.fragment.dump(), json.fragment.dump());
}

}  // namespace
}  // namespace ddbsim::stack
