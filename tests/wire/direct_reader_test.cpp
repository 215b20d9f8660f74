#include "sim/wire/direct_reader.hpp"

#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/value/dynamo_json.hpp"
#include "sim/wire/codec.hpp"

// What is read directly is read as a document would be.
namespace ddbsim::wire {
namespace {

using Json = nlohmann::json;

std::string text_of(const service::Request& request) {
  std::string out(service::operation_name(request.index()));
  encode(service::reference_to(request), out);
  return out;
}

/// As a document; "refused" when that has a mistake of any kind.
std::string as_document(std::string_view operation, std::string_view body) {
  const Json json = Json::parse(body, nullptr, false);
  if (json.is_discarded()) {
    return "refused";
  }
  const auto request = decode(operation, json, Mode::service);
  const bool good =
      request && std::visit([](const auto& typed) { return !typed.value_error; }, *request);
  return good ? text_of(*request) : "refused";
}

/// Directly; "left" when that says no.
std::string directly(std::string_view operation, std::string_view body) {
  const auto request = read_directly(operation, body, nullptr);
  return request ? text_of(*request) : "left";
}

constexpr const char* kPut = R"json({
  "TableName": "notes",
  "Item": {
    "pk": {"S": "MSG#1"}, "n": {"N": "-12.50e1"}, "b": {"B": "AQID"}, "t": {"BOOL": true},
    "f": {"BOOL": false}, "z": {"NULL": true}, "ss": {"SS": ["b", "a"]}, "ns": {"NS": ["2", "1"]},
    "bs": {"BS": ["AQ==", ""]}, "e": {"M": {}}, "l": {"L": [{"S": ""}, {"L": []}, {"M": {"b": {"N": "1"},
    "a": {"S": "x"}}}]}, "esc": {"S": "a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00ž"}
  },
  "ConditionExpression": "attribute_not_exists(#p)",
  "ExpressionAttributeNames": {"#z": "zz", "#p": "pk"},
  "ReturnValues": null
})json";

TEST(DirectReader, ReadsWhatClientsWrite) {
  EXPECT_EQ(directly("PutItem", kPut), as_document("PutItem", kPut));
  const std::vector<std::pair<const char*, const char*>> requests = {
      {"GetItem", R"({"TableName":"t","Key":{"pk":{"S":"a"}},"ConsistentRead":true})"},
      {"Query", R"({"TableName":"t","Limit":20,"ScanIndexForward":false,
                    "ExpressionAttributeValues":{":a":{"S":"x"}}})"},
      {"PutItem", R"({"TableName":"t","Expected":{"a":{"Value":{"S":"x"}},"b":{"Exists":false}}})"},
      {"Query", R"({"TableName":"t","KeyConditions":{"pk":{"ComparisonOperator":"EQ",
                    "AttributeValueList":[{"M":{"n":{"N":"1.0"}}}]}}})"},
      {"ExecuteStatement", R"({"Statement":"SELECT * FROM t","Parameters":[{"NS":["2","1"]}]})"},
      {"ListTables", "{}"},
      {"ListTables", " {\n} "},
      {"BatchWriteItem", R"({"RequestItems":{"b":[{"PutRequest":{"Item":{"pk":{"S":"1"}}}}],
                             "a":[{"DeleteRequest":{"Key":{"pk":{"S":"2"}}}}]}})"},
      {"BatchGetItem", R"({"RequestItems":{"t":{"Keys":[{"pk":{"S":"1"}},{"pk":{"S":"2"}}]}}})"},
      {"TransactWriteItems", R"({"TransactItems":[{"Put":{"TableName":"t","Item":{}}},
                                 {"ConditionCheck":{"TableName":"t","Key":{}}}]})"},
      {"CreateTable", R"({"TableName":"t","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
                          "ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5},
                          "StreamSpecification":{"StreamEnabled":true}})"}};
  for (const auto& [operation, body] : requests) {
    EXPECT_EQ(directly(operation, body), as_document(operation, body)) << body;
  }
}

TEST(DirectReader, LeavesWhatIsUnusual) {
  const std::vector<std::pair<const char*, std::string>> requests = {
      {"PutItem", ""},
      {"PutItem", "{"},
      {"PutItem", "{} x"},
      {"PutItem", "[]"},
      {"PutItm", "{}"},
      {"PutItem", R"({"Unknown":1})"},
      {"PutItem", R"({"TableName":"a","TableName":"b"})"},
      {"PutItem", R"({"TableName":1})"},
      {"PutItem", "{\"TableName\":\"a\nb\"}"},
      {"PutItem", "{\"TableName\":\"\xff\"}"},
      {"PutItem", R"({"TableName":"\ud800"})"},
      {"PutItem", R"({"TableName":"\x"})"},
      {"PutItem", R"({"TableName":"\u12"})"},
      {"PutItem", R"({"Item":{"a":{}}})"},
      {"PutItem", R"({"Item":{"a":{"S":"x","N":"1"}}})"},
      {"PutItem", R"({"Item":{"a":{"X":"x"}}})"},
      {"PutItem", R"({"Item":{"a":{"N":"one"}}})"},
      {"PutItem", R"({"Item":{"a":{"B":"?"}}})"},
      {"PutItem", R"({"Item":{"a":{"NULL":false}}})"},
      {"PutItem", R"({"Item":{"a":{"SS":[]}}})"},
      {"PutItem", R"({"Item":{"a":{"SS":["x","x"]}}})"},
      {"PutItem", R"({"Item":{"a":{"NS":["1","1.0"]}}})"},
      {"PutItem", R"({"ExpressionAttributeNames":{"#a":"b","#a":"c"}})"},
      {"Query", R"({"Limit":1.5})"},
      {"Query", R"({"Limit":01})"},
      {"Query", R"({"Limit":99999999999})"},
      {"Query", R"({"Limit":"1"})"},
      {"Query", R"({"ConsistentRead":"true"})"},
      {"Query", R"({"Limit":truer})"}};
  for (const auto& [operation, body] : requests) {
    EXPECT_EQ(directly(operation, body), "left") << body;
  }
}

TEST(DirectReader, LeavesWhatIsTooDeep) {
  std::string inner = R"({"S":"x"})";
  for (std::size_t depth = 1; depth < value::kMaxDepth; ++depth) {
    inner = R"({"L":[)" + inner + "]}";
  }
  const auto put = [](const std::string& value) { return R"({"Item":{"a":)" + value + "}}"; };
  EXPECT_NE(directly("PutItem", put(inner)), "left");
  EXPECT_EQ(directly("PutItem", put(inner)), as_document("PutItem", put(inner)));
  EXPECT_EQ(directly("PutItem", put(R"({"L":[)" + inner + "]}")), "left");
  EXPECT_EQ(directly("PutItem", std::string(100'000, '[')), "left");
}

/// A change of one byte, a piece cut out, or a piece twice.
std::string mutated(std::string text, std::mt19937_64& random) {
  constexpr std::string_view kBytes = "{}[]:,\"\\ 0159.-eutrfalsnBNSML\n\x01\xc3";
  const std::size_t at = random() % text.size();
  switch (random() % 3) {
    case 0:
      text[at] = kBytes[random() % kBytes.size()];
      return text;
    case 1:
      return text.erase(at, 1 + random() % 4);
    default:
      return text.insert(at, text.substr(at, 1 + random() % 12));
  }
}

TEST(DirectReader, NeverReadsAnythingElseThanADocumentWould) {
  std::mt19937_64 random(1);
  std::size_t read = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string body = kPut;
    for (std::size_t changes = random() % 3 + 1; changes > 0; --changes) {
      body = mutated(std::move(body), random);
    }
    const std::string direct = directly("PutItem", body);
    if (direct != "left") {
      ++read;
      ASSERT_EQ(direct, as_document("PutItem", body)) << body;
    }
  }
  EXPECT_GT(read, 1000U);
}

}  // namespace
}  // namespace ddbsim::wire
