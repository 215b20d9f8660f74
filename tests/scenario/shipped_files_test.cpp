#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

// The JSON schema that editors use accepts what ships, and refuses the mistakes that it is there
// for.
namespace ddbsim::scenario {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

Json read(const fs::path& file) {
  std::ifstream in(file);
  return Json::parse(in);
}

class SchemaTest : public testing::Test {
 protected:
  void SetUp() override {
    const Json json = read("scenarios/scenario.schema.json");
    const valijson::adapters::NlohmannJsonAdapter adapter(json);
    valijson::SchemaParser(valijson::SchemaParser::kDraft7).populateSchema(adapter, schema_);
  }

  /// Empty, or why the schema refuses it.
  std::string refusal(const Json& json) {
    valijson::Validator validator;
    valijson::ValidationResults results;
    if (validator.validate(schema_, valijson::adapters::NlohmannJsonAdapter(json), &results)) {
      return {};
    }
    valijson::ValidationResults::Error error;
    return results.popError(error) ? "refused: " + error.description : "refused";
  }

  valijson::Schema schema_;
};

TEST_F(SchemaTest, AcceptsEveryFileThatShips) {
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator("scenarios")) {
    if (entry.path().extension() != ".json" || entry.path().filename() == "scenario.schema.json") {
      continue;
    }
    ++files;
    const Json json = read(entry.path());
    EXPECT_EQ(refusal(json), "") << entry.path();
    EXPECT_EQ(fs::weakly_canonical(entry.path().parent_path() / json["$schema"].get<std::string>()),
              fs::weakly_canonical("scenarios/scenario.schema.json"))
        << entry.path() << " names the schema";
  }
  EXPECT_GT(files, 100U);
}

TEST_F(SchemaTest, RefusesMistakes) {
  const Json good = read("scenarios/boundaries/query-without-the-partition-key.json");
  ASSERT_EQ(refusal(good), "");
  const auto broken = [&](auto change) {
    Json json = good;
    change(json);
    return refusal(json);
  };
  EXPECT_NE(broken([](Json& json) { json["stepz"] = json["steps"]; }), "");
  EXPECT_NE(broken([](Json& json) { json.erase("name"); }), "");
  EXPECT_NE(broken([](Json& json) { json["kind"] = "scenery"; }), "");
  EXPECT_NE(broken([](Json& json) { json["steps"] = 5; }), "");
  EXPECT_NE(broken([](Json& json) { json["steps"][0]["expct"] = Json::object(); }), "");
  EXPECT_NE(broken([](Json& json) { json["world"]["index_lag"] = 5; }), "");
}

TEST_F(SchemaTest, DescribesEveryField) {
  const Json schema = read("scenarios/scenario.schema.json");
  std::vector<std::string> silent;
  const auto visit = [&](const auto& self, const Json& json, const std::string& at) -> void {
    if (json.is_array()) {
      for (std::size_t i = 0; i < json.size(); ++i) {
        self(self, json[i], at + "/" + std::to_string(i));
      }
    }
    if (!json.is_object()) {
      return;
    }
    for (const auto& [name, member] : json.items()) {
      const bool fields = name == "properties" && !at.ends_with("/properties") &&
                          at.find("/if") == std::string::npos;
      if (fields) {
        for (const auto& [field, shape] : member.items()) {
          if (!shape.is_object() || (!shape.contains("description") && !shape.contains("$ref"))) {
            silent.push_back(at + "/properties/" + field);
          }
        }
      }
      self(self, member, at + "/" + name);
    }
  };
  visit(visit, schema, "");
  EXPECT_TRUE(silent.empty()) << silent.size()
                              << " fields without a description, the first: " << silent.front();
}

}  // namespace
}  // namespace ddbsim::scenario
