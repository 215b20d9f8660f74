#include "sim/value/dynamo_json.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/value/random_values.hpp"

namespace ddbsim::value {
namespace {

using Json = nlohmann::json;
using testing::any_attributes;
using testing::Random;

TEST(DynamoJsonTest, IsWrittenCompactAndSortedByName) {
  const Item item{{"sk", "2026"},
                  {"n", number("1.50")},
                  {"b", Binary{"\x01\x02\x03"}},
                  {"flag", true},
                  {"none", Null{}},
                  {"list", List{"x", List{}}},
                  {"map", Map{{"z", 1}, {"a", false}}},
                  {"numbers", number_set({"10", "9"})},
                  {"texts", string_set({"b", "a"})},
                  {"binaries", binary_set({"z"})}};
  std::string text;
  append_json(item, text);
  EXPECT_EQ(text,
            R"({"b":{"B":"AQID"},"binaries":{"BS":["eg=="]},"flag":{"BOOL":true},)"
            R"("list":{"L":[{"S":"x"},{"L":[]}]},"map":{"M":{"a":{"BOOL":false},"z":{"N":"1"}}},)"
            R"("n":{"N":"1.5"},"none":{"NULL":true},"numbers":{"NS":["9","10"]},)"
            R"("sk":{"S":"2026"},"texts":{"SS":["a","b"]}})");
}

TEST(DynamoJsonTest, StringsAreEscaped) {
  std::string out;
  append_json_string("a\"b\\c\n\r\t\b\f\x01\x1F/é", out);
  EXPECT_EQ(out, R"("a\"b\\c\n\r\t\b\f\u0001\u001f/é")");
}

TEST(DynamoJsonTest, WhatIsEscapedIsFoundWhereverItStands) {
  for (std::size_t size = 1; size < 40; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (const char special : {'"', '\\', '\n', '\x1F'}) {
        std::string text(size, '~');
        text[at] = special;
        const Item item = {{text, text}};
        ASSERT_EQ(item_from_json(to_json(item)), item) << size << " bytes, at " << at;
      }
    }
  }
}

TEST(DynamoJsonTest, RandomItemsSurvive) {
  Random random(1);
  for (int i = 0; i < 2000; ++i) {
    const Item item(any_attributes(random));
    const auto back = item_from_json(to_json(item));
    ASSERT_TRUE(back.has_value()) << to_json(item) << back.error().message;
    ASSERT_EQ(*back, item) << to_json(item);
    for (std::size_t at = 0; at < item.count(); ++at) {
      ASSERT_EQ(value_from_json(to_json(item.value(at))), item.value(at).to_value());
    }
  }
}

struct Refused {
  std::string_view json;
  ValueError::Kind kind;
  std::string_view message;
  std::string_view pointer;
};

constexpr auto kType = ValueError::Kind::type;
constexpr auto kValue = ValueError::Kind::value;

TEST(DynamoJsonTest, RefusesInTheServicesWords) {
  for (const Refused& example : std::vector<Refused>{
           {R"({"a":{}})", kValue,
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
            "/a"},
           {R"({"a":{"S":null}})", kValue,
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
            "/a"},
           {R"({"a":{"X":"1"}})", kValue,
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
            "/a"},
           {R"({"a":{"S":"1","N":"1"}})", kValue,
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of "
            "the supported datatypes",
            "/a"},
           {R"({"a":{"S":1}})", kType, "NUMBER_VALUE cannot be converted to String", "/a/S"},
           {R"({"a":{"S":1.5}})", kType, "DECIMAL_VALUE cannot be converted to String", "/a/S"},
           {R"({"a":{"S":true}})", kType, "TRUE_VALUE cannot be converted to String", "/a/S"},
           {R"({"a":{"BOOL":"perhaps"}})", kType, "STRING_VALUE cannot be converted to Boolean",
            "/a/BOOL"},
           {R"({"a":{"N":7}})", kType, "NUMBER_VALUE cannot be converted to String", "/a/N"},
           {R"({"a":{"N":"7x"}})", kValue,
            "The parameter cannot be converted to a numeric value: 7x", "/a/N"},
           {R"({"a":{"NULL":false}})", kValue,
            "One or more parameter values were invalid: Null attribute value types must have the "
            "value of true",
            "/a/NULL"},
           {R"({"a":{"SS":[]}})", kValue,
            "One or more parameter values were invalid: An string set  may not be empty", "/a/SS"},
           {R"({"a":{"NS":[]}})", kValue,
            "One or more parameter values were invalid: An number set  may not be empty", "/a/NS"},
           {R"({"a":{"BS":[]}})", kValue,
            "One or more parameter values were invalid: Binary sets should not be empty", "/a/BS"},
           {R"({"a":{"SS":["x","y","x"]}})", kValue,
            "One or more parameter values were invalid: Input collection [x, y, x] contains "
            "duplicates.",
            "/a/SS"},
           {R"({"a":{"NS":["1","1.0"]}})", kValue, "Input collection contains duplicates", "/a/NS"},
           {R"({"a":null})", kValue,
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
            "/a"},
           // The whole is read before any value is looked at: a wrong JSON type comes first.
           {R"({"a":{"NS":[]},"b":{"B":1}})", kType, "NUMBER_VALUE cannot be converted to String",
            "/b/B"},
           {R"({"a":{"L":[{"NS":[]},{"M":{"b":{"SS":[1]}}}]}})", kType,
            "NUMBER_VALUE cannot be converted to String", "/a/L/1/M/b/SS/0"},
           {R"({"a":{"NS":["x",1]}})", kType, "NUMBER_VALUE cannot be converted to String",
            "/a/NS/1"},
           {R"({"a":{"SS":"x"}})", kType, "STRING_VALUE cannot be converted to List", "/a/SS"},
           {R"({"a":{"L":[{"S":"ok"},{"N":"x"}]}})", kValue,
            "The parameter cannot be converted to a numeric value: x", "/a/L/1/N"},
           {R"({"a":{"M":{"b/c~d":{"S":7}}}})", kType, "NUMBER_VALUE cannot be converted to String",
            "/a/M/b~1c~0d/S"},
           {R"({"a":"text"})", kType, "STRING_VALUE cannot be converted to AttributeValue", "/a"},
           {R"({"a":[]})", kType, "Unrecognized collection type class java.util.ArrayList", "/a"},
           {R"({"a":{"S":{}}})", kType, "Start of structure or map found where not expected",
            "/a/S"},
           {R"({"a":{"B":"AQI"}})", kType,
            "Base64 encoded length is expected a multiple of 4 bytes but found: 3", "/a/B"},
       }) {
    const auto item = item_from_json(Json::parse(example.json));
    ASSERT_FALSE(item.has_value()) << example.json;
    EXPECT_EQ(item.error().message, example.message) << example.json;
    EXPECT_EQ(item.error().kind, example.kind) << example.json;
    EXPECT_EQ(item.error().pointer, example.pointer) << example.json;
  }
  EXPECT_FALSE(item_from_json(Json::parse("[]")).has_value());
}

Json nested(std::size_t lists) {
  Json json = {{"S", "deep"}};
  for (std::size_t i = 0; i < lists; ++i) {
    json = {{"L", Json::array({std::move(json)})}};
  }
  return json;
}

TEST(DynamoJsonTest, NestingHasALimit) {
  EXPECT_TRUE(value_from_json(nested(kMaxDepth - 1)).has_value());
  EXPECT_EQ(value_from_json(nested(kMaxDepth)).error().message,
            "Nesting Levels have exceeded supported limits: Attributes in the item have nested "
            "levels beyond supported limit");
}

TEST(DynamoJsonTest, WordsAreTakenForBooleans) {
  for (const char* const yes : {"true", "TRUE", "Yes", "1"}) {
    EXPECT_EQ(value_from_json({{"BOOL", yes}}), AttributeValue(true)) << yes;
    EXPECT_EQ(value_from_json({{"NULL", yes}}), AttributeValue(Null{})) << yes;
  }
  for (const char* const no : {"false", "no", "0"}) {
    EXPECT_EQ(value_from_json({{"BOOL", no}}), AttributeValue(false)) << no;
  }
}

// ---- Base64 -------------------------------------------------------------------------------------

TEST(Base64Test, IsThatOfRfc4648) {
  const std::vector<std::pair<std::string, std::string>> examples = {{"", ""},
                                                                     {"f", "Zg=="},
                                                                     {"fo", "Zm8="},
                                                                     {"foo", "Zm9v"},
                                                                     {"foob", "Zm9vYg=="},
                                                                     {"fooba", "Zm9vYmE="},
                                                                     {"foobar", "Zm9vYmFy"},
                                                                     {"\xFB\xFF", "+/8="}};
  for (const auto& [bytes, text] : examples) {
    EXPECT_EQ(to_base64(bytes), text);
    EXPECT_EQ(from_base64(text), bytes);
  }
}

TEST(Base64Test, IsStrict) {
  for (const std::string_view text :
       {"Zg=", "Zg", "Zg==Zg==", "Z===", "====", "Zm9v\n", "Zm9-", "Zm9_", "Zm 9", "Z=9v"}) {
    EXPECT_FALSE(from_base64(text).has_value()) << text;
  }
}

TEST(Base64Test, AllBytesSurvive) {
  Random random(1);
  for (int i = 0; i < 2000; ++i) {
    std::string bytes(random() % 50, '\0');
    for (char& c : bytes) {
      c = static_cast<char>(random());
    }
    ASSERT_EQ(from_base64(to_base64(bytes)), bytes);
  }
}

}  // namespace
}  // namespace ddbsim::value
