#include <filesystem>
#include <fstream>
#include <set>

#include <gtest/gtest.h>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "sim/lambda/event_source_mapping.hpp"
#include "sim/scenario/files.hpp"
#include "sim/service/reflection.hpp"
#include "sim/world/fate.hpp"
#include "tests/scenario/mistakes.hpp"
#include "tests/scenario/small.hpp"

namespace ddbsim::scenario {
namespace {

const Json& schema_json() {
  static const Json kJson = Json::parse(read_text("scenarios/scenario.schema.json").value());
  return kJson;
}

/// What the schema says of a text; empty: valid.
std::string refused(const std::string& text) {
  static const valijson::Schema& schema = []() -> const valijson::Schema& {
    static valijson::Schema parsed;
    valijson::SchemaParser parser;
    const valijson::adapters::NlohmannJsonAdapter adapter(schema_json());
    parser.populateSchema(adapter, parsed);
    return parsed;
  }();
  valijson::Validator validator;
  valijson::ValidationResults results;
  const Json json = Json::parse(text);
  const valijson::adapters::NlohmannJsonAdapter target(json);
  if (validator.validate(schema, target, &results)) {
    return "";
  }
  std::string out = "refused";
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    out += "\n";
    for (const std::string& part : error.context) {
      out += part;
    }
    out += ": " + error.description;
  }
  return out;
}

TEST(Schema, TakesWhatTheReaderTakes) {
  EXPECT_EQ(refused(small::text()), "");
  EXPECT_EQ(refused(small::exploration()), "");
  EXPECT_EQ(refused(small::with_steps(small::turns())), "");
}

void expect_seen(const std::string& text, std::span<const small::Mistake> mistakes) {
  for (const small::Mistake& mistake : mistakes) {
    const std::string wrong = small::changed(text, mistake.from, mistake.to);
    EXPECT_EQ(!refused(wrong).empty(), mistake.schema_sees)
        << mistake.from << " -> " << mistake.to << "\n"
        << refused(wrong);
  }
}

TEST(Schema, RefusesWhatTheReaderRefuses) {
  expect_seen(small::text(), small::mistakes());
  expect_seen(small::exploration(), small::exploration_mistakes());
}

TEST(Schema, KnowsTheKindsOfFaults) {
  const Json& kinds =
      schema_json()["definitions"]["bounds"]["properties"]["fault_kinds"]["properties"];
  EXPECT_EQ(kinds.size(), world::kFaultNames.size());
  for (const std::string_view fault : world::kFaultNames) {
    EXPECT_TRUE(kinds.contains(fault)) << fault;
  }
}

TEST(Schema, TakesEveryShippedFile) {
  const auto files = find_files({"scenarios"});
  ASSERT_TRUE(files);
  EXPECT_GT(files->size(), 100U);
  for (const std::string& path : *files) {
    const std::string text = read_text(path).value();
    EXPECT_EQ(refused(text), "") << path;
    // And each names the schema, by the way that leads to it from where the file is.
    const auto named = Json::parse(text).value("$schema", "");
    EXPECT_TRUE(std::filesystem::equivalent(
        std::filesystem::path(path).parent_path() / (named.empty() ? "none" : named),
        "scenarios/scenario.schema.json"))
        << path;
  }
}

/// Every property of every definition has words.
void expect_described(const Json& json, const std::string& where) {
  // A scenario has a member "properties", too: there it is a field like others, not all of them.
  const auto is_object = [](const Json& part) { return part.is_object(); };
  if (const auto properties = json.find("properties");
      json.is_object() && properties != json.end() && properties->is_object() &&
      std::ranges::all_of(*properties, is_object)) {
    for (const auto& [name, property] : properties->items()) {
      // Conditions look at members; they do not describe them.
      if (where.find("/if/") == std::string::npos && where.find("/then/") == std::string::npos &&
          where.find("/else/") == std::string::npos && !property.contains("$ref")) {
        EXPECT_TRUE(property.contains("description")) << where << "properties/" << name;
      }
    }
  }
  if (json.is_structured()) {
    for (const auto& [name, child] : json.items()) {
      expect_described(child, where + name + "/");
    }
  }
}

TEST(Schema, DescribesEveryField) {
  expect_described(schema_json(), "/");
  for (const auto& [name, definition] : schema_json()["definitions"].items()) {
    EXPECT_TRUE(definition.contains("description")) << name;
  }
}

// ---- mappings: the schema's options beside the reader's -----------------------------------------

TEST(Schema, KnowsTheOptionsOfAMappingAsTheReaderDoes) {
  const Json& properties = schema_json()["definitions"]["mapping"]["properties"];
  for (const auto& [name, property] : properties.items()) {
    if (name == "name") {  // ours, taken out before the options are read
      continue;
    }
    const auto parsed = lambda::mapping_from_json({{name, Json::array({Json::object()})}});
    ASSERT_FALSE(parsed);
    EXPECT_FALSE(parsed.error().message.starts_with("unknown member")) << name;
    EXPECT_FALSE(parsed.error().message.contains("other event sources")) << name;
  }
  const Json options =
      lambda::mapping_to_json({.name = {}, .function_name = "f", .event_source_arn = "t"});
  for (const auto& [name, value] : options.items()) {
    EXPECT_TRUE(properties.contains(name)) << name;
  }
}

TEST(Schema, LetsARemapChangeWhatTheReaderLets) {
  const Json& steps = schema_json()["definitions"]["remapStep"]["properties"];
  const Json& changes = steps["remap"]["properties"];
  for (const auto& [name, property] :
       schema_json()["definitions"]["mapping"]["properties"].items()) {
    const bool fixed = name == "EventSourceArn" || name == "StartingPosition";
    EXPECT_EQ(changes.contains(name), !fixed) << name;
  }
}

// ---- requests: the schema's definitions beside the service's shapes -----------------------------

std::string last_part(const std::string& reference) {
  return reference.substr(reference.rfind('/') + 1);
}

/// Follows a reference, also one that stands beside a description.
const Json& resolved(const Json& schema) {
  const Json* reference = nullptr;
  if (schema.contains("$ref")) {
    reference = &schema["$ref"];
  } else if (schema.contains("allOf") && schema["allOf"].size() == 1) {
    reference = &schema["allOf"][0]["$ref"];
  }
  return reference == nullptr
             ? schema
             : schema_json()["definitions"][last_part(reference->get<std::string>())];
}

bool has_type(const Json& schema, const std::string& type) {
  const Json& types = schema["type"];
  return types == type || (types.is_array() && std::ranges::any_of(types, [&](const Json& one) {
                             return one == type;
                           }));
}

class ShapeComparison {
 public:
  void compare(const service::TypeInfo& type, const Json& at, const std::string& where) {
    using Kind = service::TypeKind;
    const Json& schema = resolved(at);
    switch (type.kind) {
      case Kind::text:
        EXPECT_TRUE(has_type(schema, "string")) << where;
        return;
      case Kind::integer:
        EXPECT_TRUE(has_type(schema, "integer")) << where;
        return;
      case Kind::real:
        EXPECT_TRUE(has_type(schema, "number")) << where;
        return;
      case Kind::boolean:
        EXPECT_TRUE(has_type(schema, "boolean")) << where;
        return;
      case Kind::item:
        EXPECT_EQ(&schema, &schema_json()["definitions"]["openItem"]) << where;
        return;
      case Kind::value:
        EXPECT_EQ(&schema, &schema_json()["definitions"]["openValue"]) << where;
        return;
      case Kind::names:
        EXPECT_TRUE(has_type(schema, "object")) << where;
        return;
      case Kind::list:
        EXPECT_TRUE(has_type(schema, "array")) << where;
        compare(*type.element, schema["items"], where + "/*");
        return;
      case Kind::map:
        EXPECT_TRUE(has_type(schema, "object")) << where;
        compare(*type.element, schema["additionalProperties"], where + "/*");
        return;
      case Kind::structure:
        compare_members(type, schema, where);
        return;
    }
  }

 private:
  void compare_members(const service::TypeInfo& type, const Json& schema,
                       const std::string& where) {
    EXPECT_TRUE(has_type(schema, "object")) << where;
    EXPECT_EQ(schema["additionalProperties"], false) << where;
    std::set<std::string> names;
    for (const service::MemberInfo& member : type.members) {
      const std::string name(member.name);
      names.insert(name);
      ASSERT_TRUE(schema["properties"].contains(name)) << where << "/" << name;
      compare(*member.type, schema["properties"][name], where + "/" + name);
    }
    for (const auto& [name, property] : schema["properties"].items()) {
      EXPECT_TRUE(names.contains(name)) << where << "/" << name << " is no member";
    }
  }
};

TEST(Schema, KnowsTheShapesOfAllRequests) {
  const Json& operations = schema_json()["definitions"]["request"]["properties"];
  EXPECT_EQ(operations.size(), std::variant_size_v<service::Request>);
  for (std::size_t index = 0; index < std::variant_size_v<service::Request>; ++index) {
    const std::string name(service::operation_name(index));
    ASSERT_TRUE(operations.contains(name)) << name;
    ShapeComparison().compare(service::request_type(index), operations[name], name);
  }
}

}  // namespace
}  // namespace ddbsim::scenario
